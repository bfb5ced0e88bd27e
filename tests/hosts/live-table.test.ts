import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderView, type View, visibleLength } from "../../hosts/node/cli/live-table";
import { captures } from "../support/captures";

const { solarCharger, batteryMonitor } = captures;

const view: View = {
	version: "1.2.3",
	broker: "mqtt://127.0.0.1:1884",
	site: "simulated, 2 devices, seed 1",
	uptime: 3725,
	bridgeState: "online",
	base: "victron",
	port: 1884,
	devices: [
		{ name: "Roof", payload: { ...solarCharger.says, rssi: -61 }, availability: "online", age: 200 },
		{ name: "House", payload: { ...batteryMonitor.says, rssi: -70 }, availability: "offline", age: 61_000 },
	],
	counters: { received: 500, duplicate: 300, decoded: 190, published: 42 },
	problem: "",
};

/** What the eyes see. */
function plain(lines: readonly string[]): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: SGR codes begin with escape
	return lines.join("\n").replace(/\x1b\[\d+m/g, "");
}

describe("the live view", () => {
	it("shows what the captures say, with units", () => {
		const text = plain(renderView(view, 100));
		for (const value of [
			"13.88 V",
			"1.4 A",
			"0.03 kWh",
			"19 W",
			"12.53 V",
			"-50",
			"50",
			"BlueSolar Charger MPPT 75/15",
			"absorption",
		])
			assert.ok(text.includes(value), `${value} in\n${text}`);
	});

	it("says how devices and bridge are", () => {
		const text = plain(renderView(view, 100));
		assert.match(text, /● Roof .* -61 dBm +now/);
		assert.match(text, /○ House .* -70 dBm +61 s ago/);
		assert.match(text, /mqtt:\/\/127\.0\.0\.1:1884 +online/);
		assert.match(text, /01:02:05$/m);
		assert.match(text, /adverts 500 .* 300 .* 190 .* 42/);
	});

	it("tells where to point a client", () => {
		assert.match(plain(renderView(view, 100)), /mosquitto_sub -h 127\.0\.0\.1 -p 1884 -t 'victron\/#' -v/);
	});

	it("has one line when something is wrong", () => {
		const before = renderView(view, 100);
		const after = renderView({ ...view, problem: "broker: connection lost" }, 100);
		assert.equal(after.length, before.length);
		assert.match(plain(after.slice(-1)), /! broker: connection lost/);
	});

	it("shows a site that is not there yet", () => {
		const text = plain(renderView({ ...view, devices: [], bridgeState: "", counters: {} }, 80));
		assert.match(text, /connecting/);
		assert.match(text, /adverts 0/);
	});

	it("shows unknown values and missing ones as they are", () => {
		const device = {
			name: "x",
			payload: { type: "unknown", raw: "0a0b", strange: null },
			availability: "",
			age: 0,
		};
		const text = plain(renderView({ ...view, devices: [device] }, 80));
		assert.match(text, /○ x/);
		assert.match(text, /raw 0a0b/);
		assert.doesNotMatch(text, /undefined/);
	});

	for (const width of [60, 80, 120])
		it(`breaks the values at ${width} columns`, () => {
			const lines = renderView(view, width).filter((line) => line.startsWith("    "));
			assert.ok(lines.length >= 2);
			for (const line of lines) assert.ok(visibleLength(line) <= width, plain([line]));
		});
});
