import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { wholeText } from "../../modules/publish/long-text";
import { Device } from "../../modules/telemetry/device";
import { History } from "../../modules/telemetry/history";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { recordByType } from "../../modules/victron/records/index";
import { FakeTime } from "../support/fakes";

const minute = 60_000;
const addresses = ["fa:ac:27:84:c6:6f", "d1:22:33:44:55:66"];

interface Shown {
	readonly step: number;
	readonly end: string | null;
	readonly devices: readonly { address: string; field: string; unit: string; values: (number | null)[] }[];
}

function open() {
	const time = new FakeTime();
	const devices = addresses.map(
		(address, index) => new Device(address, "", new DeviceKey(undefined, -1), index),
	);
	const history = new History({ devices, clock: time });
	const hear = (index: number, type: string, fields: Record<string, number>) =>
		history.reading(devices[index]!, { type, product_id: 1, ...fields }, new Uint8Array(0), 0, time.now);
	const shown = () => JSON.parse(wholeText(history.text())) as Shown;
	return { time, hear, shown };
}

describe("the last day of a device", () => {
	it("is means of half hours, the last of them running", () => {
		const { time, hear, shown } = open();
		time.utcAtStart = Date.UTC(2026, 5, 1, 12);
		hear(0, "solar_charger", { pv_power: 100 });
		time.advance(10 * minute);
		hear(0, "solar_charger", { pv_power: 103 });
		time.advance(20 * minute);
		hear(0, "solar_charger", { pv_power: 7 });
		const { step, end, devices } = shown();
		assert.equal(step, 1800);
		assert.equal(end, "2026-06-01T13:00:00.000Z");
		assert.equal(devices.length, 1);
		const { values, ...head } = devices[0]!;
		assert.deepEqual(head, { address: addresses[0], field: "pv_power", unit: "W" });
		assert.equal(values.length, 48);
		assert.deepEqual(values.slice(45), [null, 102, 7]);
	});

	it("keeps the digits that the device sends, and their sign", () => {
		const { hear, shown } = open();
		hear(0, "battery_monitor", { battery_voltage: 13.88 });
		hear(1, "ve_bus", { ac_output_power: -1234 });
		assert.deepEqual(
			shown().devices.map(({ unit, values }) => [unit, values.at(-1)]),
			[
				["V", 13.88],
				["W", -1234],
			],
		);
	});

	it("has gaps where nothing was heard, and forgets after a day", () => {
		const { time, hear, shown } = open();
		hear(0, "solar_charger", { pv_power: 50 });
		time.advance(30 * minute);
		hear(0, "solar_charger", {});
		time.advance(60 * minute);
		hear(0, "solar_charger", { pv_power: 60 });
		assert.deepEqual(shown().devices[0]!.values.slice(43), [null, 50, null, null, 60]);
		time.advance(47 * 30 * minute);
		assert.deepEqual(shown().devices[0]!.values, [60, ...Array(47).fill(null)]);
		time.advance(30 * minute);
		assert.deepEqual(shown().devices[0]!.values, Array(48).fill(null));
		hear(0, "solar_charger", { pv_power: 1 });
		time.advance(1000 * 24 * 60 * minute);
		assert.deepEqual(shown().devices[0]!.values, Array(48).fill(null));
	});

	it("holds a value that is out of range at its limit", () => {
		const { hear, shown } = open();
		hear(0, "solar_charger", { pv_power: 60_000 });
		hear(1, "ve_bus", { ac_output_power: -60_000 });
		assert.deepEqual(
			shown().devices.map(({ values }) => values.at(-1)),
			[32_767, -32_767],
		);
	});

	it("is not kept for a type without a main value, nor dated without a clock", () => {
		const { hear, shown } = open();
		hear(0, "smart_bms", {});
		assert.deepEqual(shown(), { step: 1800, end: null, devices: [] });
	});

	it("shows a field that the record has", () => {
		const { hear, shown } = open();
		for (const type of [
			"solar_charger",
			"battery_monitor",
			"inverter",
			"dcdc_converter",
			"smart_lithium",
			"inverter_rs",
			"gx_device",
			"ac_charger",
			"battery_protect",
			"lynx_smart_bms",
			"multi_rs",
			"ve_bus",
			"dc_energy_meter",
			"orion_xs",
			"solar_sense",
		]) {
			const { hear, shown } = open();
			hear(0, type, {});
			const { field, unit } = shown().devices[0]!;
			const known = recordByType(type)!.fields.find(({ name }) => name === field);
			assert.ok(known?.kind === "number" && known.unit === unit && unit, type);
		}
		hear(0, "test_record", {});
		assert.equal(shown().devices.length, 0);
	});
});
