/** The Bluetooth of this computer: what is around, and connections. */

import type { GattConnection, GattEvents, GattPort, GattTarget } from "../../../modules/victron/vreg/port";
import type { Heard, Radio } from "../radio";
import { BluezBus, type DBusFailure, interfaces, type Properties, sentence } from "./bus";
import { BluezConnection } from "./connection";
import { Discovery } from "./discovery";
import { type Bluez, limits } from "./link";

/** Victron Energy BV, as BlueZ has it. */
const companyId = String(0x02e1);

export class BluezRadio implements Radio, GattPort {
	readonly #bluez: Bluez;
	#connection: BluezConnection | undefined;

	/** @throws Error in a sentence. */
	static async open(times = limits): Promise<BluezRadio> {
		const bus = await BluezBus.open();
		try {
			return new BluezRadio({ bus, discovery: new Discovery(bus, adapterOf(bus)), limits: times });
		} catch (error) {
			await bus.close();
			throw error;
		}
	}

	private constructor(bluez: Bluez) {
		this.#bluez = bluez;
	}

	async listen(onHeard: (device: Heard) => void): Promise<() => Promise<void>> {
		try {
			return await this.#bluez.discovery.start((_, device) => onHeard(heard(device)));
		} catch (error) {
			throw new Error(sentence(error as DBusFailure));
		}
	}

	connect(target: GattTarget, events: GattEvents): GattConnection {
		const before = this.#connection?.ended ?? Promise.resolve();
		this.#connection = new BluezConnection(this.#bluez, target, events, before);
		return this.#connection;
	}

	async close(): Promise<void> {
		this.#connection?.close();
		await this.#connection?.ended;
		await this.#bluez.bus.close();
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
