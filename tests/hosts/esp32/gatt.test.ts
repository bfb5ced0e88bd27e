/** The ESP32's GATT port over a fake of the SDK's Bluetooth client, whose events come as the SDK's C sources have them. */

import assert from "node:assert/strict";
import { before, beforeEach, describe, it } from "node:test";
import type { GattPort, Scanner, Timers } from "../../../hosts/ports";
import type { GattConnection, GattTarget } from "../../../modules/victron/vreg/port";
import { FakeTime } from "../../support/fakes";
import { importSdkModule } from "../../support/sdk-module";

interface FakeDevice {
	readonly characteristics: readonly { readonly uuid: ArrayBuffer }[];
}

interface FakeClient {
	callback(event: string, options?: unknown): unknown;
	onMTUExchanged(device: FakeDevice, mtu: number): void;
	onServices(services: readonly unknown[]): void;
	onCharacteristics(characteristics: readonly unknown[]): void;
	onCharacteristicNotificationEnabled(characteristic: unknown): void;
	onCharacteristicValue(characteristic: unknown, value: ArrayBuffer): void;
	onCharacteristicNotification(characteristic: unknown, value: ArrayBuffer): void;
	onDisconnected(): void;
}

/** The SDK's Bluetooth as its sources have it; the tests see it through this. */
interface Radio {
	client: FakeClient;
	scanning: boolean;
	/** NimBLE looks for a device: it does not scan. */
	looking: boolean;
	/** After a reset of the controller. */
	dead: boolean;
	/** All that was asked of the stack, in order. */
	calls: string[];
	faults: string[];
}

const sdk: Readonly<Record<string, string>> = {
	bleclient: `
		const radio = globalThis.radio;
		const check = () => { if (radio.dead) throw new Error("unknown instance"); };
		export default class {
			constructor() { radio.client = this; radio.dead = false; }
			onConnected() {}
			onAuthenticated() {}
			callback(event, options) {
				if (event === "onPasskeyRequested") return this.onPasskeyRequested({ address: options.address });
				this[event]?.(options);
			}
			stopScanning() { check(); radio.scanning = false; }
			startScanning() { check(); if (!radio.looking) radio.scanning = true; }
			set securityParameters(parameters) { check(); radio.calls.push("security " + JSON.stringify(parameters)); }
			connect({ address, addressType }) {
				if (radio.scanning) throw new Error("a scan is under way");
				radio.calls.push("connect " + address.text + "/" + addressType);
				radio.looking = true;
			}
		}`,
	btutils: `
		export class Bytes {
			constructor(text) { this.text = text; }
			equals(buffer) { return false; }
		}`,
	gap: `export default { AddressType: { PUBLIC: 0, RANDOM: 1 }, ScanFilterPolicy: { NONE: 0, WHITELIST: 1 } };`,
	gapwhitelist: "export default class { static clear() {} static add() {} }",
	"mc/ffi": `
		const radio = globalThis.radio;
		export default class {
			ble_gap_conn_active() { return radio.looking ? 1 : 0; }
			ble_gap_conn_cancel() { radio.calls.push("cancel"); return 0; }
		}`,
	sm: `
		export default class {
			static deleteBonding(address, type) { globalThis.radio.calls.push("unbond " + address.text + "/" + type); }
		}`,
	"../moddable/faults": `
		export const fault = (origin, error) => globalThis.radio.faults.push(origin + ": " + error.message);
		export const guard = (origin, work) => (...a) => { try { work(...a); } catch (error) { fault(origin, error); } };`,
};

const address = "fa:ac:27:84:c6:6f";
const secure = 'security {"encryption":true,"bonding":true,"mitm":true,"ioCapability":3}';
const services = ["service 306b0001b081403783dce59fcc3cdfd0", "service 306b0001b081403783dce59fcc3cdfd1"];
const uuids = {
	control: "306b0002-b081-4037-83dc-e59fcc3cdfd0",
	lastData: "306b0003-b081-4037-83dc-e59fcc3cdfd0",
	data: "306b0004-b081-4037-83dc-e59fcc3cdfd0",
};

const radio = { calls: [], faults: [] } as unknown as Radio;
let RadioScanner: new (options: object) => Scanner;
let RadioGatt: new (scanner: Scanner, timers: Timers) => GattPort;
let time: FakeTime;
let scanner: Scanner;
let gatt: GattPort;
let told: string[];

before(async () => {
	(globalThis as { radio?: Radio }).radio = radio;
	RadioScanner = (await importSdkModule<{ RadioScanner: typeof RadioScanner }>("hosts/esp32/scanner.ts", sdk))
		.RadioScanner;
	RadioGatt = (await importSdkModule<{ RadioGatt: typeof RadioGatt }>("hosts/esp32/gatt.ts", sdk)).RadioGatt;
});

beforeEach(() => {
	Object.assign(radio, { scanning: false, looking: false, dead: false, calls: [], faults: [] });
	time = new FakeTime();
	told = [];
	scanner = new RadioScanner({ addresses: [address], window: 30, interval: 70, timers: time });
	scanner.start(() => {});
	radio.client.callback("onReady");
	assert.ok(radio.scanning);
	gatt = new RadioGatt(scanner, time);
});

function little(uuid: string): ArrayBuffer {
	return Uint8Array.from(Buffer.from(uuid.replaceAll("-", ""), "hex").reverse()).buffer as ArrayBuffer;
}

/** The other side of the link. */
class Device {
	readonly connection = 0;
	readonly address = { text: address };
	closed = false;
	readonly characteristics: readonly {
		readonly uuid: ArrayBuffer;
		enableNotifications(): void;
		readValue(): void;
		writeWithoutResponse(value: ArrayBuffer): void;
	}[];

	constructor(names: readonly string[] = Object.values(uuids)) {
		this.characteristics = names.map((uuid) => ({
			uuid: little(uuid),
			enableNotifications: () => radio.calls.push(`notifications ${uuid.slice(0, 8)}`),
			readValue: () => radio.calls.push(`read ${uuid.slice(0, 8)}`),
			writeWithoutResponse: (value) =>
				radio.calls.push(`write ${uuid.slice(0, 8)} ${Buffer.from(value).toString("hex")}`),
		}));
	}

	exchangeMTU(mtu: number): void {
		radio.calls.push(`mtu ${mtu}`);
	}

	discoverPrimaryService({ text }: { readonly text: string }): void {
		radio.calls.push(`service ${text}`);
	}

	close(): void {
		if (radio.dead) throw new Error("connection not found");
		radio.calls.push("close");
		this.closed = true;
	}

	/** NimBLE is connected. */
	connect(): this {
		radio.looking = false;
		radio.client.callback("onConnected", this);
		return this;
	}

	disconnect(): void {
		disconnect();
	}

	secure(): this {
		radio.client.callback("onAuthenticated", { bonded: true });
		return this;
	}

	size(mtu: number): this {
		radio.client.onMTUExchanged(this, mtu);
		return this;
	}

	/** The one that was looked for. */
	service(): this {
		radio.client.onServices([{ discoverAllCharacteristics: () => radio.calls.push("characteristics") }]);
		return this;
	}

	noService(): this {
		radio.client.onServices([]);
		return this;
	}

	open(): this {
		this.connect().secure().size(77).service();
		radio.client.onCharacteristics(this.characteristics);
		return this;
	}
}

/** The event, and what it leaves for later. */
function disconnect(): void {
	radio.client.onDisconnected();
	time.advance(0);
}

/** Takes the calls so far. */
function calls(): string[] {
	return radio.calls.splice(0);
}

function connect(target: Partial<GattTarget> = {}): GattConnection {
	const text = (value: Uint8Array) => Buffer.from(value).toString("hex");
	return gatt.connect(
		{ address, passkey: 123456, ...target },
		{
			onConnected: (longestWrite) => told.push(`connected ${longestWrite}`),
			onSubscribed: (which) => told.push(`subscribed ${which}`),
			onRead: (which, value) => told.push(`read ${which} ${text(value)}`),
			onNotified: (which, value) => told.push(`notified ${which} ${text(value)}`),
			onClosed: (reason) => told.push(`closed ${reason}`),
		},
	);
}

const passkey = () => radio.client.callback("onPasskeyRequested", { address: new ArrayBuffer(6) });
const bytes = (...values: number[]) => Uint8Array.from(values).buffer;

describe("a connection of the ESP32", () => {
	it("pairs, finds the service and is there, while the scanner is silent", () => {
		const connection = connect();
		assert.equal(radio.scanning, false);
		assert.deepEqual(calls(), [secure, "connect faac2784c66f/1"]);
		const device = new Device().connect();
		assert.equal(passkey(), 123456);
		device.secure().size(77).service();
		assert.deepEqual(calls(), ["mtu 77", services[0], "characteristics"]);
		assert.deepEqual(told, []);
		radio.client.onCharacteristics(device.characteristics);
		assert.deepEqual(told.splice(0), ["connected 74"]);

		connection.subscribe("control");
		connection.read("control");
		connection.write("lastData", Uint8Array.of(9, 6, 0, 1).subarray(1));
		assert.deepEqual(calls(), ["notifications 306b0002", "read 306b0002", "write 306b0003 060001"]);
		const [control, , data] = device.characteristics;
		radio.client.onCharacteristicNotificationEnabled(control);
		radio.client.onCharacteristicValue(control, bytes(0, 4));
		radio.client.onCharacteristicNotification(data, bytes(8, 0));
		assert.deepEqual(told.splice(0), ["subscribed control", "read control 0004", "notified data 0800"]);

		connection.close();
		assert.deepEqual(calls(), ["close"]);
		assert.equal(radio.scanning, false);
		radio.client.onCharacteristicNotification(data, bytes(8, 1));
		device.disconnect();
		assert.equal(radio.scanning, true);
		assert.deepEqual(told, []);
		assert.equal(time.pending, 1); // the scanner's watch for silence
	});

	it("does without a longer MTU when the device does not answer that", () => {
		connect();
		const device = new Device().connect().secure();
		time.advance(3_000);
		device.service();
		radio.client.onCharacteristics(device.characteristics);
		assert.deepEqual(told, ["connected 20"]);
	});

	it("knows the other service, too", () => {
		connect();
		const device = new Device().connect().secure().size(23).noService().service();
		assert.deepEqual(calls().slice(-3), [...services, "characteristics"]);
		radio.client.onCharacteristics(device.characteristics);
		assert.deepEqual(told, ["connected 20"]);
	});

	it("looks for a device under both kinds of address, stops looking, and only then scans again", () => {
		connect();
		time.advance(7_000);
		assert.deepEqual(calls(), [secure, "connect faac2784c66f/1", "cancel"]);
		time.advance(1_000);
		assert.deepEqual(calls(), []); // the stack has not stopped yet
		radio.looking = false;
		time.advance(400);
		assert.deepEqual(calls(), [secure, "connect faac2784c66f/0"]);
		time.advance(7_000);
		assert.deepEqual(told, ["closed not_found"]);
		assert.deepEqual(calls(), ["cancel"]);
		time.advance(200);
		assert.equal(radio.scanning, false);
		radio.looking = false;
		time.advance(400);
		assert.equal(radio.scanning, true);
	});

	it("looks only once for an address that cannot be random, and not for ever for the end of that", () => {
		connect({ address: "60:a4:23:91:8f:55" });
		time.advance(7_000);
		assert.deepEqual(calls(), [secure, "connect 60a423918f55/0", "cancel"]);
		assert.deepEqual(told, ["closed not_found"]);
		time.advance(6_000);
		radio.looking = false;
		connect();
		assert.deepEqual(calls(), [secure, "connect faac2784c66f/1"]);
	});

	it("ends a link that comes up after it was closed", () => {
		const connection = connect();
		connection.close();
		assert.deepEqual(calls().at(-1), "cancel");
		const device = new Device().connect();
		assert.deepEqual(calls(), ["close"]);
		assert.equal(radio.scanning, false);
		device.disconnect();
		assert.equal(radio.scanning, true);
		const late = new Device().connect();
		assert.ok(late.closed);
		assert.deepEqual(told, []);
	});

	it("waits for the one before to be gone", () => {
		const first = connect();
		const device = new Device().open();
		first.close();
		const second = connect({ address: "d1:22:33:44:55:66" });
		connect().close();
		calls();
		device.disconnect();
		assert.deepEqual(calls(), [secure, "connect d12233445566/1"]);
		new Device().open();
		assert.deepEqual(told, ["connected 74", "connected 74"]);
		second.close();
		time.advance(5_000); // its disconnection is not told
		time.advance(400);
		assert.equal(radio.scanning, true);
	});

	it("has failed to pair when the device hangs up, or does not say a thing, after the passkey", () => {
		connect();
		const device = new Device().connect();
		passkey();
		device.disconnect();
		assert.deepEqual(told.splice(0), ["closed pairing_failed"]);
		time.advance(0);
		connect();
		const silent = new Device().connect();
		passkey();
		time.advance(12_000);
		assert.deepEqual(told, ["closed pairing_failed"]);
		assert.ok(silent.closed);
	});

	it("has failed to pair where a passkey is asked for and none is known, or another way is wanted", () => {
		connect({ passkey: undefined });
		new Device().connect();
		assert.equal(passkey(), -1);
		assert.deepEqual(told.splice(0), ["closed pairing_failed"]);
		disconnect();
		connect();
		new Device().connect();
		radio.client.callback("onPasskeyConfirm", { passkey: 5 });
		assert.deepEqual(told, ["closed pairing_failed"]);
	});

	it("tries once more when the device hangs up at once, then without the bond", () => {
		const connection = connect();
		const again = [secure, "connect faac2784c66f/1"];
		assert.deepEqual(calls(), again);
		new Device().connect().disconnect();
		assert.deepEqual(calls(), again);
		new Device().connect().disconnect();
		assert.deepEqual(calls(), ["unbond faac2784c66f/1", ...again]);
		new Device().open();
		assert.deepEqual(told.splice(0), ["connected 74"]);
		connection.close();
		disconnect();
		connect();
		for (let times = 0; times < 3; times++) new Device().connect().disconnect();
		assert.deepEqual(told, ["closed disconnected"]);
	});

	it("tries once more without the bond when the device says nothing to it", () => {
		connect();
		const device = new Device().connect();
		calls();
		time.advance(6_000);
		device.disconnect();
		assert.deepEqual(calls(), ["close", "unbond faac2784c66f/1", secure, "connect faac2784c66f/1"]);
		new Device().connect();
		time.advance(6_000);
		assert.deepEqual(told, ["closed pairing_failed"]);
	});

	it("keeps the bond where it has no passkey for another", () => {
		connect({ passkey: undefined });
		new Device().connect().disconnect();
		new Device().connect().disconnect();
		assert.deepEqual(told.splice(0), ["closed disconnected"]);
		connect({ passkey: undefined });
		new Device().connect();
		time.advance(6_000);
		assert.deepEqual(told, ["closed pairing_failed"]);
		assert.ok(!calls().some((call) => call.startsWith("unbond")));
	});

	it("says that there is no service, unless the link broke", () => {
		for (const work of [
			(device: Device) => device.noService().noService(),
			(device: Device) => {
				device.service();
				radio.client.onCharacteristics(device.characteristics.slice(1));
			},
		]) {
			connect();
			const device = new Device().connect().secure().size(77);
			work(device);
			assert.deepEqual(told.splice(0), []);
			time.advance(300);
			assert.deepEqual(told.splice(0), ["closed no_service"]);
			device.disconnect();
			connect();
			const broken = new Device().connect().secure().size(77);
			work(broken);
			broken.disconnect();
			assert.deepEqual(told.splice(0), ["closed disconnected"]);
		}
	});

	it("ends wherever the device disconnects or says nothing any more", () => {
		const steps: ((device: Device) => void)[] = [
			(device) => device.secure(),
			(device) => device.size(77),
			(device) => device.service(),
		];
		for (let done = 1; done <= steps.length; done++)
			for (const end of [(device: Device) => device.disconnect(), () => time.advance(8_000)]) {
				connect();
				const device = new Device().connect();
				for (const step of steps.slice(0, done)) step(device);
				end(device);
				assert.deepEqual(told.splice(0), ["closed disconnected"]);
				if (device.closed) device.disconnect();
				time.advance(0);
				assert.equal(radio.scanning, true);
			}
		connect();
		new Device().open().disconnect();
		assert.deepEqual(told, ["connected 74", "closed disconnected"]);
	});

	it("ends by itself after a reset of the controller, and the scanner begins anew", () => {
		const connection = connect();
		new Device().open();
		radio.dead = true;
		connection.close();
		time.advance(0);
		connect();
		time.advance(0);
		assert.deepEqual(told, ["connected 74", "closed not_found"]);
		time.advance(60_000);
		radio.client.callback("onReady");
		assert.equal(radio.scanning, true);
		assert.ok(radio.faults.every((text) => /unknown instance|connection not found/.test(text)));
	});

	it("finds nobody while the stack is not ready", () => {
		const silent = new RadioGatt(
			new RadioScanner({ addresses: [], window: 30, interval: 70, timers: time }),
			time,
		);
		gatt = silent;
		connect();
		assert.deepEqual(told, []);
		time.advance(0);
		assert.deepEqual(told, ["closed not_found"]);
	});
});
