// What this machine has for the tests that need more than the packages. Plain JavaScript: the runner reads it too.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import { moddable } from "../../tools/sdk.mjs";

/** Path of a program, or undefined. Daemons often stand in sbin, outside a user's PATH. */
export function program(name) {
	const folders = [
		...(process.env.PATH ?? "").split(delimiter),
		"/usr/sbin",
		"/usr/local/sbin",
		"/opt/homebrew/sbin",
	];
	return folders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path));
}

export const mosquitto = program("mosquitto");

export const chromium = program("chromium") ?? program("chromium-browser") ?? program("google-chrome");
export const openssl = program("openssl");
export const dbusDaemon = program("dbus-daemon");

export const xvfb = process.env.DISPLAY ? "" : program("Xvfb");

/** Runs in the simulator need the SDK, a broker and a display. */
export const simulator = moddable !== undefined && mosquitto !== undefined && xvfb !== undefined;

export const victronBle =
	spawnSync("python3", ["-c", "import victron_ble"], { stdio: "ignore" }).status === 0 ? true : undefined;

/** What is left out here, a sentence each. */
export function leftOut() {
	const sentences = [];
	if (!mosquitto)
		sentences.push("runs against mosquitto: it is not installed (Debian: apt-get install mosquitto)");
	if (!chromium)
		sentences.push("the web page in a browser: no Chromium is installed (Debian: apt-get install chromium)");
	if (mosquitto && !openssl)
		sentences.push("TLS: no openssl command to make certificates with (Debian: apt-get install openssl)");
	if (!dbusDaemon)
		sentences.push("BlueZ over D-Bus: no dbus-daemon is installed (Debian: apt-get install dbus)");
	if (!moddable)
		sentences.push(
			"the simulator and the ESP32 boards: no built Moddable SDK in MODDABLE or its usual place",
		);
	else if (!simulator)
		sentences.push(
			"the simulator: it needs mosquitto and a display (Debian: apt-get install mosquitto xvfb)",
		);
	if (!victronBle) sentences.push("comparison with keshavdv/victron-ble: python3 has no victron_ble package");
	return sentences;
}
