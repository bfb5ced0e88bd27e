import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import type { Timers } from "../../../hosts/ports";
import { FakeTime } from "../../support/fakes";
import { importSdkModule } from "../../support/sdk-module";

/** What the tests use of `hosts/esp32/network-time.ts`, whose imports only the SDK has. */
interface NetworkTime {
	ask(): void;
	stop(): void;
}

interface Question {
	readonly host: string;
	/** As the SDK's client calls: 1 with the time, 2 for a further attempt, -1 with the error. */
	readonly answer: (message: number, value?: unknown) => void;
}

/** The SDK's client and clock, and lwIP's memory of what DHCP offered; the tests see them through this. */
interface Network {
	questions: Question[];
	offered: string | undefined;
	expecting: boolean;
	sockets: boolean;
	/** What the clock was set to, in seconds. */
	set: number[];
	faults: string[];
}

const sdk: Readonly<Record<string, string>> = {
	sntp: `
		const network = globalThis.network;
		export default class {
			static time = 1;
			static retry = 2;
			static error = -1;
			constructor({ host }, answer) {
				if (!network.sockets) throw new Error("no socket");
				network.questions.push({ host, answer });
			}
		}`,
	time: `
		const network = globalThis.network;
		export default { set(seconds) { network.set.push(seconds); } };`,
	"../moddable/faults": `
		export const fault = (origin, error) => globalThis.network.faults.push(origin + ": " + error.message);
		export const guard = (origin, work) => (...a) => { try { work(...a); } catch (error) { fault(origin, error); } };`,
};

const day = 86_400_000;
/** 2026-06-21T12:00:00Z */
const noon = 1_782_043_200;

const network = {} as Network;
let Subject: new (options: { timers: Timers; server: string }) => NetworkTime;
let OfferedTime: { expect(): void };
let time: FakeTime;

before(async () => {
	(globalThis as { network?: Network }).network = network;
	const c: Readonly<Record<string, () => unknown>> = {
		xs_offeredTime_expect: () => {
			network.expecting = true;
		},
		xs_offeredTime_server: () => network.offered,
	};
	(globalThis as { native?: (name: string) => unknown }).native = (name) => c[name];
	type Module = { NetworkTime: typeof Subject; OfferedTime: typeof OfferedTime };
	const path = "hosts/esp32/network-time.ts";
	({ NetworkTime: Subject, OfferedTime } = await importSdkModule<Module>(path, sdk));
});

beforeEach(() => {
	Object.assign(network, {
		questions: [],
		offered: undefined,
		expecting: false,
		sockets: true,
		set: [],
		faults: [],
	});
	time = new FakeTime();
});

function make(server = ""): NetworkTime {
	return new Subject({ timers: time, server });
}

function hosts(): string[] {
	return network.questions.map(({ host }) => host);
}

function last(): Question {
	return network.questions.at(-1)!;
}

test("the server of the settings is asked, and nobody else", () => {
	network.offered = "192.168.1.1";
	make("ntp.example.org").ask();
	last().answer(-1, "no response from SNTP server");
	assert.deepEqual(hosts(), ["ntp.example.org"]);
	time.advance(300_000);
	assert.deepEqual(hosts(), ["ntp.example.org", "ntp.example.org"]);
});

test("without one it is the network's own, which lwIP keeps from DHCP", () => {
	OfferedTime.expect();
	assert.equal(network.expecting, true);
	network.offered = "192.168.1.1";
	make().ask();
	assert.deepEqual(hosts(), ["192.168.1.1"]);
});

test("a network that offers none leaves the public pool", () => {
	make().ask();
	assert.deepEqual(hosts(), ["pool.ntp.org"]);
});

test("when the network's own does not answer, the pool is asked at once", () => {
	network.offered = "192.168.1.1";
	make().ask();
	last().answer(2);
	assert.deepEqual(hosts(), ["192.168.1.1"]);
	last().answer(-1, "no response from SNTP server");
	assert.deepEqual(hosts(), ["192.168.1.1", "pool.ntp.org"]);
	last().answer(1, noon);
	assert.deepEqual(network.set, [noon]);
});

test("the answer sets the clock, and a day later it asks again", () => {
	make().ask();
	last().answer(1, noon);
	assert.deepEqual(network.set, [noon]);
	time.advance(day - 1);
	assert.equal(network.questions.length, 1);
	time.advance(1);
	assert.equal(network.questions.length, 2);
});

test("a new connection asks at once instead of a day later", () => {
	const subject = make();
	subject.ask();
	last().answer(1, noon);
	time.advance(3_600_000);
	subject.ask();
	assert.equal(network.questions.length, 2);
	last().answer(1, noon + 3600);
	time.advance(day);
	assert.equal(network.questions.length, 3);
});

test("while it asks it does not ask twice", () => {
	const subject = make();
	subject.ask();
	subject.ask();
	assert.equal(network.questions.length, 1);
});

for (const [name, seconds] of [
	["1970", 0],
	// 2^32 - 2,208,988,800, the seconds from 1900 to 1970
	["no time at all, zeros, as the SDK counts on from 1900", 2_085_978_496],
] as const)
	test(`a server that says ${name} is not believed`, () => {
		make().ask();
		last().answer(1, seconds);
		assert.deepEqual(network.set, []);
		time.advance(300_000);
		assert.equal(network.questions.length, 2);
	});

test("after 2038, when 32 bits with a sign are negative, the time is right", () => {
	make().ask();
	// 2040-01-01T00:00:00Z is 2,208,988,800 s
	last().answer(1, 2_208_988_800 - 4_294_967_296);
	assert.deepEqual(network.set, [2_208_988_800]);
});

test("without a socket it tries again, and tells", () => {
	network.sockets = false;
	make().ask();
	assert.deepEqual(network.faults, ["SNTP: no socket"]);
	network.sockets = true;
	time.advance(300_000);
	assert.equal(network.questions.length, 1);
});

test("an answer that comes twice or after the stop changes nothing", () => {
	const subject = make();
	subject.ask();
	const first = last();
	first.answer(1, noon);
	first.answer(1, noon + 9);
	assert.deepEqual(network.set, [noon]);
	subject.ask();
	subject.stop();
	last().answer(1, noon + 60);
	assert.deepEqual(network.set, [noon]);
	assert.equal(time.pending, 0);
});
