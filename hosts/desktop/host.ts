/** The ports in the Moddable simulator: the simulated air, and a process that stands for the device. */

import { AirGattPort } from "desktop/air-gatt-port";
import { DeviceCable, DeviceLine } from "desktop/device-line";
import { FileScanner } from "desktop/file-scanner";
import { fillRandom, Process } from "desktop/process";
import { forget, retain, retained } from "desktop/retained";
import { SeenScanner, SeenTransport, Status } from "desktop/status";
import { StatusScreen } from "desktop/status-screen";
import { FileStore } from "desktop/store";
import config from "mc/config";
import { AirScanner } from "moddable/air-scanner";
import { ciphers } from "moddable/ciphers";
import { SystemClock } from "moddable/clock";
import { SdkCrypto } from "moddable/crypto";
import { onFault } from "moddable/faults";
import { ClientTransport } from "moddable/mqtt";
import { multicast } from "moddable/multicast-socket";
import { PreferenceSettings } from "moddable/settings-source";
import { timers } from "moddable/timers";
import { SocketServer } from "moddable/web-server";
import { FindingTransport } from "network/finding-transport";
import { version } from "publish/version";
import { useRandom } from "rng";
import { parseSettings } from "settings/parse";
import type { Host, Network, Power, System } from "../ports";

/** Milliseconds that the window takes to show what was drawn. */
const untilShown = 100;

const network: Network = { up() {}, down() {}, rssi: () => undefined };

export function makeHost(): Host {
	Process.begin();
	const reason = Process.resetReason();
	if (reason === "") forget();
	useRandom(fillRandom);
	const store = new FileStore();
	/** From a preference of the simulator, else from the build. */
	const option = (name: "air" | "console" | "gatt" | "http" | "vedirect") =>
		store.get("simulator", name) ?? config[name];
	/** Where the simulated air comes in. */
	const airPort = Number(option("air"));
	/** Where the simulated devices take connections. */
	const gattPort = Number(option("gatt") ?? airPort);
	/** Path of the console's serial line; without one there is no console. */
	const line = option("console");
	/** Path of the VE.Direct cable's serial port; without one there is no cable. */
	const cable = option("vedirect");
	/** Where the web interface listens; without one there is none. */
	const webPort = option("http");
	const clock = new SystemClock();
	const settings = new PreferenceSettings(store, log);
	const status = new Status();
	const window = new StatusScreen(status, `Heliograph ${version}`);
	const air =
		config.adverts === undefined ? new AirScanner(airPort, "127.0.0.1") : new FileScanner(config.adverts);
	const base = parseSettings(settings.read()).settings["mqtt.base"];
	timers.repeat(() => window.draw(), 1000);
	log(`listening to the simulated air on port ${airPort}`);
	return {
		scanner: new SeenScanner(air, status),
		timers,
		clock,
		mqtt: new FindingTransport({
			transport: new SeenTransport(new ClientTransport(clock), status, base),
			multicast,
			timers,
			random: Math.random,
			store,
			log,
		}),
		ciphers,
		network,
		system: new Simulator(reason),
		power: new FilePower(window),
		settings,
		store,
		crypto: new SdkCrypto(fillRandom),
		web: webPort === undefined ? undefined : new SocketServer(Number(webPort)),
		gatt: new AirGattPort(gattPort),
		vedirect: cable === undefined ? undefined : new DeviceCable(String(cable), log),
		console: line === undefined ? undefined : new DeviceLine("console", String(line), 115_200, log),
		accessPoint: undefined,
		downloader: undefined,
		updateSlot: undefined,
		backlogCapacity: 64,
	};
}

function log(line: string): void {
	trace(`${line}\n`);
}

class Simulator implements System {
	readonly id = "desktop";
	readonly resetReason: string;

	/** @param reason empty after a start by hand. */
	constructor(reason: string) {
		this.resetReason = reason || "power_on";
	}

	memory(): object {
		return {};
	}

	log(line: string): void {
		log(line);
	}

	restart(reason: string): void {
		Process.restart(reason, 0);
	}

	onFault(callback: Parameters<System["onFault"]>[0]): void {
		onFault(callback);
	}

	onStop(callback: Parameters<System["onStop"]>[0]): void {
		const poll = timers.repeat(() => {
			if (!Process.stopRequested()) return;
			timers.clear(poll);
			callback(() => Process.end());
		}, 100);
	}
}

class FilePower implements Power {
	readonly #window: StatusScreen;

	constructor(window: StatusScreen) {
		this.#window = window;
	}

	sleep(duration: number): void {
		this.#window.drawAsleep(duration);
		timers.set(() => Process.restart("deep_sleep", duration), untilShown);
	}

	retained(): ArrayBuffer | undefined {
		return retained();
	}

	retain(data: ArrayBuffer): void {
		retain(data);
	}
}
