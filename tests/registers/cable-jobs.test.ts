/** Jobs over the cable, against the simulated charger; the rest goes to the radio. */

import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { VeDirectCable } from "../../hosts/ports";
import { CableJobs } from "../../modules/registers/cable-jobs";
import type { JobFailure, RegisterJob } from "../../modules/registers/job";
import { CableReceiver } from "../../modules/telemetry/cable-receiver";
import { Counters } from "../../modules/telemetry/counters";
import { cableAddress, Device } from "../../modules/telemetry/device";
import { hexBytes } from "../../modules/victron/hex";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { frameText } from "../../modules/victron/vedirect/frame";
import type { RegisterAnswer } from "../../modules/victron/vreg/work";
import { SimulatedCharger } from "../../tools/simulate/vedirect";
import { FakeTime } from "../support/fakes";

const address = cableAddress("c0ffee");

class Cable implements VeDirectCable {
	twoWay = true;
	onFrame: (frame: string) => void = () => {};
	receive: (data: Uint8Array) => void = () => {};

	open(onData: (data: Uint8Array) => void): void {
		this.receive = onData;
	}

	write(frame: string): void {
		this.onFrame(frame);
	}

	close(): void {}
}

/** A job, and what became of it. */
class Job implements RegisterJob {
	readonly address: string;
	readonly passkey = 0;
	readonly registers: readonly number[];
	readonly value: Uint8Array | undefined;
	readonly answers: [number, RegisterAnswer][] = [];
	end: JobFailure | "well" | undefined;
	further: number[][] = [];

	constructor(registers: readonly number[], value?: Uint8Array, to = address) {
		this.registers = registers;
		this.value = value;
		this.address = to;
	}

	onAnswer(register: number, answer: RegisterAnswer): void {
		this.answers.push([register, answer]);
	}

	more(): readonly number[] {
		return this.further.shift() ?? [];
	}

	onEnd(failure: JobFailure | undefined): void {
		assert.equal(this.end, undefined, "it ends once");
		this.end = failure ?? "well";
	}
}

describe("jobs for the device on the cable", () => {
	let time: FakeTime;
	let cable: Cable;
	let receiver: CableReceiver;
	let jobs: CableJobs;
	let radio: RegisterJob[];

	beforeEach(() => {
		time = new FakeTime();
		cable = new Cable();
		receiver = new CableReceiver({
			cable,
			device: new Device(address, "", new DeviceKey(undefined, -1), 0),
			timers: time,
			clock: time,
			counters: new Counters(),
			registers: { register() {} },
		});
		receiver.start({ reading() {}, heard() {}, wrongKey() {} });
		radio = [];
		jobs = new CableJobs(receiver, { add: (job) => radio.push(job), connected: true });
	});

	/** A charger at the other end. */
	function plugIn(): void {
		const charger = new SimulatedCharger({
			values: () => ({ battery_voltage: 13.88, pv_power: 19 }),
			write: (bytes) => cable.receive(bytes),
		});
		cable.onFrame = (frame) => charger.receive(Buffer.from(frame, "latin1"));
	}

	function done(job: Job): Job {
		jobs.add(job);
		assert.equal(job.end, undefined);
		time.advance(60_000);
		return job;
	}

	it("are read register by register, with what the job then wants more", () => {
		plugIn();
		const job = new Job([0xed8d, 0x0382]);
		job.further = [[0xedf0]];
		assert.equal(done(job).end, "well");
		assert.deepEqual(job.answers, [
			[0xed8d, { status: "value", value: hexBytes("6c05") }],
			[0x0382, { status: "unknown_register" }],
			[0xedf0, { status: "value", value: hexBytes("9600") }],
		]);
		assert.deepEqual(radio, []);
	});

	it("set a register, or tell the code of the refusal", () => {
		plugIn();
		const set = (register: number, hex: string) => done(new Job([register], hexBytes(hex)!)).answers;
		assert.deepEqual(set(0xedf0, "6400"), [[0xedf0, { status: "value", value: hexBytes("6400") }]]);
		assert.deepEqual(set(0xed8d, "6400"), [[0xed8d, { status: "refused", code: 2 }]]);
		assert.deepEqual(set(0xedf0, "640000"), [[0xedf0, { status: "refused", code: 4 }]]);
		cable.onFrame = () => cable.receive(Buffer.from(frameText(3, Uint8Array.of(8, 0)), "latin1"));
		assert.deepEqual(set(0xedf0, "6400"), [[0xedf0, { status: "refused", code: 3 }]]);
	});

	it("end within seconds where nobody answers, however many registers they want", () => {
		const job = new Job(Array.from({ length: 32 }, (_, i) => 0x1050 + i));
		jobs.add(job);
		time.advance(3_100);
		assert.deepEqual([job.end, job.answers], [{ reason: "cable_silent" }, []]);
		plugIn();
		assert.equal(done(new Job([0xed8d])).end, "well");
	});

	it("are refused where the cable only listens, and beyond four at once", () => {
		const all = Array.from({ length: 5 }, () => new Job([0xed8d]));
		for (const job of all) jobs.add(job);
		time.advance(0);
		assert.deepEqual(
			all.map(({ end }) => end),
			[undefined, undefined, undefined, undefined, { reason: "busy" }],
		);
		cable.twoWay = false;
		assert.deepEqual(done(new Job([0xed8d])).end, { reason: "listens_only" });
	});

	it("leave the others to the radio, where there is one", () => {
		const other = new Job([0xed8d], undefined, "fa:ac:27:84:c6:6f");
		jobs.add(other);
		assert.deepEqual(radio, [other]);
		assert.equal(jobs.connected, true);
		jobs = new CableJobs(receiver, undefined);
		assert.equal(jobs.connected, false);
		assert.deepEqual(done(new Job([0xed8d], undefined, "fa:ac:27:84:c6:6f")).end, { reason: "no_radio" });
	});
});
