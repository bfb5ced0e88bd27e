import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSettings } from "../../modules/settings/parse";
import { defaultSettings } from "../../modules/settings/schema";

const address = "fa:ac:27:84:c6:6f";
const key = "0df4d0395b7d1a876c0c33ecb9e70dcd";
const pairs = "6 hex pairs such as fa:ac:27:84:c6:6f";

function parseDevices(devices: unknown) {
	const { settings, problems } = parseSettings({ devices });
	return { devices: settings.devices, problems };
}

test("a device has address, key and name", () => {
	assert.deepEqual(parseDevices([{ address, key, name: "Roof" }]), {
		devices: [{ address, key, name: "Roof" }],
		problems: [],
	});
});

test("key and name may be absent", () => {
	assert.deepEqual(parseDevices([{ address }]), { devices: [{ address, key: "", name: "" }], problems: [] });
});

test("address and key become lower case, dashes become colons, spaces around go", () => {
	const written = { address: " FA-AC-27-84-C6-6F", key: `${key.toUpperCase()}\n` };
	assert.deepEqual(parseDevices([written]), { devices: [{ address, key, name: "" }], problems: [] });
});

for (const wrong of [
	"",
	"fa:ac:27:84:c6",
	"fa:ac:27:84:c6:6f:00",
	"fa:ac:27:84:c6:6g",
	"fa:ac:27-84:c6:6f",
	"faac2784c66f",
]) {
	test(`a device with the address ${JSON.stringify(wrong)} is left out`, () => {
		assert.deepEqual(parseDevices([{ address: wrong, key }]), {
			devices: [],
			problems: [`devices[0].address is no Bluetooth address; accepted: ${pairs}`],
		});
	});
}

for (const [wrong, problem] of [
	[key.slice(1), "has 31 hex digits; a key has 32"],
	["0", "has 1 hex digit; a key has 32"],
	[`${key}0`, "has 33 hex digits; a key has 32"],
	[`${key.slice(1)}x`, "has 32 characters, 31 of them hex digits; a key has 32 hex digits"],
	["?", "has 1 character, 0 of them hex digits; a key has 32 hex digits"],
	[12, "is a number; accepted: 32 hex digits"],
	[null, "is null; accepted: 32 hex digits"],
] as const) {
	test(`a device whose key ${problem} is left out`, () => {
		assert.deepEqual(parseDevices([{ address, key: wrong }]), {
			devices: [],
			problems: [`devices[0].key ${problem}`],
		});
	});
}

test("a refused name goes, the device stays", () => {
	assert.deepEqual(parseDevices([{ address, key, name: "x".repeat(65) }]), {
		devices: [{ address, key, name: "" }],
		problems: ["devices[0].name has 65 characters; accepted: at most 64 characters"],
	});
});

test("64 characters of a name are characters, not bytes", () => {
	const name = "☀".repeat(32) + "😀".repeat(32);
	assert.equal(parseDevices([{ address, name }]).devices[0]?.name, name);
});

test("a device without an address is left out", () => {
	assert.deepEqual(parseDevices([{ key }]).problems, [`devices[0].address is missing; accepted: ${pairs}`]);
});

test("an address is configured once, however it is written", () => {
	assert.deepEqual(
		parseDevices([
			{ address, name: "a" },
			{ address: "FA-AC-27-84-C6-6F", name: "b" },
		]),
		{
			devices: [{ address, key: "", name: "a" }],
			problems: [`devices[1].address is ${address}, as in devices[0]; accepted: each address once`],
		},
	);
});

test("a bad device does not take the good ones with it", () => {
	const good = { address: "c0:00:00:00:00:01", key, name: "" };
	assert.deepEqual(parseDevices([{ address: "x" }, 3, good]).devices, [good]);
});

test("a device that is no object is refused", () => {
	assert.deepEqual(parseDevices([key, null, []]).problems, [
		"devices[0] is text; accepted: an object with address, key, name, pin, registers",
		"devices[1] is null; accepted: an object with address, key, name, pin, registers",
		"devices[2] is a list; accepted: an object with address, key, name, pin, registers",
	]);
});

test("an unknown field of a device is refused with the one that was perhaps meant", () => {
	assert.deepEqual(parseDevices([{ address, nmae: "Roof" }]).problems, [
		"devices[0].nmae is not a setting; did you mean devices[0].name?",
	]);
});

test("devices that are no list leave the old ones", () => {
	const old = { ...defaultSettings(), devices: [{ address, key, name: "Roof" }] };
	const { settings, problems } = parseSettings({ devices: {} }, old);
	assert.deepEqual(settings.devices, old.devices);
	assert.deepEqual(problems, [
		"devices is an object; accepted: a list of objects with address, key, name, pin, registers",
	]);
});

test("a list of devices replaces the old one", () => {
	const old = { ...defaultSettings(), devices: [{ address, key, name: "Roof" }] };
	assert.deepEqual(parseSettings({ devices: [] }, old).settings.devices, []);
});

test("a thousand devices are taken", () => {
	const devices = [];
	for (let index = 0; index < 1000; index++) {
		const hex = index.toString(16).padStart(4, "0");
		devices.push({ address: `c0:00:00:00:${hex.slice(0, 2)}:${hex.slice(2)}`, key, name: "" });
	}
	assert.deepEqual(parseDevices(devices), { devices, problems: [] });
});

test("a PIN has 6 digits, and no sentence tells a wrong one", () => {
	assert.equal(parseDevices([{ address, pin: " 012345 " }]).devices[0]!.pin, "012345");
	for (const pin of ["12345", "1234567", "12345a", "½23456"])
		assert.deepEqual(parseDevices([{ address, pin }]), {
			devices: [{ address, key: "", name: "" }],
			problems: ["devices[0].pin is no PIN; accepted: 6 digits, or empty"],
		});
	assert.deepEqual(parseDevices([{ address, pin: 123456 }]).problems, [
		"devices[0].pin is a number; accepted: 6 digits, or empty",
	]);
});

test("registers are names and ids, each once, without keys", () => {
	const registersOf = (registers: string) => parseDevices([{ address, registers }]);
	assert.equal(
		registersOf("pv_voltage,history , 0xED8D,,pv_voltage").devices[0]!.registers,
		"pv_voltage, history, 0xED8D",
	);
	assert.deepEqual(registersOf(" , ").devices, [{ address, key: "", name: "" }]);
	const problem = (registers: string) => registersOf(registers).problems[0];
	assert.equal(
		problem("pv_voltag"),
		'devices[0].registers has "pv_voltag", which is no register; accepted: pv_voltage',
	);
	assert.equal(problem("network_key"), 'devices[0].registers has "network_key", a key, which is never told');
	assert.equal(
		problem(Array.from({ length: 17 }, (_, index) => `history_day_${index}`).join()),
		"devices[0].registers has 17 names; accepted: 16 at most",
	);
	assert.match(
		problem(Array.from({ length: 13 }, (_, index) => `network_receive_list_${index}`).join())!,
		/^devices\[0\]\.registers has 313 characters; accepted: .* 300 characters$/,
	);
});
