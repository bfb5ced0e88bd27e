/** The simulated charger against the firmware's own session, without a line between them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fields } from "../../modules/victron/decode";
import { hexBytes, hexText } from "../../modules/victron/hex";
import { decodeRegister, encodeRegister } from "../../modules/victron/registers";
import type { Request } from "../../modules/victron/vedirect/frame";
import { type RequestOutcome, VeDirectSession } from "../../modules/victron/vedirect/session";
import type { StreamFault } from "../../modules/victron/vedirect/stream";
import { SimulatedCharger } from "../../tools/simulate/vedirect";
import { FakeTime } from "../support/fakes";

const values = {
	device_state: "bulk",
	charger_error: "none",
	battery_voltage: 13.8812,
	battery_current: 1.42,
	yield_today: 0.031,
	pv_power: 19.4,
	load_current: 0.2,
};

class Cable {
	readonly time = new FakeTime();
	readonly texts: Fields[] = [];
	readonly registers: [number, string][] = [];
	readonly faults: StreamFault[] = [];
	readonly charger: SimulatedCharger;
	readonly session: VeDirectSession;

	constructor() {
		this.charger = new SimulatedCharger({
			values: () => values,
			write: (bytes) => this.session.receive(bytes),
		});
		this.session = new VeDirectSession({
			timers: this.time,
			write: (text) => this.charger.receive(Buffer.from(text, "latin1")),
			onText: (fields) => this.texts.push(fields),
			onRegister: (id, value) => this.registers.push([id, hexText(value)]),
			onFault: (fault) => this.faults.push(fault),
		});
	}

	ask(request: Request): RequestOutcome {
		let answer: RequestOutcome | undefined;
		this.session.request(request, (outcome) => {
			answer = outcome;
		});
		this.time.advance(0);
		assert.ok(answer);
		return answer;
	}

	get(id: number): Fields {
		const answer = this.ask({ kind: "get", id });
		assert.equal(answer.outcome, "value");
		const reading = decodeRegister(id, answer.outcome === "value" ? answer.value : new Uint8Array());
		assert.equal(reading.outcome, "value");
		return reading.outcome === "value" ? reading.fields : {};
	}

	set(id: number, value: number): RequestOutcome {
		const encoded = encodeRegister(id, value);
		assert.equal(encoded.outcome, "bytes");
		return this.ask({
			kind: "set",
			id,
			value: encoded.outcome === "bytes" ? encoded.bytes : new Uint8Array(),
		});
	}
}

test("text and registers say what the charger measures", () => {
	const cable = new Cable();
	cable.charger.tick();
	assert.deepEqual(cable.faults, []);
	const [text] = cable.texts;
	assert.deepEqual([text!.battery_voltage, text!.battery_current, text!.pv_power], [13.881, 1.42, 19]);
	assert.deepEqual(
		[text!.device_state, text!.yield_today, text!.model],
		["bulk", 0.03, "SmartSolar Charger MPPT 100/30"],
	);
	assert.deepEqual(cable.get(0xed8d), { battery_voltage: 13.88 });
	assert.deepEqual(cable.get(0xed8f), { battery_current: 1.4 });
	assert.deepEqual(cable.get(0xedbc), { pv_power: 19.4 });
	assert.equal(cable.get(0x0201).device_state, "bulk");
	assert.equal(cable.get(0x010b).model_name, "SmartSolar Charger MPPT 100/30");
});

test("what changes is sent inside the block, and only once", () => {
	const cable = new Cable();
	cable.charger.tick();
	assert.deepEqual(cable.registers, [
		[0x0201, "03"],
		[0xedbb, "430c"],
		[0xedbc, "94070000"],
		[0xed8d, "6c05"],
	]);
	cable.charger.tick();
	assert.equal(cable.registers.length, 4);
	assert.equal(cable.texts.length, 2);
});

test("a setting is kept, and battery settings only with the user's battery type", () => {
	const cable = new Cable();
	assert.deepEqual(cable.get(0xedf0), { charge_current_max: 15 });
	assert.deepEqual(cable.set(0xedf0, 10), { outcome: "value", value: hexBytes("6400") });
	assert.deepEqual(cable.get(0xedf0), { charge_current_max: 10 });
	assert.equal(cable.set(0xedf7, 14.2).outcome, "value");
	assert.equal(cable.set(0xedf1, 2).outcome, "value");
	assert.deepEqual(cable.set(0xedf7, 14.4), { outcome: "refused", reason: "bad_parameter" });
	assert.deepEqual(cable.get(0xedf7), { absorption_voltage: 14.2 });
	assert.deepEqual(cable.set(0xed8d, 14), { outcome: "refused", reason: "not_supported" });
	assert.deepEqual(cable.set(0x2002, 14), { outcome: "refused", reason: "unknown_register" });
});

test("ping, version, product, restart, and what it cannot read", () => {
	const cable = new Cable();
	assert.deepEqual(cable.ask({ kind: "ping" }), { outcome: "version", version: "1.16" });
	assert.deepEqual(cable.ask({ kind: "version" }), { outcome: "version", version: "1.16" });
	assert.deepEqual(cable.ask({ kind: "product" }), { outcome: "product", id: 0xa056 });
	cable.charger.tick();
	assert.deepEqual(cable.get(0x0120), { uptime: 1 });
	assert.deepEqual(cable.ask({ kind: "restart" }), { outcome: "sent" });
	assert.deepEqual(cable.get(0x0120), { uptime: 0 });
	const said: string[] = [];
	const charger = new SimulatedCharger({ values: () => values, write: (bytes) => said.push(String(bytes)) });
	charger.receive(Buffer.from(":155\n:253\n"));
	// As captured: a frame error; and an unknown command with its number, 0x55 - 3 - 2.
	assert.deepEqual(said, [":4AAAAFD\n", ":3020050\n"]);
});

test("history is three days and the rest unwritten", () => {
	const cable = new Cable();
	assert.equal(cable.get(0x104f).days, 3);
	const today = cable.get(0x1050);
	assert.deepEqual([today.history_state, today.yield, today.day], ["valid", 0.03, 247]);
	assert.equal(cable.get(0x1052).history_state, "valid");
	assert.equal(cable.get(0x1053).history_state, "unwritten");
	assert.equal(cable.get(0x106e).history_state, "unwritten");
	assert.equal(cable.ask({ kind: "get", id: 0x106f }).outcome, "refused");
});
