import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import type { Door } from "../../modules/control/api";
import { Control, type ControlOptions } from "../../modules/control/control";
import { type Reply, responseText } from "../../modules/control/desk";
import { wholeText } from "../../modules/publish/long-text";
import { RegisterReader } from "../../modules/registers/register-reader";
import { layerSettings } from "../../modules/settings/layers";
import { Counters } from "../../modules/telemetry/counters";
import { Device } from "../../modules/telemetry/device";
import { hexText } from "../../modules/victron/hex";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { smartShunt, smartSolar } from "../../tools/simulate/gatt-devices";
import { GattPeer, type PeerDescription } from "../../tools/simulate/gatt-peer";
import { FakeStore } from "../support/fake-store";
import { FakeSystem, FakeTime } from "../support/fakes";
import { apiProblems } from "../support/json-schema";

const { address } = smartSolar;
const key = smartSolar.registers["0/EC65"]!;

let time: FakeTime;
let store: FakeStore;
let peer: GattPeer;
let told: string[];
let scans: number;
let control: Control;

function make(
	description: PeerDescription = smartSolar,
	{
		devices = [{ address, name: "Roof" }],
		...changes
	}: Partial<Omit<ControlOptions, "devices">> & { devices?: readonly object[] } = {},
): void {
	time = new FakeTime();
	store = new FakeStore();
	told = [];
	scans = 0;
	peer = new GattPeer(description, { timers: time });
	const scanner = { pause() {}, resume() {} };
	const jobs = new RegisterReader({ gatt: peer, scanner, timers: time, others: [] });
	const noKey = new DeviceKey(undefined, -1);
	control = new Control({
		id: "c0ffee",
		version: "1.2.3",
		mqttControl: true,
		system: new FakeSystem(),
		network: { rssi: () => -66 },
		clock: time,
		timers: time,
		store,
		source: { read: () => layerSettings({ devices }, store).source },
		counters: new Counters(),
		devices: [new Device(description.address, "Roof", noKey, 0)],
		broker: { online: true, problem: undefined, topicName: () => "Roof", refreshStatistics() {} },
		reports: { members: () => ({ count: 1, part: () => '"devices":[]' }) },
		discovery: {
			scan(_duration, done) {
				scans++;
				done({ members: '"heard":[]' });
			},
		},
		keeper: { reset() {} },
		ending: { restart() {}, factoryReset() {} },
		registers: {
			jobs,
			sink: { register: ({ name }, id, bytes) => told.push(`${name} ${id.toString(16)} ${hexText(bytes)}`) },
		},
		...changes,
	});
}

/** The response as JSON, once it is there. */
function ask(what: string, parameters: unknown, door: Door = "console"): Record<string, unknown> {
	const replies: Reply[] = [];
	control.request(door, what, parameters, (reply) => replies.push(reply));
	time.advance(200_000);
	assert.equal(replies.length, 1);
	const response = JSON.parse(wholeText(responseText(undefined, replies[0]!)));
	assert.deepEqual(apiProblems(`${what}.response`, response), []);
	return response;
}

const refused = (what: string, parameters: unknown, door?: Door) => {
	const { status, error } = ask(what, parameters, door);
	assert.equal(status, "error");
	return error;
};

beforeEach(() => make());

describe("registers", () => {
	it("are read by name and id, and handed on", () => {
		const registers = ["battery_voltage", "0xEDBB", "device_state", "load_current"];
		assert.deepEqual(ask("registers", { device: "Roof", registers }), {
			status: "ok",
			registers: {
				battery_voltage: 13.27,
				pv_voltage: 28.03,
				device_state: "bulk",
				device_state_code: 3,
				load_current: 0,
			},
		});
		assert.deepEqual(told, ["Roof ed8d 2f05", "Roof edbb f30a", "Roof 201 03", "Roof edad 0000"]);
	});

	it("that share a name are one; what is not available is null; what is missing is named", () => {
		const registers = ["battery_current", "0xED8F", "model_name", "0xABCD"];
		assert.deepEqual(ask("registers", { device: address, registers }), {
			status: "ok",
			registers: { battery_current: -0.06 + 0 },
			problems: {
				model_name: "the device does not have this register",
				"0xABCD": "the device does not have this register",
			},
		});
	});

	it("of a history are structures", () => {
		const { registers, problems } = ask("registers", { device: "Roof", registers: ["history"] }) as Record<
			string,
			Record<string, Record<string, unknown>>
		>;
		assert.equal(registers!.history_day_1!.float, 489);
		assert.deepEqual(Object.keys(problems!), ["history_total", "history_day_0"]);
	});

	it("are refused where they are keys, or none, or too many", () => {
		const read = (registers: unknown) => refused("registers", { device: "Roof", registers });
		assert.equal(
			read(["advertisement_key"]),
			'registers has "advertisement_key", a key, which is never told',
		);
		assert.equal(read(["EC13"]), 'registers has "EC13", a key, which is never told');
		assert.equal(
			read(["pv_votlage"]),
			'registers has "pv_votlage", which is no register; accepted: pv_voltage',
		);
		assert.equal(read(Array(33).fill("pv_power")), "registers has 33 names; accepted: 32 at most");
		assert.match(String(read("pv_power")), /^registers is no list/);
		assert.match(String(read([])), /^registers is no list/);
		assert.match(
			String(refused("registers", { device: "Shed", registers: ["pv_power"] })),
			/^there is no such/,
		);
		assert.equal(peer.happened.length, 0);
	});

	it("are read with the device's PIN, or the one that is given", () => {
		const registers = ["state_of_charge"];
		make(smartShunt, { devices: [{ address: smartShunt.address, pin: "123456" }] });
		assert.deepEqual(ask("registers", { device: "Roof", registers }).registers, { state_of_charge: 100 });
		make(smartShunt, { devices: [{ address: smartShunt.address }] });
		assert.equal(
			refused("registers", { device: "Roof", registers }),
			"the device refuses the PIN; accepted: its 6 digits, 000000 unless it was changed",
		);
		assert.deepEqual(ask("registers", { device: "Roof", registers, pin: "123456" }).status, "ok");
		assert.equal(
			refused("registers", { device: "Roof", registers, pin: "12345" }),
			"pin is no PIN; accepted: 6 digits, or empty",
		);
	});

	it("are read over MQTT without mqtt.control, but no PIN is tried", () => {
		make(smartSolar, { mqttControl: false });
		const registers = ["pv_power"];
		assert.equal(ask("registers", { device: "Roof", registers }, "mqtt").status, "ok");
		assert.match(
			String(refused("registers", { device: "Roof", registers, pin: "123456" }, "mqtt")),
			/^a pin is not tried over MQTT/,
		);
	});

	it("need a radio", () => {
		make(smartSolar, { registers: undefined });
		assert.equal(
			refused("registers", { device: "Roof", registers: ["pv_power"] }),
			"this bridge makes no connections to devices",
		);
	});

	it("of whatever shape are answered with a sentence, and never with a key", () => {
		const whats = fc.constantFrom("registers", "registers/set", "keys/fetch");
		const names = fc.oneof(
			fc.string(),
			fc.constantFrom("network_key", "0xEC65", "EC65", "advertisement_key", "pv_power", "history", "Roof"),
			fc.jsonValue(),
		);
		fc.assert(
			fc.property(
				whats,
				fc.record({ device: names, registers: fc.array(names), register: names, value: names, pin: names }),
				(what, all) => {
					make();
					const { device, registers, register, value, pin } = all;
					const parameters = {
						registers: { device, registers, pin },
						"registers/set": { device, register, value },
						"keys/fetch": { address: register, pin },
					}[what];
					const response = ask(what!, parameters, "mqtt");
					assert.ok(!JSON.stringify(response).includes(key.slice(0, 16)));
					assert.equal(peer.connected, 0);
				},
			),
			{ numRuns: 300 },
		);
	});
});

describe("registers/set", () => {
	it("sets a setting and tells what the device holds", () => {
		assert.deepEqual(ask("registers/set", { device: "Roof", register: "float_voltage", value: 13.6 }), {
			status: "ok",
			registers: { float_voltage: 13.6 },
		});
		assert.deepEqual(told, ["Roof edf6 5005"]);
	});

	it("writes nothing that is no setting, and no value that does not fit", () => {
		const set = (register: unknown, value: unknown) =>
			refused("registers/set", { device: "Roof", register, value });
		assert.equal(set("pv_voltage", 12), '"pv_voltage" can only be read');
		assert.equal(set("0xABCD", "00"), '"0xABCD" can only be read');
		assert.equal(
			set("advertisement_key", "00"),
			'register has "advertisement_key", a key, which is never told',
		);
		assert.match(String(set("float_voltage", 1000)), /^float_voltage must be a number from 0 to 655/);
		assert.match(String(set("device_mode", "party")), /^device_mode must be one of charger, inverter, off/);
		assert.match(String(set("float_voltage", true)), /^value is a boolean/);
		assert.equal(peer.written.length, 0);
	});

	it("is done over no door while mqtt.control is off", () => {
		make(smartSolar, { mqttControl: false });
		for (const door of ["console", "web", "mqtt"] as const)
			assert.match(
				String(refused("registers/set", { device: "Roof", register: "float_voltage", value: 13.6 }, door)),
				/^registers\/set is not done while mqtt.control is off/,
			);
		assert.equal(peer.happened.length, 0);
	});

	it("names a register that the device lacks", () => {
		assert.equal(
			refused("registers/set", { device: "Roof", register: "storage_voltage", value: 13.2 }),
			"storage_voltage: the device does not have this register",
		);
	});
});

describe("keys/fetch", () => {
	it("stores the key, and never tells it", () => {
		assert.deepEqual(ask("keys/fetch", { address: address.toUpperCase() }), {
			status: "ok",
			restart_needed: true,
		});
		assert.deepEqual(store.content()["device.1"], { address, key, name: "Roof" });
		assert.deepEqual(told, []);
	});

	it("adds a device that was not there, with the PIN that it took", () => {
		make(smartShunt, { devices: [] });
		assert.equal(ask("keys/fetch", { address: smartShunt.address, pin: "123456" }).restart_needed, true);
		assert.deepEqual(store.content()["device.1"], {
			address: smartShunt.address,
			key: smartShunt.registers["0/EC65"],
			pin: "123456",
		});
	});

	it("keeps no PIN that every device comes with", () => {
		make(smartSolar, { devices: [{ address, pin: "123456" }] });
		assert.equal(ask("keys/fetch", { address, pin: "000000" }).status, "ok");
		assert.deepEqual(store.content()["device.1"], { address, key });
	});

	it("says why there is none, and stores nothing", () => {
		const fetch = (changes: Record<string, string>, parameters: object = {}) => {
			const registers = { ...smartSolar.registers, ...changes };
			make({ ...smartSolar, registers });
			const error = refused("keys/fetch", { address, ...parameters });
			assert.deepEqual(store.content(), {});
			return error;
		};
		assert.match(String(fetch({ "0/0150": "31000000" })), /^the device's firmware does not tell its key/);
		assert.match(String(fetch({ "0/EC65": "00" })), /^the device does not tell its key/);
		assert.match(String(fetch({}, { pin: "111111" })), /^the device refuses the PIN/);
		assert.match(String(fetch({}, { address: "00:00:00:00:00:01" })), /^the device does not answer/);
		assert.match(String(fetch({}, { address: "roof" })), /^address is no Bluetooth address/);
	});
});

it("a scan waits for the end of a connection", () => {
	const replies: Reply[] = [];
	control.request("web", "registers", { device: "Roof", registers: ["pv_power"] }, () => {});
	time.advance(20);
	control.request("web", "scan", {}, (reply) => replies.push(reply));
	assert.equal(scans, 0);
	time.advance(2_000);
	assert.deepEqual([scans, replies.length], [1, 1]);
});
