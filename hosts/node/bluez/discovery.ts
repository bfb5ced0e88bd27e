/** Hears what is around, and leaves the adapter as it was. */

import { type BluezBus, interfaces, type Properties } from "./bus";

export class Discovery {
	readonly #bus: BluezBus;
	/** Path of the adapter. */
	readonly adapter: string;
	#listeners = 0;

	constructor(bus: BluezBus, adapter: string) {
		this.#bus = bus;
		this.adapter = adapter;
	}

	/**
	 * @param onHeard a device is heard: its path and what BlueZ knows of it. `RSSI` is there.
	 * @returns what ends it; it does not fail.
	 */
	async start(onHeard: (path: string, device: Properties) => void): Promise<() => Promise<void>> {
		const look = (path: string): void => {
			const device = this.#bus.properties(path, interfaces.device);
			// BlueZ knows devices that are not here; the RSSI is only there while one is heard.
			if (device.Adapter === this.adapter && typeof device.RSSI === "number") onHeard(path, device);
		};
		const unwatch = this.#bus.watch(look);
		try {
			if (this.#listeners++ === 0) await this.begin();
		} catch (error) {
			unwatch();
			this.#listeners--;
			throw error;
		}
		for (const path of Object.keys(this.#bus.all(interfaces.device))) look(path);
		return async () => {
			unwatch();
			if (--this.#listeners === 0) await this.call("StopDiscovery").catch(() => {});
		};
	}

	private async begin(): Promise<void> {
		const filter = { Transport: "le", DuplicateData: true };
		await this.call("SetDiscoveryFilter", "a{sv}", [filter]);
		await this.call("StartDiscovery");
	}

	private call(member: string, signature?: string, body?: unknown[]): Promise<unknown> {
		const call = { path: this.adapter, interface: interfaces.adapter, member };
		return this.#bus.call(signature === undefined ? call : { ...call, signature, body: body! });
	}
}
