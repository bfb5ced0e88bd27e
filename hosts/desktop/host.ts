/** The ports in the Moddable simulator: the simulated air, and a process that stands for the device. */

import { deviceLine } from "desktop/console";
import { fileScanner } from "desktop/file-scanner";
import { end, fillRandom, resetReason, restart, stopRequested } from "desktop/process";
import { forget, retain, retained } from "desktop/retained";
import { Status } from "desktop/status";
import { StatusScreen } from "desktop/status-screen";
import { store } from "desktop/store";
import config from "mc/config";
import { airScanner } from "moddable/air-scanner";
import { ciphers } from "moddable/ciphers";
import { makeClock } from "moddable/clock";
import { makeCrypto } from "moddable/crypto";
import { onFault } from "moddable/faults";
import { mqttTransport } from "moddable/mqtt";
import { multicast } from "moddable/multicast-socket";
import { preferences } from "moddable/preferences";
import { settingsSource } from "moddable/settings-source";
import { timers } from "moddable/timers";
import { webServer } from "moddable/web-server";
import { FindingTransport } from "network/finding-transport";
import { version } from "publish/version";
import { useRandom } from "rng";
import { parseSettings } from "settings/parse";
import type { Host } from "../ports";

/** Milliseconds that the window takes to show what was drawn. */
const untilShown = 100;

const log = (line: string) => trace(`${line}\n`);
const reason = resetReason();
if (reason === "") forget();

useRandom(fillRandom);
const clock = makeClock();
const source = settingsSource(preferences, log);
const status = new Status();

/** Where the simulated air comes in: a preference of the simulator, else the build's `air`. */
const airPort = Number(preferences.get("simulator", "air") ?? config.air);
/** Path of the console's serial line, from the same places; without one there is no console. */
const line = preferences.get("simulator", "console") ?? config.console;

/** Where the web interface listens: a preference of the simulator, else the build's `http`; without one there is none. */
const webPort = numberOf(preferences.get("simulator", "http") ?? config.http);

export const host: Host = {
	scanner: status.scanner(
		config.adverts === undefined ? airScanner(airPort, "127.0.0.1") : fileScanner(config.adverts),
	),
	timers,
	clock,
	mqtt: new FindingTransport({
		transport: status.transport(mqttTransport(clock), parseSettings(source.read()).settings["mqtt.base"]),
		multicast,
		timers,
		random: Math.random,
		store,
		log,
	}),
	ciphers,
	network: { up() {}, down() {}, rssi: () => undefined },
	system: {
		id: "desktop",
		resetReason: reason || "power_on",
		memory: () => ({}),
		log,
		restart: (why) => restart(why, 0),
		onFault,
		onStop(callback) {
			const poll = timers.repeat(() => {
				if (!stopRequested()) return;
				timers.clear(poll);
				callback(end);
			}, 100);
		},
	},
	power: {
		sleep(duration) {
			window.drawAsleep(duration);
			timers.set(() => restart("deep_sleep", duration), untilShown);
		},
		retained,
		retain,
	},
	settings: source,
	store,
	crypto: makeCrypto(fillRandom),
	web: webPort === undefined ? undefined : webServer(webPort),
	console: line === undefined ? undefined : deviceLine(String(line), log),
	accessPoint: undefined,
	downloader: undefined,
	updateSlot: undefined,
	backlogCapacity: 64,
};

function numberOf(value: unknown): number | undefined {
	return value === undefined ? undefined : Number(value);
}

const window = new StatusScreen(status, `Heliograph ${version}`);
timers.repeat(() => window.draw(), 1000);
log(`listening to the simulated air on port ${airPort}`);
