import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import type { Scanner, Timers } from "../../../hosts/ports";
import { FakeTime } from "../../support/fakes";
import { importSdkModule } from "../../support/sdk-module";

/** What the tests use of `hosts/esp32/scanner.ts`, whose imports only the SDK has. */
interface RadioScanner extends Scanner {
	pause(): void;
	resume(): void;
	discover(duration: number, onEnd: () => void): void;
}

interface Options {
	readonly addresses: readonly string[];
	readonly strangers: boolean;
	readonly window: number;
	readonly interval: number;
	readonly timers: Timers;
}

interface Scan {
	readonly active: boolean;
	readonly duplicates: boolean;
	readonly interval: number;
	readonly window: number;
	readonly filterPolicy: number;
}

/** The SDK's Bluetooth as its sources have it; the tests see it through this. */
interface Radio {
	clients: { callback(event: string, options?: unknown): void }[];
	scan: Scan | undefined;
	scans: Scan[];
	list: string[];
	listSize: number;
	/** After a reset of the controller. */
	dead: boolean;
	faults: string[];
}

const sdk: Readonly<Record<string, string>> = {
	bleclient: `
		const radio = globalThis.radio;
		export default class {
			constructor() { radio.clients.push(this); radio.dead = false; }
			callback() {}
			stopScanning() {
				if (radio.dead) throw new Error("unknown instance");
				radio.scan = undefined;
			}
			startScanning(scan) {
				if (radio.dead || radio.scan) throw new Error("crash");
				radio.scan = scan;
				radio.scans.push(scan);
			}
		}`,
	btutils: `
		export class Bytes {
			constructor(text) { this.bytes = text.match(/../g).map((pair) => Number.parseInt(pair, 16)).reverse(); }
			equals(buffer) { return this.bytes.join() === new Uint8Array(buffer).join(); }
		}`,
	gap: `
		export default {
			AddressType: { PUBLIC: 0, RANDOM: 1 },
			ScanFilterPolicy: { NONE: 0, WHITELIST: 1 },
		};`,
	gapwhitelist: `
		const radio = globalThis.radio;
		export default class {
			static clear() { radio.list = []; }
			static add({ bytes }, type) {
				if (radio.list.length === radio.listSize) throw new Error("whitelist add failed");
				radio.list.push(bytes.slice().reverse().map((byte) => byte.toString(16).padStart(2, "0")).join(":") + "/" + type);
			}
		}`,
	"../moddable/faults": `
		export const fault = (origin, error) => globalThis.radio.faults.push(origin + ": " + error.message);
		export const guard = (origin, work) => (...a) => { try { work(...a); } catch (error) { fault(origin, error); } };`,
};

const roof = "fa:ac:27:84:c6:6f";
const radio: Radio = {
	clients: [],
	scan: undefined,
	scans: [],
	list: [],
	listSize: 12,
	dead: false,
	faults: [],
};
let Subject: new (options: Options) => RadioScanner;
let time: FakeTime;
let heard: string[];

before(async () => {
	(globalThis as { radio?: Radio }).radio = radio;
	const path = "hosts/esp32/scanner.ts";
	Subject = (await importSdkModule<{ RadioScanner: typeof Subject }>(path, sdk)).RadioScanner;
});

beforeEach(() => {
	Object.assign(radio, { clients: [], scan: undefined, scans: [], list: [], dead: false, faults: [] });
	time = new FakeTime();
	heard = [];
});

function make(addresses: readonly string[] = [roof], strangers = false): RadioScanner {
	return new Subject({ addresses, strangers, window: 30, interval: 70, timers: time });
}

function listen(scanner: RadioScanner): void {
	scanner.start((address, rssi, data) => heard.push(`${address} ${rssi} ${data.join()}`));
	radio.clients.at(-1)!.callback("onReady");
}

const victron = [5, 0xff, 0xe1, 0x02, 0x10, 0x00];

function advert(address: string, data: readonly number[] = [2, 1, 6]): void {
	const bytes = address
		.split(":")
		.map((pair) => Number.parseInt(pair, 16))
		.reverse();
	radio.clients.at(-1)!.callback("onDiscovered", {
		address: new Uint8Array(bytes).buffer,
		addressType: 1,
		rssi: -61,
		scanResponse: new Uint8Array(data).buffer,
	});
}

function addresses(count: number): string[] {
	return Array.from({ length: count }, (_, index) => `c0:00:00:00:00:${(index + 16).toString(16)}`);
}

test("it waits for the radio, then listens passively to everything its devices repeat", () => {
	const scanner = make();
	scanner.start(() => {});
	assert.equal(radio.scan, undefined);
	radio.clients[0]!.callback("onReady");
	// 112 and 48 times 0.625 ms
	assert.deepEqual(radio.scan, {
		active: false,
		duplicates: true,
		interval: 112,
		window: 48,
		filterPolicy: 1,
	});
	assert.deepEqual(radio.list, [`${roof}/1`, `${roof}/0`]);
});

test("an address that cannot be random is listed as public", () => {
	listen(make(["60:a4:23:91:8f:55"]));
	assert.equal(radio.list[0], "60:a4:23:91:8f:55/0");
});

test("adverts come with address, strength and data", () => {
	listen(make());
	advert(roof);
	assert.deepEqual(heard, [`${roof} -61 2,1,6`]);
});

test("without devices everybody is heard", () => {
	listen(make([]));
	advert("0b:00:00:00:00:0a", victron);
	assert.equal(radio.scan!.filterPolicy, 0);
	assert.deepEqual(heard, [`0b:00:00:00:00:0a -61 ${victron}`]);
});

test("strangers are heard beside the devices where they are wanted", () => {
	listen(make([roof], true));
	assert.equal(radio.scan!.filterPolicy, 0);
	assert.deepEqual(radio.list, []);
	advert("0b:00:00:00:00:0a", victron);
	advert(roof, victron);
	assert.deepEqual(heard, [`0b:00:00:00:00:0a -61 ${victron}`, `${roof} -61 ${victron}`]);
});

test("no address is made of a stranger's advert that is not Victron's", () => {
	listen(make([roof], true));
	advert("0b:00:00:00:00:0a");
	assert.deepEqual(heard, [" -61 2,1,6"]);
});

test("twelve devices fit the controller's list, thirteen do not", () => {
	listen(make(addresses(12)));
	assert.equal(radio.list.length, 12);
	assert.equal(radio.scan!.filterPolicy, 1);
	Object.assign(radio, { scan: undefined, list: [] });
	listen(make(addresses(13)));
	assert.equal(radio.list.length, 0);
	assert.equal(radio.scan!.filterPolicy, 0);
});

test("a list that the controller refuses is not used", () => {
	radio.listSize = 1;
	listen(make(addresses(2)));
	radio.listSize = 12;
	assert.equal(radio.scan!.filterPolicy, 0);
});

test("pauses nest", () => {
	const scanner = make();
	listen(scanner);
	scanner.pause();
	scanner.pause();
	assert.equal(radio.scan, undefined);
	scanner.resume();
	assert.equal(radio.scan, undefined);
	scanner.resume();
	assert.notEqual(radio.scan, undefined);
});

test("a radio that gets ready during a pause stays silent until its end", () => {
	const scanner = make();
	scanner.pause();
	listen(scanner);
	assert.equal(radio.scan, undefined);
	scanner.resume();
	assert.notEqual(radio.scan, undefined);
});

test("discovery asks everybody for a while, then the devices are listened to again", () => {
	const scanner = make();
	listen(scanner);
	let ended = false;
	scanner.discover(10_000, () => {
		ended = true;
	});
	assert.equal(radio.scan!.active, true);
	assert.equal(radio.scan!.filterPolicy, 0);
	time.advance(10_000);
	assert.equal(ended, true);
	assert.equal(radio.scan!.active, false);
	assert.equal(radio.scan!.filterPolicy, 1);
});

test("discovery lasts a minute at most", () => {
	const scanner = make();
	listen(scanner);
	scanner.discover(3_600_000, () => heard.push("ended"));
	time.advance(60_000);
	assert.deepEqual(heard, ["ended"]);
});

test("after a minute without adverts scanning begins anew", () => {
	listen(make());
	advert(roof);
	time.advance(60_000);
	assert.equal(radio.scans.length, 1);
	time.advance(60_000);
	assert.equal(radio.scans.length, 2);
});

test("a client that a reset of the controller closed is replaced", () => {
	listen(make());
	radio.dead = true;
	radio.scan = undefined;
	time.advance(60_000);
	assert.equal(radio.clients.length, 2);
	radio.clients[1]!.callback("onReady");
	assert.notEqual(radio.scan, undefined);
	assert.deepEqual(radio.faults, ["scanner: unknown instance"]);
});

test("a reset during a pause does not crash the start", () => {
	const scanner = make();
	listen(scanner);
	scanner.pause();
	radio.dead = true;
	scanner.resume();
	assert.deepEqual(radio.faults, ["scanner: unknown instance"]);
	time.advance(60_000);
	radio.clients[1]!.callback("onReady");
	assert.notEqual(radio.scan, undefined);
});

test("stopped, it neither scans nor watches", () => {
	const scanner = make();
	listen(scanner);
	scanner.stop();
	advert(roof);
	assert.equal(radio.scan, undefined);
	assert.deepEqual(heard, []);
	assert.equal(time.pending, 0);
});

test("an exception of the firmware ends at the scanner", () => {
	const scanner = make();
	scanner.start(() => {
		throw new Error("no room");
	});
	advert(roof);
	assert.deepEqual(radio.faults, ["scanner: no room"]);
});
