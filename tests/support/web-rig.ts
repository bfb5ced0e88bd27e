/** A bridge with a web page for tests: the firmware as people run it, a broker, and two devices on the simulated air. */

import { createSocket } from "node:dgram";
import { nodeCiphers } from "../../hosts/node/node-ciphers";
import type { FieldValues } from "../../modules/victron/encode";
import { encodeAdvertisement } from "../../modules/victron/encode-advertisement";
import { hexBytes } from "../../modules/victron/hex";
import type { RecordTable } from "../../modules/victron/record";
import { batteryMonitor } from "../../modules/victron/records/battery-monitor";
import { solarCharger } from "../../modules/victron/records/solar-charger";
import { embeddedBroker, freePort, type TestBroker } from "./brokers";
import { captures } from "./captures";
import { Command, Folder } from "./command";

/** A device on the air; what it says changes with `values`. */
export class AirDevice {
	readonly address: string;
	readonly key: string;
	readonly #record: RecordTable;
	readonly #productId: number;
	readonly #rssi: number;
	#counter = 1;
	values: FieldValues;

	constructor(
		{ address, key, says }: (typeof captures)["solarCharger" | "batteryMonitor"],
		record: RecordTable,
		rssi: number,
	) {
		this.address = address;
		this.key = key;
		this.#record = record;
		this.#productId = says.product_id as number;
		this.#rssi = rssi;
		this.values = says;
	}

	/** The next advert of the simulated air, one datagram. */
	advert(): string {
		const key = hexBytes(this.key)!;
		const payload = encodeAdvertisement({
			productId: this.#productId,
			record: this.#record,
			counter: this.#counter++ & 0xffff,
			key,
			cipher: nodeCiphers.aes(key.buffer as ArrayBuffer),
			reading: this.values,
		});
		const manufacturerData = Buffer.from(payload).toString("hex");
		return JSON.stringify({ address: this.address, rssi: this.#rssi, manufacturerData });
	}
}

/** Milliseconds between two adverts of a device. */
export const cadence = 200;

export class WebRig {
	readonly roof = new AirDevice(captures.solarCharger, solarCharger, -58);
	readonly battery = new AirDevice(captures.batteryMonitor, batteryMonitor, -77);
	readonly url: string;
	readonly #broker: TestBroker;
	readonly #words: readonly string[];
	readonly #folder: Folder;
	readonly #airPort: number;
	readonly #socket = createSocket("udp4");
	#timer: NodeJS.Timeout | undefined;
	#firmware: Command | undefined;

	private constructor(broker: TestBroker, folder: Folder, webPort: number, airPort: number) {
		this.#broker = broker;
		this.#folder = folder;
		this.#airPort = airPort;
		this.url = `http://127.0.0.1:${webPort}/`;
		this.#words = ["--http", `127.0.0.1:${webPort}`, "--air", `127.0.0.1:${airPort}`];
	}

	get brokerPort(): number {
		return this.#broker.port;
	}

	/**
	 * @param settings beside the broker's port.
	 * @param words further options of `heliograph run`.
	 * @param replay lines of an adverts file, played at once.
	 */
	static async start(
		settings: Readonly<Record<string, object>>,
		words: readonly string[],
		replay?: Iterable<object>,
	): Promise<WebRig> {
		const broker = await embeddedBroker();
		await broker.start();
		const rig = new WebRig(broker, new Folder(), await freePort(), await freePort());
		const mqtt = { ...settings.mqtt, port: broker.port };
		const file = rig.#folder.write("settings.json", { ...settings, mqtt });
		const state = `${rig.#folder.path}/state.json`;
		const played = replay ? ["--replay", rig.#folder.adverts("replay.jsonl", replay), "--speed", "max"] : [];
		await rig.powerOn(["--settings", file, "--state", state, ...played, ...words]);
		rig.#timer = setInterval(() => {
			for (const advert of rig.air()) rig.#socket.send(advert, rig.#airPort, "127.0.0.1");
		}, cadence);
		return rig;
	}

	/** Datagrams that go on the air now; asked every `cadence`. */
	air: () => Iterable<string> = () => [this.roof.advert(), this.battery.advert()];

	#options: readonly string[] = [];

	async powerOn(options = this.#options): Promise<void> {
		this.#options = options;
		this.#firmware = new Command(["run", ...this.#words, ...options]);
		await this.#firmware.says(/listening to the simulated air/);
	}

	async powerCut(): Promise<void> {
		this.#firmware?.signal("SIGKILL");
		await this.#firmware?.finished;
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer);
		this.#socket.close();
		await this.powerCut();
		await this.#broker.kill();
		this.#folder.remove();
	}
}
