import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { longestSilence, type SleepSettings } from "../../modules/power/sleep-policy";
import { Bridge, second, settings } from "./night";

/** What the world does from one moment on. */
interface World {
	/** Seconds until the next. */
	readonly lasts: number;
	readonly pv: number;
	readonly volts: number;
	readonly alarm: readonly string[];
	readonly heard: readonly boolean[];
	/** Seconds from the wish for the network until all is acknowledged; none while it is away. */
	readonly network: number | undefined;
}

const world: fc.Arbitrary<World> = fc.record({
	lasts: fc.integer({ min: 1, max: 6 * 3600 }),
	pv: fc.constantFrom(0, 0, 0, 1, 300),
	volts: fc.constantFrom(11, 11.9, 12.1, 12.3, 13),
	alarm: fc.subarray(["low_voltage", "high_voltage", "overload"]),
	heard: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
	network: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
});

const times = fc.record({
	after: fc.integer({ min: 10, max: 1800 }).map((s) => s * second),
	check: fc.integer({ min: 10, max: 7200 }).map((s) => s * second),
	heartbeat: fc.integer({ min: 60, max: 7200 }).map((s) => s * second),
	alarmVoltage: fc.constantFrom(0, 12),
});

/** The world's devices 0 and 1 are chargers, 2 is a battery monitor. */
function hear(bridge: Bridge, { pv, volts, alarm, heard }: World): void {
	if (heard[0]) bridge.hear(0, { pv_power: pv, battery_voltage: volts });
	if (heard[1]) bridge.hear(1, { pv_power: 0, charger_error_code: alarm.length });
	if (heard[2]) bridge.hear(2, { type: "battery_monitor", battery_voltage: volts, alarm });
}

interface Start {
	readonly at: number;
	/** Monotonic milliseconds at which the network was first wanted. */
	wanted: number | undefined;
	lit: boolean;
}

interface Observer {
	/** After `awake` milliseconds it sleeps for `duration`. */
	sleeps?(duration: number, awake: number, start: Start): void;
	/** Everything is acknowledged, and was so last `silence` milliseconds ago. */
	settles?(silence: number): void;
}

/** Runs a bridge through what happens, second by second. */
function live(changes: Partial<SleepSettings>, worlds: readonly World[], observer: Observer): void {
	const bridge = new Bridge(changes, 3);
	let start: Start = { at: bridge.now, wanted: undefined, lit: true };
	let settledAt = bridge.now;
	for (const now of worlds) {
		const end = bridge.now + now.lasts * second;
		while (bridge.now < end) {
			hear(bridge, now);
			if (now.heard[0] && now.pv > 0) start.lit = true;
			const decision = bridge.decide();
			if (decision.do === "sleep") {
				observer.sleeps?.(decision.duration, bridge.now - start.at, start);
				bridge.sleep();
				start = { at: bridge.now, wanted: undefined, lit: false };
				continue;
			}
			if (decision.do === "connect") {
				start.wanted ??= bridge.now;
				if (now.network !== undefined && bridge.now - start.wanted >= now.network * second) {
					observer.settles?.(bridge.now - settledAt);
					bridge.settle();
					settledAt = bridge.now;
				}
			}
			bridge.pass(second);
			assert.ok(start.lit || bridge.now - start.at <= 42 * second, "awake for too long");
		}
	}
}

const worlds = fc.array(world, { minLength: 4, maxLength: 12 });
const runs = { numRuns: 40 };

test("no sleep is longer than check or heartbeat, or too short to be worth it", () => {
	const property = fc.property(times, worlds, (changes, happens) => {
		live(changes, happens, {
			sleeps(duration) {
				assert.ok(duration >= 10 * second, `${duration}`);
				assert.ok(duration <= Math.min(changes.check, changes.heartbeat), `${duration}`);
			},
		});
	});
	fc.assert(property, runs);
});

test("no start in the dark is awake for longer than its listening and its network may take", () => {
	const property = fc.property(times, worlds, (changes, happens) => {
		live(changes, happens, {
			sleeps(_duration, awake, start) {
				const limit = start.wanted === undefined ? 10 * second : 40 * second;
				assert.ok(start.lit || awake <= limit + second, `${awake}`);
			},
		});
	});
	fc.assert(property, runs);
});

test("with a network that does its part, the silence is never longer than promised", () => {
	const property = fc.property(times, worlds, (changes, happens) => {
		const promise = longestSilence({ ...settings, ...changes });
		const fit = happens.map((now) => ({ ...now, network: (now.network ?? 20) % 29 }));
		live(changes, fit, { settles: (silence) => assert.ok(silence <= promise, `${silence}`) });
	});
	fc.assert(property, runs);
});

test("a night of twelve hours with the defaults has 71 starts, 11 of them with WiFi", () => {
	const dark: World = { lasts: 43_200, pv: 0, volts: 13, alarm: [], heard: [true, true, true], network: 2 };
	let [starts, connected] = [0, 0];
	live({}, [dark], {
		sleeps(_duration, _awake, start) {
			starts++;
			if (start.wanted !== undefined) connected++;
		},
	});
	// The evening's is one more: it is awake for 10 minutes.
	assert.deepEqual([starts - 1, connected - 1], [70, 11]);
});
