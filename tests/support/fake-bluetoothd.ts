/**
 * A stand-in for bluetoothd on a real message bus: an adapter, and devices with the VE.Smart service, each a simulated
 * one behind its GATT port. Objects, methods, errors and the order of signals are those of BlueZ 5.66: a device has an
 * object from when it is first heard, an RSSI only while discovery goes on, what is read also comes as a changed value,
 * just before the answer.
 */

import { createClient, type MessageBus } from "dbus-native";
import { DBusObject, nothing } from "./dbus-object";
import { adapterPath, BluezError, FakeBluezDevice, type FakeDevice } from "./fake-bluez-device";

export class FakeBluetoothd {
	readonly bus: MessageBus;
	readonly devices: readonly FakeBluezDevice[];
	readonly #adapter: DBusObject;
	/** Discoveries of one client. */
	#discovering = false;
	/** Every call, in order: `Adapter1.StartDiscovery`. */
	readonly calls: string[] = [];
	agent: { readonly sender: string; readonly path: string } | undefined;

	static async start(
		address: string,
		devices: readonly FakeDevice[],
		adapter: "on" | "off" | "none" = "on",
	): Promise<FakeBluetoothd> {
		const bus = createClient({ busAddress: address, plainValues: true });
		const fake = new FakeBluetoothd(bus, devices, adapter);
		await bus.ownName("org.bluez");
		return fake;
	}

	private constructor(bus: MessageBus, devices: readonly FakeDevice[], adapter: "on" | "off" | "none") {
		this.bus = bus;
		bus.exportObjectManager("/");
		const agents = new DBusObject(bus, "/org/bluez", "org.bluez.AgentManager1", {
			RegisterAgent: [
				"os",
				"",
				(path: string, capability: string, { sender }: { sender: string }) => {
					this.called(`AgentManager1.RegisterAgent ${capability}`);
					this.agent = { sender, path };
					return nothing;
				},
			],
			UnregisterAgent: [
				"o",
				"",
				() => {
					this.called("AgentManager1.UnregisterAgent");
					this.agent = undefined;
					return nothing;
				},
			],
		});
		agents.export();
		this.#adapter = new DBusObject(bus, adapterPath, "org.bluez.Adapter1", {
			SetDiscoveryFilter: [
				"a{sv}",
				"",
				({ Transport }: { Transport: string }) => {
					this.called(`Adapter1.SetDiscoveryFilter ${Transport}`);
					return nothing;
				},
			],
			StartDiscovery: ["", "", () => this.discover(true)],
			StopDiscovery: ["", "", () => this.discover(false)],
			RemoveDevice: [
				"o",
				"",
				(path: string) => {
					this.called("Adapter1.RemoveDevice");
					this.devices.find((device) => device.path === path)!.forget();
					return nothing;
				},
			],
		});
		this.#adapter.put("Powered", "b", adapter === "on");
		this.#adapter.put("Discovering", "b", false);
		if (adapter !== "none") this.#adapter.export();
		this.devices = devices.map((device) => new FakeBluezDevice(this, device));
	}

	get discovering(): boolean {
		return this.#discovering;
	}

	called(what: string): void {
		this.calls.push(what);
	}

	/** Goes away without a word, as a daemon that is killed. */
	async stop(): Promise<void> {
		for (const device of this.devices) device.stop();
		await this.bus.close();
	}

	private discover(on: boolean): typeof nothing {
		this.called(on ? "Adapter1.StartDiscovery" : "Adapter1.StopDiscovery");
		if (!on && !this.#discovering) throw new BluezError("Failed", "No discovery started");
		this.#discovering = on;
		this.#adapter.set("Discovering", "b", on);
		for (const device of this.devices) device.heard(on);
		return nothing;
	}
}
