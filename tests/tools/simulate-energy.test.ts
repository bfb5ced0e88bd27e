import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultSite, type Kind, parseSite } from "../../tools/simulate/description";
import type { Values } from "../../tools/simulate/device";
import { createSite, type Site } from "../../tools/simulate/site";

const hour = 3600;
const day = 24 * hour;

type Truth = Readonly<Record<Kind, Values>>;

/** The truth of one device of each kind. */
function truthOf(site: Site, at: number): Truth {
	const truth = site.truth(at);
	return Object.fromEntries(site.devices.map(({ kind, address }) => [kind, truth[address]!])) as Record<
		Kind,
		Values
	>;
}

function number(values: Values, field: string): number {
	const value = values[field];
	assert.ok(typeof value === "number", field);
	return value;
}

interface Sample {
	readonly at: number;
	readonly truth: Truth;
}

/** Two days from midnight, every minute, with a battery that the sun alone can fill. */
const twoDays: readonly Sample[] = (() => {
	const site = createSite(parseSite({ start: "00:00", battery: { state_of_charge: 90 } }));
	return Array.from({ length: 2 * 24 * 60 }, (_, i) => ({ at: i * 60, truth: truthOf(site, i * 60) }));
})();

test("at night the solar charger is off and without power, and its load output drains the battery", () => {
	const night = twoDays.filter(({ at }) => at % day < 6 * hour || at % day > 20 * hour);
	for (const { truth } of night) {
		const { device_state, pv_power, battery_current, load_current } = truth.solar_charger;
		assert.equal(device_state, "off");
		assert.equal(pv_power, 0);
		assert.equal(battery_current, -(load_current as number));
		assert.ok((load_current as number) > 0);
	}
});

test("each day has bulk before absorption before float", () => {
	for (const from of [0, day]) {
		const first = (state: string) =>
			twoDays.find(
				({ at, truth }) => at >= from && at < from + day && truth.solar_charger.device_state === state,
			)?.at;
		const [bulk, absorption, float] = ["bulk", "absorption", "float"].map(first);
		assert.ok(bulk! < absorption! && absorption! < float!, `${bulk} ${absorption} ${float}`);
	}
});

test("absorption holds 14.4 V and float 13.8 V on a quiet evening with shore power", () => {
	const float = twoDays.filter(
		({ truth }) => truth.ac_charger.device_state === "float" && truth.solar_charger.device_state === "off",
	);
	assert.ok(float.length > 10);
	for (const { truth } of float) {
		assert.ok(Math.abs(number(truth.battery_monitor, "battery_voltage") - 13.8) < 0.02);
	}
	const absorption = twoDays
		.map(({ truth }) => truth)
		.filter(({ solar_charger: solar }) => solar.device_state === "absorption");
	assert.ok(
		absorption.some((truth) => Math.abs(number(truth.battery_monitor, "battery_voltage") - 14.4) < 0.02),
	);
});

test("the yield grows through the day, keeps over midnight and starts again at the charger's sunrise", () => {
	const yields = twoDays.map(({ truth }) => number(truth.solar_charger, "yield_today"));
	const resets = yields.flatMap((value, i) => (i > 0 && value < yields[i - 1]! ? [i] : []));
	assert.equal(resets.length, 2);
	for (const reset of resets) {
		const { at, truth } = twoDays[reset]!;
		assert.ok(at % day > 6 * hour && at % day < 8 * hour, String(at));
		assert.notEqual(truth.solar_charger.device_state, "off");
		assert.ok(yields[reset]! < 0.01);
	}
	assert.ok(yields[24 * 60 - 1]! > 0.5);
	assert.equal(yields[24 * 60], yields[24 * 60 - 1]);
});

test("the yield is the integral of the PV power", () => {
	const site = createSite();
	const before = number(truthOf(site, 0).solar_charger, "yield_today");
	let energy = 0;
	for (let at = 1; at <= hour; at++) energy += number(truthOf(site, at).solar_charger, "pv_power");
	const grown = number(truthOf(site, hour).solar_charger, "yield_today") - before;
	assert.ok(Math.abs(grown - energy / 3_600_000) < 1e-9);
});

test("the battery's current is what chargers and inverter give less the DC loads", () => {
	for (const { truth, at } of twoDays) {
		const sources =
			number(truth.solar_charger, "battery_current") +
			number(truth.ac_charger, "battery_current_1") +
			number(truth.ve_bus, "battery_current");
		const loads = sources - number(truth.battery_monitor, "battery_current");
		// A refrigerator of 40 W and standby.
		assert.ok(loads > 0.4 && loads < 5, `${loads} at ${at}`);
	}
});

test("consumed charge integrates the current, and the state of charge follows it", () => {
	const site = createSite({ ...defaultSite, start: 0 });
	const before = truthOf(site, 0).battery_monitor;
	let charge = 0;
	for (let at = 1; at <= hour; at++)
		charge += number(truthOf(site, at).battery_monitor, "battery_current") / 3600;
	const after = truthOf(site, hour).battery_monitor;
	const consumed = number(after, "consumed_charge") - number(before, "consumed_charge");
	assert.ok(charge < -1);
	assert.ok(Math.abs(consumed - charge) < 0.01);
	for (const values of [before, after]) {
		const full = 100 + number(values, "consumed_charge") / 2;
		assert.ok(Math.abs(number(values, "state_of_charge") - full) < 1e-9);
	}
});

test("the time to go is there only while the battery is discharging", () => {
	const site = createSite({ ...defaultSite, start: 0 });
	assert.ok(number(truthOf(site, 2 * hour).battery_monitor, "time_to_go") > 60);
	assert.equal(truthOf(site, 12 * hour).battery_monitor.time_to_go, undefined);
});

test("shore power charges from both AC devices, and the inverter passes the loads on", () => {
	const plugged = twoDays.filter(({ truth }) => truth.ve_bus.active_ac_input === "ac_in_1");
	assert.ok(plugged.length > 60 && plugged.length < twoDays.length / 2);
	for (const { truth } of plugged) {
		assert.notEqual(truth.ac_charger.device_state, "off");
		assert.ok(["bulk", "absorption", "float"].includes(truth.ve_bus.device_state as string));
		assert.ok(number(truth.ve_bus, "ac_input_power") >= number(truth.ve_bus, "ac_output_power"));
		assert.ok(number(truth.ve_bus, "battery_current") >= 0);
	}
	assert.ok(plugged.some(({ truth }) => number(truth.ac_charger, "battery_current_2") > 1));
});

test("without shore power the inverter draws the AC loads from the battery", () => {
	const alone = twoDays.filter(({ truth }) => truth.ve_bus.active_ac_input === "not_connected");
	for (const { truth } of alone) {
		assert.equal(truth.ve_bus.device_state, "inverting");
		assert.equal(truth.ve_bus.ac_input_power, 0);
		const drawn = -number(truth.ve_bus, "battery_current") * number(truth.ve_bus, "battery_voltage");
		assert.ok(drawn > number(truth.ve_bus, "ac_output_power"));
		assert.equal(truth.ac_charger.device_state, "off");
		assert.equal(truth.ac_charger.battery_current_1, 0);
	}
});

test("the starter battery charges with shore power and rests without", () => {
	const starter = twoDays.map(({ truth }) => number(truth.battery_monitor, "starter_voltage"));
	assert.ok(Math.max(...starter) > 13.5);
	assert.ok(Math.min(...starter) > 12.7);
});

test("an empty battery sheds the loads and raises the alarms", () => {
	const site = createSite(
		parseSite({
			start: "01:00",
			battery: { state_of_charge: 4 },
			devices: [{ kind: "battery_monitor" }, { kind: "ve_bus" }],
		}),
	);
	const { battery_monitor, ve_bus } = truthOf(site, 60);
	assert.deepEqual(battery_monitor.alarm, ["low_state_of_charge"]);
	assert.equal(ve_bus.device_state, "off");
	assert.equal(ve_bus.alarm_state, "alarm");
	assert.equal(ve_bus.battery_current, 0);
});

test("a site that starts at noon has made yield in the morning, one before dawn has the day before's", () => {
	const yieldAt = (start: number) =>
		number(truthOf(createSite({ ...defaultSite, start }), 0).solar_charger, "yield_today");
	assert.ok(yieldAt(12 * hour) > 0.3 && yieldAt(12 * hour) < yieldAt(22 * hour));
	assert.equal(yieldAt(5 * hour), yieldAt(22 * hour));
});

test("more panels of one charger than it can carry are limited by its rated current", () => {
	const site = createSite(
		parseSite({
			start: "13:00",
			battery: { capacity_ah: 1000, state_of_charge: 40 },
			devices: [{ kind: "solar_charger", peak_power: 6000 }],
		}),
	);
	const most = Array.from({ length: 60 }, (_, i) =>
		number(truthOf(site, i * 60).solar_charger, "battery_current"),
	);
	assert.equal(Math.max(...most), 100);
});

test("asking for an earlier second gives what it gave before", () => {
	const site = createSite();
	const early = site.truth(100);
	site.truth(5000);
	assert.deepEqual(site.truth(100), early);
});
