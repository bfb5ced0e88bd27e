/** The device on the cable: what its line says becomes readings, registers and counters, whatever else is on it. */

import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import type { VeDirectCable } from "../../hosts/ports";
import { CableReceiver } from "../../modules/telemetry/cable-receiver";
import { Counters } from "../../modules/telemetry/counters";
import { cableAddress, Device } from "../../modules/telemetry/device";
import { anyHeard, diagnose, diagnosisMembers } from "../../modules/telemetry/diagnosis";
import type { ReadingSink } from "../../modules/telemetry/receiver";
import { UnsupportedAdvert } from "../../modules/telemetry/unsupported-advert";
import { hexBytes, hexText } from "../../modules/victron/hex";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { decodePlainRecord } from "../../modules/victron/plain-record";
import type { Reading } from "../../modules/victron/record";
import { decodeRegister } from "../../modules/victron/registers";
import type { RequestOutcome } from "../../modules/victron/vedirect/session";
import { SimulatedCharger } from "../../tools/simulate/vedirect";
import { FakeTime } from "../support/fakes";
import { serialVectors } from "../support/serial-vectors";

const captured = serialVectors("vedirect-text").map(({ blockHex, expected }) => ({
	bytes: hexBytes(blockHex!)!,
	sent: expected.fields as Readonly<Record<string, string>>,
}));
const blockOf = (product: string) => captured.find(({ sent }) => sent.PID === product)!.bytes;
const charger = blockOf("0xA042");
const monitor = blockOf("0x203");
const monitorHistory = captured.find(({ sent }) => "H1" in sent)!.bytes;
/** Battery voltage 12.80 V, sent without being asked. */
const pushed = Buffer.from(":A8DED000005CC\n", "latin1");

class Cable implements VeDirectCable {
	twoWay = true;
	written: string[] = [];
	receive: (data: Uint8Array) => void = () => {};

	open(onData: (data: Uint8Array) => void): void {
		this.receive = onData;
	}

	write(frame: string): void {
		this.written.push(frame);
	}

	close(): void {}
}

let time: FakeTime;
let cable: Cable;
let counters: Counters;
let device: Device;
let receiver: CableReceiver;
let readings: Reading[];
let registers: [number, string][];

beforeEach(() => {
	time = new FakeTime();
	time.now = 1000;
	cable = new Cable();
	counters = new Counters();
	device = new Device(cableAddress("Boot 1"), "", new DeviceKey(undefined, -1), 3);
	readings = [];
	registers = [];
	const sink: ReadingSink = {
		reading(from, reading, plain, rssi, at) {
			assert.deepEqual([from, rssi, at], [device, 0, time.now]);
			assert.deepEqual(decodePlainRecord(plain), reading);
			readings.push(reading);
		},
		heard: () => assert.fail(),
		wrongKey: () => assert.fail(),
	};
	receiver = new CableReceiver({
		cable,
		device,
		timers: time,
		clock: time,
		counters,
		registers: { register: (_, id, bytes) => registers.push([id, hexText(bytes)]) },
	});
	receiver.start(sink);
});

const counted = () => [counters.vedirect_blocks, counters.vedirect_bad_blocks, counters.vedirect_bad_frames];

function diagnosis(): { state: string; sentence: string } {
	const code = diagnose(device, time.now, 0, anyHeard([device], time.now));
	return JSON.parse(`{${diagnosisMembers(code, device, new UnsupportedAdvert())}}`);
}

/** The registers that were told, as values by their names. */
function told(): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	for (const [id, hex] of registers) {
		const reading = decodeRegister(id, hexBytes(hex)!);
		assert.equal(reading.outcome, "value", `${id}`);
		if (reading.outcome === "value") Object.assign(values, reading.fields);
	}
	return values;
}

describe("text on the cable", () => {
	it("is a reading of the bridge's own device", () => {
		assert.equal(device.address, "vedirect-Boot_1");
		cable.receive(charger);
		assert.equal(readings.length, 1);
		const { type, model, battery_voltage, pv_power, device_state } = readings[0]!;
		assert.deepEqual(
			[type, model, battery_voltage, pv_power, device_state],
			["solar_charger", "BlueSolar Charger MPPT 75/15", 12.53, 8, "bulk"],
		);
		assert.deepEqual(counted(), [1, 0, 0]);
		assert.deepEqual(
			[device.heardAt, device.received, device.recordType, device.productId],
			[1000, 1, 1, 0xa042],
		);
	});

	it("tells as registers what a reading has no field for, and only what has changed", () => {
		cable.receive(charger);
		assert.deepEqual(told(), {
			pv_voltage: 31.39,
			firmware_version: "1.23",
			serial_number: "HQ1411MYIKN",
			output_state: "on",
			output_state_code: 1,
			yield_user: 82.72,
			yield_yesterday: 0.25,
			pv_power_max_today: 11,
			pv_power_max_yesterday: 119,
		});
		const count = registers.length;
		cable.receive(charger);
		assert.equal(registers.length, count);
		assert.equal(readings.length, 2);
	});

	it("of a monitor comes in two blocks: measurements, and history that is registers", () => {
		cable.receive(monitor);
		cable.receive(monitorHistory);
		assert.deepEqual(
			readings.map(({ type, state_of_charge }) => [type, state_of_charge]),
			[["battery_monitor", 83.9]],
		);
		assert.deepEqual(told(), {
			battery_power: -92,
			firmware_version: "3.08",
			model_name: "700",
			relay: "off",
			relay_code: 0,
			deepest_discharge: -149.3,
			last_discharge: -82.9,
			average_discharge: 0,
			charge_cycles: 0,
			full_discharges: 0,
			total_charge_drawn: -5526.3,
			battery_voltage_min: 11.73,
			battery_voltage_max: 16.16,
			time_since_full: 368003,
			synchronizations: 26,
			low_voltage_alarms: 0,
			high_voltage_alarms: 0,
			discharged_energy: 68.43,
			charged_energy: 85.27,
		});
		assert.deepEqual(counted(), [2, 0, 0]);
	});

	it("that is damaged is counted by its reason, and costs one block", () => {
		const damaged = Uint8Array.from(charger);
		damaged[12]! ^= 1;
		for (const bytes of [damaged, Buffer.from(":78DED00\n"), charger]) cable.receive(bytes);
		assert.deepEqual(counted(), [1, 1, 1]);
		assert.equal(readings.length, 1);
	});
});

describe("registers on the cable", () => {
	it("that the device sends by itself are told", () => {
		cable.receive(pushed);
		assert.deepEqual(registers, [[0xed8d, "0005"]]);
		assert.deepEqual(told(), { battery_voltage: 12.8 });
	});

	it("are read and set, with one outcome each", () => {
		const simulated = new SimulatedCharger({
			values: () => ({ battery_voltage: 13.88 }),
			write: (bytes) => cable.receive(bytes),
		});
		cable.write = (frame) => simulated.receive(Buffer.from(frame, "latin1"));
		const outcomes: RequestOutcome[] = [];
		const { requests } = receiver;
		requests!.get(0xed8d, (outcome) => outcomes.push(outcome));
		requests!.set(0xedf0, hexBytes("6400")!, (outcome) => outcomes.push(outcome));
		requests!.get(0x0382, (outcome) => outcomes.push(outcome));
		assert.deepEqual(outcomes, []);
		time.advance(10);
		assert.deepEqual(outcomes, [
			{ outcome: "value", value: hexBytes("6c05") },
			{ outcome: "value", value: hexBytes("6400") },
			{ outcome: "refused", reason: "unknown_register" },
		]);
	});

	it("have no answer where nobody is, and nothing asks where nothing can be sent", () => {
		const outcomes: RequestOutcome[] = [];
		receiver.requests!.get(0xed8d, (outcome) => outcomes.push(outcome));
		time.advance(10_000);
		assert.deepEqual(outcomes, [{ outcome: "no_answer" }]);
		assert.deepEqual(cable.written, Array(3).fill(":78DED00D4\n"));
		cable.twoWay = false;
		assert.equal(receiver.requests, undefined);
	});
});

describe("the diagnosis of the cable", () => {
	it("says that nothing came, that it is damaged, that it went silent", () => {
		assert.equal(diagnosis().state, "no_adverts");
		assert.match(diagnosis().sentence, /not known yet/);
		time.now = 61_000;
		assert.match(diagnosis().sentence, /nothing has come over the VE.Direct cable yet: check/);
		cable.receive(Buffer.from("\r\nV\t1\r\nChecksum\tx"));
		assert.equal(diagnosis().state, "no_adverts");
		assert.match(diagnosis().sentence, /damaged or no VE.Direct/);
		cable.receive(charger);
		assert.deepEqual(diagnosis(), { state: "ok", sentence: "readings arrive" });
		time.now += 60_000;
		assert.equal(diagnosis().state, "silent");
		assert.match(diagnosis().sentence, /cable is silent/);
	});

	it("asks for a report of a device that gives no reading", () => {
		time.now = 61_000;
		cable.receive(monitorHistory);
		assert.equal(diagnosis().state, "unsupported");
	});

	it("does not tell others by radio that anything is heard", () => {
		cable.receive(charger);
		assert.equal(anyHeard([device], time.now), false);
	});
});

describe("whatever is on the line", () => {
	const part = fc.oneof(
		fc.uint8Array({ maxLength: 400 }),
		fc.constantFrom(charger, monitor, monitorHistory, pushed),
		fc
			.constantFrom(":", "\r\n", "\tx\r\n", "Checksum\t", ":A", "\r\nPID\t0xA042\r\n")
			.map((text) => Buffer.from(text)),
		fc.nat(400).map((end) => charger.subarray(0, end)),
	);

	it("a whole block after it is a reading, and nothing is thrown", () => {
		fc.assert(
			fc.property(fc.array(part, { maxLength: 12 }), fc.integer({ min: 1, max: 300 }), (parts, size) => {
				const bytes = Buffer.concat(parts);
				for (let at = 0; at < bytes.length; at += size) cable.receive(bytes.subarray(at, at + size));
				// at most one block is lost to what was open
				cable.receive(charger);
				cable.receive(charger);
				const before = readings.length;
				cable.receive(charger);
				assert.equal(readings.length, before + 1);
			}),
			{ numRuns: 300 },
		);
	});

	it("10 KB without a line end, and a minute of noise at line rate, are counted", () => {
		cable.receive(Buffer.from(`\r\nV\t${"1".repeat(10_240)}`));
		assert.deepEqual(counted(), [0, 1, 0]);
		let state = 1;
		const noise = Uint8Array.from({ length: 60 * 1920 }, () => {
			state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
			return state >> 16;
		});
		for (let at = 0; at < noise.length; at += 192) cable.receive(noise.subarray(at, at + 192));
		assert.ok(counters.vedirect_bad_frames! > 100, `${counters.vedirect_bad_frames}`);
		cable.receive(charger);
		cable.receive(charger);
		assert.ok(readings.length >= 1);
		assert.equal(readings.at(-1)!.battery_voltage, 12.53);
	});
});
