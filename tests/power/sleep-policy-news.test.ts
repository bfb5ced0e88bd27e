import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Bridge, minute, night, second } from "./night";

const monitor = (fields: Record<string, number | readonly string[]>) => ({
	type: "battery_monitor",
	battery_voltage: 12.5,
	alarm: [],
	...fields,
});

/** One start in the night: the charger says zero, the battery monitor what is given; then it sleeps. */
function wake(bridge: Bridge, fields: Record<string, number | readonly string[]>): string {
	bridge.pass(second).hear(0, { pv_power: 0 });
	bridge.hear(1, monitor(fields));
	const says = bridge.says();
	if (says.startsWith("connect")) bridge.pass(2 * second).settle();
	bridge.sleep();
	return says;
}

describe("an alarm", () => {
	it("that is new is told once", () => {
		const bridge = night();
		const alarm = { alarm: ["low_state_of_charge"] };
		assert.equal(wake(bridge, {}), "sleep dark");
		assert.equal(wake(bridge, alarm), "connect alarm");
		assert.equal(wake(bridge, alarm), "sleep dark");
		assert.equal(wake(bridge, { alarm: ["low_state_of_charge", "low_voltage"] }), "connect alarm");
		assert.equal(wake(bridge, alarm), "sleep dark");
	});

	it("that was there by day is no news", () => {
		const bridge = night();
		bridge.restart("other", undefined).hear(0, { pv_power: 0 });
		bridge.hear(1, monitor({ alarm: ["high_temperature"] }));
		bridge.settle().pass(10 * minute);
		bridge.sleep();
		assert.equal(wake(bridge, { alarm: ["high_temperature"] }), "sleep dark");
	});

	it("that comes and goes is told once until the heartbeat", () => {
		const bridge = night();
		const says = [["low_voltage"], [], ["low_voltage"], []].map((alarm) => wake(bridge, { alarm }));
		assert.deepEqual(says, ["connect alarm", "sleep dark", "sleep dark", "sleep dark"]);
		const later = [[], [], [], ["low_voltage"]].map((alarm) => wake(bridge, { alarm }));
		assert.deepEqual(later, ["sleep dark", "sleep dark", "connect heartbeat", "connect alarm"]);
	});

	it("is no news after a heartbeat without its device", () => {
		const bridge = night({ heartbeat: 20 * minute });
		const alarm = { alarm: ["low_voltage"] };
		assert.equal(wake(bridge, alarm), "connect alarm");
		for (const says of ["sleep dark", "connect heartbeat"]) {
			bridge.hear(0, { pv_power: 0 });
			assert.equal(bridge.pass(10 * second).says(), says);
			bridge.settle().sleep(); // without WiFi there is nothing to settle
		}
		assert.equal(wake(bridge, alarm), "sleep dark");
	});

	it("of a charger's error counts as well", () => {
		const bridge = night();
		bridge.hear(0, { pv_power: 0, charger_error: "input_voltage_high", charger_error_code: 33 });
		assert.equal(bridge.says(), "connect alarm");
	});

	it("wants the WiFi before the listening is over", () => {
		const bridge = night();
		bridge.hear(1, monitor({ alarm: ["short_circuit"] }));
		assert.equal(bridge.says(), "connect alarm");
		assert.equal(
			bridge
				.pass(2 * second)
				.settle()
				.says(),
			"connect alarm",
		);
		bridge.hear(0, { pv_power: 0 });
		assert.equal(bridge.says(), "sleep dark");
	});

	it("while it reports is to be acknowledged, too", () => {
		const bridge = night({ heartbeat: 10 * minute });
		bridge.hear(0, { pv_power: 0 });
		bridge.hear(1, monitor({}));
		assert.equal(bridge.says(), "connect heartbeat");
		bridge
			.pass(second)
			.settle()
			.hear(1, monitor({ alarm: ["overload"] }));
		assert.equal(bridge.says(), "connect heartbeat");
		assert.equal(bridge.pass(second).settle().says(), "sleep dark");
	});

	it("that could not be told is tried again, with the network's patience", () => {
		const bridge = night();
		const alarm = monitor({ alarm: ["low_voltage"] });
		const says: string[] = [];
		for (let checks = 0; checks < 5; checks++) {
			bridge.hear(1, alarm);
			bridge.hear(0, { pv_power: 0 });
			says.push(bridge.says());
			if (says[checks] === "connect alarm") bridge.pass(30 * second);
			bridge.sleep();
		}
		assert.deepEqual(says, ["connect alarm", "connect alarm", "sleep dark", "connect alarm", "sleep dark"]);
	});
});

describe("the alarm voltage", () => {
	it("is told when the battery falls below it, once", () => {
		const bridge = night({ alarmVoltage: 12 });
		const says = [12.1, 12, 11.99, 11.9, 11.99].map((battery_voltage) => wake(bridge, { battery_voltage }));
		assert.deepEqual(says, ["sleep dark", "sleep dark", "connect voltage", "sleep dark", "sleep dark"]);
	});

	it("counts as crossed anew after the battery was 2 % above it", () => {
		const bridge = night({ alarmVoltage: 12 });
		const says = [11.9, 12.23, 11.9, 12.25, 11.9].map((battery_voltage) => wake(bridge, { battery_voltage }));
		assert.deepEqual(says, ["connect voltage", "sleep dark", "sleep dark", "sleep dark", "connect voltage"]);
	});

	it("is known for each device", () => {
		const bridge = night({ alarmVoltage: 12 });
		assert.equal(wake(bridge, { battery_voltage: 11.5 }), "connect voltage");
		bridge.hear(0, { pv_power: 0, battery_voltage: 11.5 });
		assert.equal(bridge.says(), "connect voltage");
	});

	it("of 0 is none", () => {
		assert.equal(wake(night(), { battery_voltage: 0.5 }), "sleep dark");
	});

	it("stays crossed over readings without a voltage", () => {
		const bridge = night({ alarmVoltage: 12 });
		wake(bridge, { battery_voltage: 11 });
		bridge.hear(1, { type: "battery_monitor", alarm: [] });
		bridge.hear(0, { pv_power: 0 });
		bridge.sleep();
		assert.equal(wake(bridge, { battery_voltage: 11 }), "sleep dark");
	});
});
