/** The ports in the Moddable simulator: the simulated air, and a process that stands for the device. */

import { end, resetReason, restart, stopRequested } from "desktop/process";
import { forget, retain, retained } from "desktop/retained";
import { Status } from "desktop/status";
import { StatusScreen } from "desktop/status-screen";
import config from "mc/config";
import { airScanner } from "moddable/air-scanner";
import { ciphers } from "moddable/ciphers";
import { makeClock } from "moddable/clock";
import { onFault } from "moddable/faults";
import { mqttTransport } from "moddable/mqtt";
import { preferences } from "moddable/preferences";
import { settingsSource } from "moddable/settings-source";
import { timers } from "moddable/timers";
import { version } from "publish/version";
import { parseSettings } from "settings/parse";
import type { Host } from "../ports";

const log = (line: string) => trace(`${line}\n`);
const reason = resetReason();
if (reason === "") forget();

const source = settingsSource(preferences, log);
const status = new Status();

/** Where the simulated air comes in: a preference of the simulator, else the build's `air`. */
const airPort = Number(preferences.get("simulator", "air") ?? config.air);

export const host: Host = {
	scanner: status.scanner(airScanner(airPort, "127.0.0.1")),
	timers,
	clock: makeClock(),
	mqtt: status.transport(mqttTransport(), parseSettings(source.read()).settings["mqtt.base"]),
	ciphers,
	network: { rssi: () => undefined },
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
		sleep: (duration) => restart("deep_sleep", duration),
		retained,
		retain,
	},
	settings: source,
	outboxCapacity: 64,
};

const window = new StatusScreen(status, `Heliograph ${version}`);
timers.repeat(() => window.draw(), 1000);
log(`listening to the simulated air on port ${airPort}`);
