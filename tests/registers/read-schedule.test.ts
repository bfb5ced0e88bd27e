import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { JobFailure, RegisterJob } from "../../modules/registers/job";
import { ReadSchedule, readPlans } from "../../modules/registers/read-schedule";
import { Counters } from "../../modules/telemetry/counters";
import { Device } from "../../modules/telemetry/device";
import { hexBytes, hexText } from "../../modules/victron/hex";
import { DeviceKey } from "../../modules/victron/instant-readout";
import type { RegisterAnswer } from "../../modules/victron/vreg/work";
import { FakeTime } from "../support/fakes";

const minute = 60_000;
const noKey = new DeviceKey(undefined, -1);
const settings = [
	{
		address: "fa:ac:27:84:c6:6f",
		key: "",
		name: "Roof",
		registers: "battery_voltage, pv_power",
		pin: "012345",
	},
	{ address: "d1:22:33:44:55:66", key: "", name: "" },
	{ address: "d1:22:33:44:55:77", key: "", name: "Shunt", registers: "0x0FFF" },
];
const devices = settings.map(({ address, name }, index) => new Device(address, name, noKey, index));

let time: FakeTime;
let counters: Counters;
let lines: string[];
let told: string[];
let jobs: { readonly at: number; readonly job: RegisterJob }[];

function start(count = settings.length): void {
	new ReadSchedule({
		plans: readPlans(settings.slice(0, count), devices),
		interval: 15 * 60,
		registers: {
			jobs: { add: (job) => jobs.push({ at: time.now, job }) },
			sink: {
				register: ({ index }, id, bytes) => told.push(`${index} ${id.toString(16)} ${hexText(bytes)}`),
			},
		},
		timers: time,
		clock: time,
		counters,
		log: { log: (level, line) => lines.push(`${level}: ${line}`) },
	}).start();
}

/** Ends the job that was added last. */
function end(failure?: JobFailure, ...answers: readonly (readonly [number, RegisterAnswer])[]): void {
	const { job } = jobs.at(-1)!;
	for (const [register, answer] of answers) job.onAnswer(register, answer);
	job.onEnd(failure);
}

const value = (hex: string): RegisterAnswer => ({ status: "value", value: hexBytes(hex)! });
const voltage = [0xed8d, value("2f05")] as const;
const power = [0xedbc, value("10270000")] as const;
const charge = [0x0fff, value("1027")] as const;

beforeEach(() => {
	time = new FakeTime();
	counters = new Counters();
	lines = [];
	told = [];
	jobs = [];
});

describe("reading by schedule", () => {
	it("is for devices with registers, one after the other, every interval", () => {
		start();
		time.advance(14_999);
		assert.equal(jobs.length, 0);
		time.advance(1);
		assert.deepEqual(
			jobs.map(({ job: { address, passkey, registers } }) => ({ address, passkey, registers })),
			[{ address: "fa:ac:27:84:c6:6f", passkey: 12_345, registers: [0xed8d, 0xedbc] }],
		);
		time.advance(5_000);
		assert.equal(jobs.length, 1);
		end(undefined, voltage, power);
		time.advance(0);
		assert.deepEqual(jobs.at(-1)!.job.address, "d1:22:33:44:55:77");
		assert.deepEqual(jobs.at(-1)!.job.passkey, 0);
		end(undefined, charge);
		time.advance(15 * minute - 1);
		assert.equal(jobs.length, 2);
		time.advance(1);
		assert.equal(jobs.length, 3);
		assert.deepEqual(told, ["0 ed8d 2f05", "0 edbc 10270000", "2 fff 1027"]);
		assert.deepEqual([counters.registers_read, counters.registers_failed], [2, 0]);
		assert.equal(counters.received, 0);
		assert.deepEqual(lines, []);
	});

	it("asks a device that fails less and less often, and says so once", () => {
		start(1);
		time.advance(15_000);
		for (const delay of [30, 60, 120, 240, 480, 960, 1440, 1440]) {
			const { length } = jobs;
			end({ reason: "not_found", step: "connecting" });
			time.advance(delay * minute - 1);
			assert.equal(jobs.length, length);
			time.advance(1);
			assert.equal(jobs.length, length + 1);
		}
		assert.equal(lines.length, 1);
		assert.match(lines[0]!, /^warning: Roof: reading registers: the device does not answer/);
		assert.equal(counters.registers_failed, 8);
	});

	it("says when it goes again, and which register is missing", () => {
		start();
		time.advance(15_000);
		end({ reason: "pairing_failed", step: "connecting" });
		time.advance(0);
		end(undefined, charge);
		const turn = (failure: JobFailure | undefined, ...answers: Parameters<typeof end>[1][]) => {
			do {
				time.advance(minute);
				if (jobs.at(-1)!.job.address === "d1:22:33:44:55:77") end(undefined, charge);
			} while (jobs.at(-1)!.job.address !== "fa:ac:27:84:c6:6f");
			end(failure, ...answers);
		};
		turn(undefined, voltage, [0xedbc, { status: "unknown_register" }]);
		turn(undefined, voltage, [0xedbc, { status: "unknown_register" }]);
		turn(undefined, voltage, power);
		turn(undefined, voltage, power);
		assert.deepEqual(lines, [
			"warning: Roof: reading registers: the device refuses the PIN; accepted: its 6 digits, 000000 unless it was changed",
			"warning: Roof: reading registers: pv_power: the device does not have this register",
			"warning: Roof: registers are read again",
		]);
	});

	it("comes back in a minute when the radio was needed otherwise", () => {
		start();
		time.advance(15_000);
		end({ reason: "busy" });
		time.advance(0);
		end(undefined, charge);
		time.advance(minute);
		assert.equal(jobs.at(-1)!.job.address, "fa:ac:27:84:c6:6f");
		assert.deepEqual([counters.registers_failed, lines], [0, []]);
	});

	it("says that there are no connections", () => {
		const log = { log: (_level: string, line: string) => lines.push(line) };
		const plans = readPlans(settings, devices);
		const options = { plans, interval: 900, registers: undefined, timers: time, clock: time, counters, log };
		new ReadSchedule(options).start();
		assert.deepEqual(lines, ["registers are not read: this bridge makes no connections to devices"]);
		assert.equal(time.pending, 0);
	});

	it("has no plans without registers", () => {
		assert.deepEqual(readPlans([settings[1]!], [devices[1]!]), []);
	});
});
