import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { Console } from "../../modules/control/console";
import { FakeDesk, FakeLine } from "../support/fake-desk";
import { FakeTime } from "../support/fakes";

const key = "0123456789abcdef0123456789abcdef";
let line: FakeLine;
let desk: FakeDesk;
let time: FakeTime;
let console: Console;

beforeEach(() => {
	line = new FakeLine();
	desk = new FakeDesk();
	time = new FakeTime();
	console = new Console({ line, desk, timers: time });
	console.start();
});

/** What a command is answered with. */
function type(text: string): string {
	line.receive(`${text}\r\n`);
	return line.take().replaceAll("\r\n", "\n");
}

/** What a command asks the desk. */
function asks(text: string): [what: string, parameters: unknown] {
	const before = desk.requests.length;
	type(text);
	assert.equal(desk.requests.length, before + 1, text);
	return [desk.latest.what, desk.latest.parameters];
}

describe("commands of the console", () => {
	for (const [text, what, parameters] of [
		["show", "settings/get", {}],
		["show mqtt.host", "settings/get", { key: "mqtt.host" }],
		["set mqtt.base victron", "settings/set", { settings: { "mqtt.base": "victron" } }],
		["  set   wifi.ssid  My home net  ", "settings/set", { settings: { "wifi.ssid": "My home net" } }],
		['set wifi.ssid " a\\"b\\nc "', "settings/set", { settings: { "wifi.ssid": ' a"b\nc ' } }],
		['set mqtt.host ""', "settings/set", { settings: { "mqtt.host": "" } }],
		['set wifi.password a"b"', "settings/set", { settings: { "wifi.password": 'a"b"' } }],
		["unset mqtt.host", "settings/set", { settings: { "mqtt.host": null } }],
		["device add fa:ac:27:84:c6:6f", "devices/add", { address: "fa:ac:27:84:c6:6f" }],
		[
			`device add fa:ac:27:84:c6:6f ${key} Süd  dach`,
			"devices/add",
			{ address: "fa:ac:27:84:c6:6f", key, name: "Süd  dach" },
		],
		["device add fa:ac:27:84:c6:6f - Roof", "devices/add", { address: "fa:ac:27:84:c6:6f", name: "Roof" }],
		["device remove fa:ac:27:84:c6:6f", "devices/remove", { address: "fa:ac:27:84:c6:6f" }],
		[
			"device set fa:ac:27:84:c6:6f registers pv_voltage, history",
			"devices/add",
			{ address: "fa:ac:27:84:c6:6f", registers: "pv_voltage, history" },
		],
		['device set fa:ac:27:84:c6:6f pin ""', "devices/add", { address: "fa:ac:27:84:c6:6f", pin: "" }],
		[
			"registers Roof  pv_voltage history",
			"registers",
			{ device: "Roof", registers: ["pv_voltage", "history"] },
		],
		[
			"set-register Roof float_voltage 13.6",
			"registers/set",
			{ device: "Roof", register: "float_voltage", value: 13.6 },
		],
		[
			"set-register Roof device_mode off",
			"registers/set",
			{ device: "Roof", register: "device_mode", value: "off" },
		],
		["fetch-key fa:ac:27:84:c6:6f", "keys/fetch", { address: "fa:ac:27:84:c6:6f" }],
		["fetch-key fa:ac:27:84:c6:6f 012345", "keys/fetch", { address: "fa:ac:27:84:c6:6f", pin: "012345" }],
		["device list", "settings/get", { key: "devices" }],
		["scan", "scan", { duration: 10 }],
		["scan 60", "scan", { duration: 60 }],
		["restart", "restart", {}],
		["export", "settings/get", {}],
		["export --secrets", "settings/get", { secrets: true }],
	] as const)
		it(`asks for ${text}`, () => assert.deepEqual(asks(text), [what, parameters]));

	for (const [text, says] of [
		["statsu", "there is no such command; did you mean status?\n"],
		["mqtt.host", "there is no such command; did you mean set?\n"],
		["hunter2", "there is no such command; type help\n"],
		["registers Roof", "registers takes a device and registers: registers Roof pv_voltage history\n"],
		["fetch-key", "fetch-key takes an address and, unless it is 000000, a PIN\n"],
		["set", 'set takes a key and a value, such as set mqtt.base victron; "" is empty\n'],
		["set mqtt.host", 'set takes a key and a value, such as set mqtt.base victron; "" is empty\n'],
		['set mqtt.host "a\\x"', 'the quotes hold no JSON text, such as "two \\"words\\""\n'],
		["unset", "unset takes a key, such as mqtt.host\n"],
		["device", "device takes list, add ADDRESS [KEY] [NAME], set ADDRESS FIELD VALUE, or remove ADDRESS\n"],
		[
			"device delete x",
			"device takes list, add ADDRESS [KEY] [NAME], set ADDRESS FIELD VALUE, or remove ADDRESS\n",
		],
		["scan 61", "scan takes 1 to 60 seconds\n"],
		["scan now", "scan takes 1 to 60 seconds\n"],
		["export all", "export takes --secrets or nothing\n"],
		["log", "log takes on or off\n"],
		["restart now", "restart takes nothing more\n"],
	] as const)
		it(`refuses ${text}`, () => {
			assert.equal(type(text), says);
			assert.equal(desk.requests.length, 0);
		});

	it("are listed by help", () => {
		const text = type("help");
		for (const name of ["show", "set", "unset", "device", "scan", "status", "export", "import", "restart"])
			assert.match(text, new RegExp(`^${name}\\b`, "m"));
		assert.ok(text.split("\n").every((row) => row.length <= 100));
	});

	it("are answered by the desk's own sentence when it refuses", () => {
		desk.answers.set("settings/set", { error: "mqtt.port is 99999; accepted: 0 to 65535" });
		assert.equal(type("set mqtt.port 99999"), "mqtt.port is 99999; accepted: 0 to 65535\n");
	});

	it("never repeat a secret", () => {
		desk.answers.set("settings/set", { members: '"restart_needed":true' });
		assert.equal(
			type("set wifi.password correct horse"),
			"Stored.\nChanges hold after a restart: type restart.\n",
		);
	});
});

describe("answers for people", () => {
	it("show settings in rows, durations with their unit", () => {
		desk.answers.set("settings/get", {
			members:
				'"settings":{"wifi.password":"***","mqtt.host":"","publish.max":60,"mqtt.tls":false},' +
				'"devices":[{"address":"fa:ac:27:84:c6:6f","key":"***","name":"Roof"}],"restart_needed":true',
		});
		assert.equal(
			type("show"),
			[
				"wifi.password           ***",
				"mqtt.host               -",
				"publish.max             1 min",
				"mqtt.tls                false",
				"fa:ac:27:84:c6:6f       with a key  Roof",
				"Changes hold after a restart: type restart.",
				"",
			].join("\n"),
		);
		assert.equal(type("device list"), "fa:ac:27:84:c6:6f       with a key  Roof\n");
	});

	it("come from parts that end anywhere", () => {
		const members =
			'"heard":[{"address":"fa:ac:27:84:c6:6f","rssi":-61,"model":"SmartSolar, \\"[{","key":"fits"},{"address":"c0:00:00:00:00:01","rssi":-101,"key":"none","name":"a\\u001b[2J"}]';
		desk.answers.set("scan", { members });
		const whole = type("scan");
		assert.equal(
			whole,
			[
				"Heard in 10 s:",
				'fa:ac:27:84:c6:6f   -61 dBm  key fits                SmartSolar, "[{',
				"c0:00:00:00:00:01  -101 dBm  no key                  a [2J",
				"",
			].join("\n"),
		);
		fc.assert(
			fc.property(fc.array(fc.nat(members.length), { maxLength: 8 }), (cuts) => {
				const edges = [0, ...cuts.sort((a, b) => a - b), members.length];
				const parts = edges.slice(1).map((end, index) => members.slice(edges[index], end));
				desk.answers.set("scan", {
					members: { count: parts.length, part: (index: number) => parts[index]! },
				});
				assert.equal(type("scan"), whole);
			}),
		);
	});

	it("tell the bridge and each device's diagnosis", () => {
		desk.answers.set("status", {
			members: '"bridge":"c0ffee","uptime":75,"broker":false,"heap":{"free":3000},"counters":{"received":12}',
		});
		desk.answers.set("devices", {
			members:
				'"devices":[{"address":"fa:ac:27:84:c6:6f","name":"Roof","topic":"Roof","rssi":-61,"state":"wrong_key","sentence":"The key does not fit.","reading":{"pv_power":1}}]',
		});
		assert.equal(
			type("status"),
			[
				"bridge                        c0ffee",
				"uptime                        75 s",
				"broker                        false",
				"heap.free                     3000",
				"counters.received             12",
				"",
				"Roof (fa:ac:27:84:c6:6f)  wrong_key  -61 dBm",
				"  The key does not fit.",
				"",
			].join("\n"),
		);
	});
});

describe("registers for people", () => {
	it("are a line each, a structure as JSON, with why one is missing", () => {
		const registers = '"registers":{"pv_voltage":28.03,"load_current":null,"history_day_1":{"yield":0.01}}';
		const members = `${registers},"problems":{"model_name":"the device does not have this register"}`;
		desk.answers.set("registers", { members });
		assert.equal(
			type("registers Roof pv_voltage load_current history_day_1 model_name"),
			[
				"pv_voltage                    28.03",
				"load_current                  null",
				'history_day_1                 {"yield":0.01}',
				"model_name                    the device does not have this register",
				"",
			].join("\n"),
		);
	});
});

describe("a factory reset", () => {
	it("is asked for again", () => {
		assert.match(type("factory-reset"), /Type yes within 30 s/);
		assert.equal(desk.requests.length, 0);
		assert.deepEqual(asks("yes"), ["factory-reset", { confirm: true }]);
		assert.equal(time.pending, 0);
	});

	it("is not done after another word, or after 30 s", () => {
		type("factory-reset");
		assert.equal(type("status"), "Nothing was changed.\n");
		type("factory-reset");
		time.advance(29_999);
		assert.equal(line.take(), "");
		time.advance(1);
		assert.equal(line.take(), "that took too long; nothing was changed\r\n");
		assert.match(type("yes"), /no such command/);
		assert.equal(desk.requests.length, 0);
	});
});

describe("import and export", () => {
	const settings = {
		"wifi.ssid": 'A "net" \\ ü🌞',
		"publish.max": 90,
		"mqtt.tls": true,
		"mqtt.host": "",
		"mqtt.ca": `-----BEGIN CERTIFICATE-----\n${`${"MIIB+/".repeat(10)}\n`.repeat(60)}-----END CERTIFICATE-----\n`,
	};
	const devices = [
		{ address: "fa:ac:27:84:c6:6f", key, name: "Roof" },
		{ address: "c0:00:00:00:00:01", key: "", name: "x".repeat(64) },
	];

	it("take back what was given, in lines that are short enough", () => {
		desk.answers.set("settings/get", {
			members: `"settings":${JSON.stringify(settings)},"devices":${JSON.stringify(devices)},"restart_needed":false`,
		});
		const text = type("export --secrets");
		assert.ok(text.split("\n").every((row) => Buffer.byteLength(row) <= 512));
		assert.ok(text.endsWith("\n\n"), "the empty line ends an import");
		type("import");
		line.receive(text);
		assert.deepEqual(desk.latest.parameters, { settings, devices });
		assert.equal(time.pending, 0);
	});

	it("store all lines or none", () => {
		assert.equal(type("import"), "JSON lines, then an empty one:\n");
		assert.equal(type('{"mqtt.base":"a"}'), "");
		assert.equal(type('{"mqtt.hots":"b"}'), "");
		assert.equal(type("junk"), "");
		assert.equal(type("end"), "line 2: mqtt.hots is not a setting; nothing was changed\n");
		assert.equal(desk.requests.length, 0);
	});

	for (const [what, text, says] of [
		["text", "set mqtt.base a", "this is no JSON object"],
		["a list", "[1]", "this is no JSON object"],
		["deep nesting", `${'{"a":'.repeat(20)}1${"}".repeat(20)}`, "this is no JSON object"],
		["devices that are no list", '{"devices":{}}', "devices is no list"],
		["33 devices", `{"devices":[${Array(33).fill("{}")}]}`, "these are more than 32 devices"],
		["a continued number", '{"publish.max+":"1"}', "publish\\.max\\+ continues no text"],
		["a prototype", '{"__proto__":{"a":1}}', "__proto__ is not a setting"],
		["a line that is too long", `{"mqtt.ca":"${"x".repeat(600)}"}`, "this line is longer than 512 bytes"],
	] as const)
		it(`refuse ${what}`, () => {
			type("import");
			type(text);
			assert.match(type(""), new RegExp(`^line 1: ${says}.*; nothing was changed\n$`));
			assert.equal(desk.requests.length, 0);
		});

	it("refuse more than all settings can be", () => {
		type("import");
		for (let n = 0; n < 40; n++) type(`{"mqtt.ca":"${"x".repeat(400)}"}`);
		assert.match(type(""), /this is more than all settings together can be/);
		assert.equal(desk.requests.length, 0);
	});

	it("forget what was begun after a minute of silence", () => {
		type("import");
		time.advance(50_000);
		type('{"mqtt.base":"a"}');
		time.advance(59_999);
		assert.equal(line.take(), "");
		time.advance(1);
		assert.equal(line.take(), "that took too long; nothing was changed\r\n");
		type("");
		assert.equal(desk.requests.length, 0);
	});
});

describe("requests of programs", () => {
	function request(text: string): unknown {
		return JSON.parse(type(text));
	}

	it("are answered with their id in one line", () => {
		desk.answers.set("status", { members: '"uptime":5' });
		assert.deepEqual(request('{"id":7,"request":"status"}'), { id: 7, status: "ok", uptime: 5 });
		assert.deepEqual(desk.latest.parameters, {});
		assert.deepEqual(request(' {"id":"a","request":"status"} '), { id: "a", status: "ok", uptime: 5 });
	});

	it("hand their parameters on without id and name", () => {
		type('{"id":1,"request":"settings/set","settings":{"mqtt.base":"a"}}');
		assert.deepEqual(desk.latest.parameters, { settings: { "mqtt.base": "a" } });
	});

	for (const [text, says] of [
		["{", /this line is no JSON object/],
		['{"id":1', /this line is no JSON object/],
		[`{"a":${"[".repeat(400)}`, /this line is no JSON object/],
		["{}", /request is missing/],
		['{"id":3,"request":5}', /request is missing/],
		[`{"id":3,"request":"${"x".repeat(600)}`, /longer than 512 bytes/],
	] as const)
		it(`are refused as JSON: ${text.slice(0, 20)}`, () => {
			const { status, error } = request(text) as { status: string; error: string };
			assert.equal(status, "error");
			assert.match(error, says);
		});

	it("may answer later, each in its own line, and only so many at once", () => {
		for (let id = 1; id <= 4; id++) assert.equal(type(`{"id":${id},"request":"scan"}`), "");
		assert.match(type('{"id":5,"request":"scan"}'), /"id":5,"status":"error","error":"too many requests/);
		assert.equal(desk.requests.length, 4);
		desk.requests[1]!.done({ members: '"heard":[]' });
		assert.equal(line.take(), '{"id":2,"status":"ok","heard":[]}\r\n');
		assert.equal(type('{"id":6,"request":"scan"}'), "");
	});

	it("import line by line", () => {
		desk.answers.set("settings/set", { members: '"restart_needed":true' });
		assert.deepEqual(request('{"id":4,"request":"import"}'), { id: 4, status: "ok" });
		assert.deepEqual(request('{"mqtt.ca":"one "}'), { id: 4, status: "ok", lines: 1 });
		assert.deepEqual(request('{"mqtt.ca+":"two"}'), { id: 4, status: "ok", lines: 2 });
		assert.deepEqual(request("end"), { id: 4, status: "ok", restart_needed: true });
		assert.deepEqual(desk.latest, { ...desk.latest, parameters: { settings: { "mqtt.ca": "one two" } } });
	});
});

describe("Ctrl-C", () => {
	it("forgets the line, an import and a question", () => {
		type("import");
		type('{"mqtt.base":"a"}');
		assert.equal(type("\x03end"), "there is no such command; type help\n");
		type('{"id":1,"request":"import"}');
		type('{"mqtt.base":"a"}');
		assert.equal(type(""), "", "a program says end");
		type("\x03");
		type("factory-reset");
		assert.equal(type("fact\x03yes"), "there is no such command; type help\n");
		assert.equal(desk.requests.length, 0);
		assert.equal(time.pending, 0);
	});
});

describe("the log", () => {
	it("is silent until it is turned on", () => {
		console.log("one");
		assert.equal(line.take(), "");
		type("log on");
		line.take();
		console.log("two");
		assert.equal(line.take(), "two\r\n");
		type("log off");
		line.take();
		console.log("three");
		assert.equal(line.take(), "");
	});
});

describe("noise", () => {
	it("never throws, is answered in whole readable lines, and costs its own line only", () => {
		const bytes = fc.oneof(
			fc.uint8Array({ maxLength: 700 }),
			fc
				.constantFrom(
					"set ",
					"import\n",
					"{",
					'{"id":1,"request":"',
					"device add ",
					"factory-reset\r",
					"\x1b[",
					'"',
				)
				.map((text) => new TextEncoder().encode(text)),
		);
		fc.assert(
			fc.property(fc.array(bytes, { maxLength: 12 }), (chunks) => {
				const line = new FakeLine();
				const desk = new FakeDesk();
				for (const what of ["status", "devices", "restart", "settings/get", "settings/set"])
					desk.answers.set(what, { members: '"restart_needed":false' });
				const time = new FakeTime();
				new Console({ line, desk, timers: time }).start();
				for (const chunk of chunks) line.receive(chunk);
				const answers = line.take();
				assert.ok(answers === "" || answers.endsWith("\r\n"));
				for (const character of answers.replaceAll("\r\n", ""))
					assert.ok(character >= " " && character !== "\x7f");
				// ends what was begun: the line, an import, a question
				line.receive("\x03");
				line.take();
				line.receive("scan 3\n");
				assert.deepEqual(desk.latest.parameters, { duration: 3 });
				assert.ok(time.pending <= 1);
			}),
			{ numRuns: 300 },
		);
	});
});
