import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import type { Door } from "../../modules/control/api";
import { Control, type ControlOptions } from "../../modules/control/control";
import { type Reply, responseText } from "../../modules/control/desk";
import { changesThings, isRequest } from "../../modules/control/rights";
import { wholeText } from "../../modules/publish/long-text";
import { layerSettings } from "../../modules/settings/layers";
import { Counters } from "../../modules/telemetry/counters";
import { Device } from "../../modules/telemetry/device";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { FakeStore } from "../support/fake-store";
import { FakeSystem, FakeTime } from "../support/fakes";
import { apiProblems } from "../support/json-schema";

const key = "c129cf8f75c3fe5a1655b481e205fb7d";
const address = "fa:ac:27:84:c6:6f";
const written = {
	mqtt: { base: "boat", password: "broker secret" },
	devices: [{ address, key, name: "Roof top" }],
};

let time: FakeTime;
let store: FakeStore;
let done: string[];

function make(changes: Partial<ControlOptions> = {}): Control {
	const noKey = new DeviceKey(undefined, -1);
	return new Control({
		id: "c0ffee",
		version: "1.2.3",
		mqttControl: false,
		system: new FakeSystem(),
		network: { rssi: () => -66 },
		clock: time,
		timers: time,
		store,
		source: { read: () => layerSettings(written, store).source },
		counters: new Counters(),
		devices: [new Device(address, "Roof top", noKey, 0), new Device("d1:22:33:44:55:66", "", noKey, 1)],
		broker: {
			online: false,
			problem: "name not found",
			topicName: (index) => ["Roof_top", "d12233445566"][index]!,
			refreshStatistics: () => done.push("refresh"),
		},
		reports: { members: () => ({ count: 1, part: () => '"devices":[]' }) },
		discovery: {
			scan(duration, answer) {
				done.push(`scan ${duration}`);
				answer({ members: '"heard":[]' });
			},
		},
		keeper: { reset: (index) => done.push(`reset ${index}`) },
		ending: {
			restart: (reason) => done.push(`restart ${reason}`),
			factoryReset: () => done.push("factory reset"),
		},
		...changes,
	});
}

/** The response as JSON. */
function ask(control: Control, door: Door, what: string, parameters: unknown = {}): Record<string, unknown> {
	const replies: Reply[] = [];
	control.request(door, what, parameters, (reply) => replies.push(reply));
	assert.equal(replies.length, 1);
	const response = JSON.parse(wholeText(responseText(undefined, replies[0]!)));
	if (isRequest(what)) assert.deepEqual(apiProblems(`${what}.response`, response), []);
	return response;
}

const ok = { status: "ok" };

beforeEach(() => {
	time = new FakeTime();
	store = new FakeStore();
	done = [];
});

describe("who may ask for what", () => {
	const parameters: Record<string, object> = {
		"settings/set": { settings: {} },
		"devices/add": { address },
		"devices/remove": { address },
		"factory-reset": { confirm: true },
		update: { url: "http://nas/heliograph.bin" },
	};
	const always = ["restart", "devices", "status", "statistics/reset"];
	const withControl = ["settings/get", "settings/set", "devices/add", "devices/remove", "scan", "update"];
	const updater: ControlOptions["updater"] = { fromUrl: (_url, answer) => answer({}) };

	for (const what of [...always, ...withControl, "factory-reset"])
		it(`${what} is for the doors that the API says`, () => {
			const allowed = (door: Door, mqttControl: boolean) => {
				store = new FakeStore();
				return ask(make({ mqttControl, updater }), door, what, parameters[what]).status === "ok";
			};
			assert.equal(allowed("console", false), true);
			assert.equal(allowed("web", false), true);
			assert.equal(allowed("mqtt", false), always.includes(what));
			assert.equal(allowed("mqtt", true), what !== "factory-reset");
		});

	it("secrets are for the serial line", () => {
		for (const door of ["mqtt", "web"] as const)
			assert.deepEqual(ask(make({ mqttControl: true }), door, "settings/get", { secrets: true }), {
				status: "error",
				error: "secrets are told on the serial line only",
			});
		const { settings, devices } = ask(make(), "console", "settings/get", { secrets: true });
		assert.equal((settings as Record<string, unknown>)["mqtt.password"], "broker secret");
		assert.deepEqual(devices, written.devices);
	});

	it("tells what changes things, an unknown request among it", () => {
		for (const what of ["settings/get", "devices", "scan", "status"])
			assert.equal(changesThings(what), false);
		for (const what of ["restart", "settings/set", "devices/add", "devices/remove", "statistics/reset"])
			assert.equal(changesThings(what), true);
		for (const what of ["registers", "registers/set", "keys/fetch"]) assert.equal(changesThings(what), true);
		for (const what of ["factory-reset", "update", "", "toString"]) assert.equal(changesThings(what), true);
	});
});

describe("requests about settings", () => {
	it("get all of them, secrets masked", () => {
		const { status, settings, devices, restart_needed } = ask(make(), "web", "settings/get");
		assert.equal(status, "ok");
		assert.equal(restart_needed, false);
		const values = settings as Record<string, unknown>;
		assert.equal(values["mqtt.base"], "boat");
		assert.equal(values["mqtt.password"], "***");
		assert.equal(values["wifi.password"], "");
		assert.equal(values["publish.max"], 60);
		assert.deepEqual(devices, [{ address, key: "***", name: "Roof top" }]);
	});

	it("get one of them, or the devices alone", () => {
		assert.deepEqual(ask(make(), "web", "settings/get", { key: "mqtt.base" }), {
			...ok,
			settings: { "mqtt.base": "boat" },
			restart_needed: false,
		});
		assert.deepEqual(ask(make(), "web", "settings/get", { key: "devices" }), {
			...ok,
			settings: {},
			devices: [{ address, key: "***", name: "Roof top" }],
			restart_needed: false,
		});
		const { error } = ask(make(), "web", "settings/get", { key: "mqtt.bas" });
		assert.equal(error, "mqtt.bas is not a setting; did you mean mqtt.base?");
	});

	it("set them, and say that a restart is needed until it comes", () => {
		const control = make();
		assert.deepEqual(ask(control, "web", "settings/set", { settings: {} }), {
			...ok,
			restart_needed: false,
		});
		const changes = { settings: { "mqtt.base": "home", "mqtt.password": "***" } };
		assert.deepEqual(ask(control, "web", "settings/set", changes), { ...ok, restart_needed: true });
		assert.deepEqual(store.content(), { mqtt: { base: "home" } });
		assert.equal(ask(control, "web", "status").restart_needed, true);
		assert.equal(ask(make(), "web", "status").restart_needed, false);
	});

	it("add and remove devices, those of the file among them", () => {
		const control = make();
		const shed = { address: "C0:00:00:00:00:01", name: "Shed" };
		assert.deepEqual(ask(control, "console", "devices/add", { id: 1, ...shed }), {
			...ok,
			restart_needed: true,
		});
		assert.deepEqual(store.content(), {
			"device.1": { address, key, name: "Roof top" },
			"device.2": { address: "c0:00:00:00:00:01", name: "Shed" },
		});
		assert.equal(ask(control, "console", "devices/remove", { address }).status, "ok");
		assert.deepEqual(ask(control, "console", "settings/get", { key: "devices" }).devices, [
			{ address: "c0:00:00:00:00:01", key: "", name: "Shed" },
		]);
	});
});

describe("other requests", () => {
	it("restart after the answer, once", () => {
		const control = make();
		assert.deepEqual(ask(control, "mqtt", "restart"), ok);
		assert.deepEqual(ask(control, "mqtt", "restart"), { status: "error", error: "it restarts already" });
		assert.deepEqual(done, []);
		time.advance(60_000);
		assert.deepEqual(done, ["restart request"]);
	});

	it("forget everything only when it is confirmed", () => {
		const control = make();
		assert.equal(ask(control, "web", "factory-reset", { confirm: "yes" }).status, "error");
		assert.equal(ask(control, "web", "factory-reset").status, "error");
		assert.deepEqual(ask(control, "web", "factory-reset", { confirm: true }), ok);
		time.advance(60_000);
		assert.deepEqual(done, ["factory reset"]);
	});

	it("tell of the bridge", () => {
		const control = make();
		time.advance(90_500);
		const { counters, ...status } = ask(control, "mqtt", "status");
		assert.deepEqual(status, {
			status: "ok",
			bridge: "c0ffee",
			version: "1.2.3",
			uptime: 90,
			reset_reason: "power_on",
			broker: false,
			broker_problem: "name not found",
			wifi_rssi: -66,
			heap: { chunks: 1000, slots: 2000, free: 3000 },
			restart_needed: false,
		});
		assert.equal((counters as Record<string, number>).decoded, 0);
	});

	it("begin the statistics anew of all devices, or of one by any of its names", () => {
		const control = make();
		for (const device of [undefined, address, "Roof top", "Roof_top", "d12233445566"])
			assert.deepEqual(ask(control, "mqtt", "statistics/reset", device === undefined ? {} : { device }), ok);
		assert.deepEqual(done, [
			...["reset 0", "reset 1", "refresh"],
			...["reset 0", "refresh"],
			...["reset 0", "refresh"],
			...["reset 0", "refresh"],
			...["reset 1", "refresh"],
		]);
		for (const device of ["", "Shed", null, 0, {}])
			assert.equal(ask(control, "mqtt", "statistics/reset", { device }).status, "error");
		assert.equal(done.length, 11);
	});

	it("scan for 10 s, or as long as they say", () => {
		const control = make();
		assert.deepEqual(ask(control, "web", "scan"), { ...ok, heard: [] });
		ask(control, "web", "scan", { duration: 60 });
		for (const duration of [0, 61, "10", null, Number.NaN])
			assert.equal(ask(control, "web", "scan", { duration }).status, "error");
		assert.deepEqual(done, ["scan 10", "scan 60"]);
	});

	it("hand an update on where there is one to do it", () => {
		const url = "https://nas/heliograph.bin";
		assert.equal(ask(make(), "web", "update", { url }).status, "error");
		const updater: ControlOptions["updater"] = {
			fromUrl(from, answer) {
				done.push(from);
				answer({ error: "there is no room" });
			},
		};
		assert.equal(ask(make({ updater }), "web", "update", { url }).error, "there is no room");
		for (const wrong of ["", "ftp://nas", 7, undefined])
			assert.equal(ask(make({ updater }), "web", "update", { url: wrong }).status, "error");
		assert.deepEqual(done, [url]);
	});
});

describe("what is no request", () => {
	for (const [what, parameters, sentence] of [
		["statsu", {}, "statsu is not a request; accepted: status"],
		["toString", {}, /^toString is not a request; accepted: restart, settings\/get, /],
		["status", [], "the parameters are a list; accepted: an object"],
		["status", null, "the parameters are null; accepted: an object"],
		["status", "x", "the parameters are text; accepted: an object"],
		["status", { now: 1 }, "now is not a parameter of status; accepted: none"],
		["scan", { time: 1 }, "time is not a parameter of scan; accepted: duration"],
		["settings/set", { settings: [] }, "settings is a list; accepted: an object with settings by their name"],
		["settings/set", { devices: {} }, /^devices is an object; accepted: a list/],
		["settings/get", { key: 5 }, /^key is a number; accepted/],
		["settings/get", { secrets: "yes" }, /^secrets is text; accepted: true, false/],
	] as const)
		it(`is answered with a sentence: ${what} ${JSON.stringify(parameters)}`, () => {
			const { status, error } = ask(make(), "console", what, parameters);
			assert.equal(status, "error");
			if (typeof sentence === "string") assert.equal(error, sentence);
			else assert.match(String(error), sentence);
		});

	it("is answered once whatever JSON it is, and stores nothing that settings could not be", () => {
		const requests = [
			"settings/get",
			"settings/set",
			"devices/add",
			"devices/remove",
			"scan",
			"statistics/reset",
		];
		const value = fc.oneof(
			fc.jsonValue(),
			fc.constantFrom("***", address, key, "c0:00:00:00:00:01", "10 min", null, true, 1e9, -0.5),
		);
		const name = fc.constantFrom(
			...["settings", "devices", "address", "key", "name", "duration", "device", "secrets", "confirm", "id"],
		);
		const settings = fc.dictionary(
			fc.constantFrom(
				"mqtt.base",
				"mqtt.port",
				"publish.min",
				"publish.max",
				"web.password",
				"x",
				"__proto__",
			),
			value,
			{ maxKeys: 4 },
		);
		const device = fc.dictionary(fc.constantFrom("address", "key", "name", "x"), value, { maxKeys: 3 });
		const parameters = fc.oneof(
			fc.jsonValue(),
			fc.dictionary(name, fc.oneof(value, settings, fc.array(device, { maxLength: 4 })), { maxKeys: 3 }),
		);
		const steps = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...requests), fc.string()), parameters), {
			maxLength: 8,
		});
		fc.assert(
			fc.property(steps, fc.constantFrom<Door>("console", "mqtt", "web"), (asked, door) => {
				store = new FakeStore();
				const control = make({ mqttControl: true });
				for (const [what, wanted] of asked) {
					const before = store.content();
					const { status, error } = ask(control, door, what, wanted);
					if (status === "ok") continue;
					assert.equal(status, "error");
					assert.ok(String(error).length > 0 && !String(error).includes("failed inside"), String(error));
					assert.deepEqual(store.content(), before);
				}
				const { error, ...all } = ask(control, "console", "settings/get");
				assert.equal(error, undefined, JSON.stringify(all));
			}),
			{ numRuns: 1000 },
		);
	});
});
