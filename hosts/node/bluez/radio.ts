/** The Bluetooth of this computer: what is around, and connections. */

import type { GattConnection, GattEvents, GattPort, GattTarget } from "../../../modules/victron/vreg/port";
import type { Heard, Radio } from "../radio";
import { BluezBus, type DBusFailure, interfaces, type Properties, sentence } from "./bus";
import { BluezConnection, limits } from "./connection";
import { Discovery } from "./discovery";

/** Victron Energy BV, as BlueZ has it. */
const companyId = String(0x02e1);

export class BluezRadio implements Radio, GattPort {
	readonly #bus: BluezBus;
	readonly #discovery: Discovery;
	readonly #limits: typeof limits;
	#connection: BluezConnection | undefined;

	/** @throws Error in a sentence. */
	static async open(times = limits): Promise<BluezRadio> {
		const bus = await BluezBus.open();
		try {
			return new BluezRadio(bus, adapterOf(bus), times);
		} catch (error) {
			await bus.close();
			throw error;
		}
	}

	private constructor(bus: BluezBus, adapter: string, times: typeof limits) {
		this.#bus = bus;
		this.#limits = times;
		this.#discovery = new Discovery(bus, adapter);
	}

	async listen(onHeard: (device: Heard) => void): Promise<() => Promise<void>> {
		try {
			return await this.#discovery.start((_, device) => onHeard(heard(device)));
		} catch (error) {
			throw new Error(sentence(error as DBusFailure));
		}
	}

	connect(target: GattTarget, events: GattEvents): GattConnection {
		const before = this.#connection?.ended;
		this.#connection = new BluezConnection(
			{ bus: this.#bus, discovery: this.#discovery, limits: this.#limits },
			target,
			events,
			before ?? Promise.resolve(),
		);
		return this.#connection;
	}

	async close(): Promise<void> {
		this.#connection?.close();
		await this.#connection?.ended;
		await this.#bus.close();
	}
}

/** Path of an adapter that is on. @throws Error in a sentence. */
function adapterOf(bus: BluezBus): string {
	const adapters = Object.entries(bus.all(interfaces.adapter));
	const [path] = adapters.find(([, { Powered: on }]) => on === true) ?? [];
	if (path !== undefined) return path;
	const [off] = adapters[0] ?? [];
	if (off === undefined) throw new Error("this computer has no Bluetooth adapter");
	throw new Error(
		`the Bluetooth adapter ${off.slice(off.lastIndexOf("/") + 1)} is off; turn it on: bluetoothctl power on`,
	);
}

function heard({ Address, Name, RSSI, ManufacturerData, UUIDs }: Properties): Heard {
	const data = (ManufacturerData as Properties | undefined)?.[companyId];
	return {
		address: String(Address).toLowerCase(),
		name: typeof Name === "string" ? Name : undefined,
		rssi: Number(RSSI),
		payload: data instanceof Uint8Array ? data : undefined,
		services: Array.isArray(UUIDs) ? UUIDs.map(String) : [],
	};
}
