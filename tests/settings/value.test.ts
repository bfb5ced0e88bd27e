import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSetting } from "../../modules/settings/parse";
import type { SettingKey } from "../../modules/settings/schema";

function accepts(key: SettingKey, value: unknown, stored: unknown = value): void {
	test(`${key} takes ${JSON.stringify(value).slice(0, 50)}`, () => {
		assert.deepEqual(parseSetting(key, value), { key, value: stored });
	});
}

function refuses(key: string, value: unknown, problem: string): void {
	test(`refused: ${problem}`, () => {
		assert.deepEqual(parseSetting(key, value), { problem });
	});
}

const hosts = "a name, x.local or an address, without scheme and port";
const levels = "topic levels without +, # and outer slashes";
const zones = "a POSIX TZ string such as CET-1CEST,M3.5.0,M10.5.0/3";
const windows = "HH:MM/minutes such as 20:00/60, with 1 to 1440 minutes, or empty";
const toHour = "0 s to 1 h, in whole seconds or as text such as 10 min";

accepts("wifi.ssid", "Zuhause 5 GHz");
accepts("wifi.ssid", "ß".repeat(16));
refuses(
	"wifi.ssid",
	"ß".repeat(17),
	"wifi.ssid has 34 bytes, more than 32; accepted: text of at most 32 bytes",
);
refuses("wifi.ssid", null, "wifi.ssid is null; accepted: text of at most 32 bytes");
refuses(
	"mqtt.username",
	"a\0b",
	"mqtt.username has a NUL or half a character in it; accepted: text of at most 3900 bytes",
);
refuses(
	"mqtt.username",
	"\ud83d",
	"mqtt.username has a NUL or half a character in it; accepted: text of at most 3900 bytes",
);
refuses("mqtt.username", ["x"], "mqtt.username is a list; accepted: text of at most 3900 bytes");
refuses("mqtt.password", 1234, "mqtt.password is a number; accepted: text of at most 3900 bytes");
accepts("mqtt.username", "x".repeat(3900));
accepts("mqtt.username", "€".repeat(1300));
accepts("mqtt.username", "😀".repeat(975));
refuses(
	"mqtt.username",
	`${"€".repeat(1300)}x`,
	"mqtt.username has 3901 bytes, more than 3900; accepted: text of at most 3900 bytes",
);

for (const host of [
	"",
	"broker",
	"nas.local",
	"10.0.0.7",
	"my_broker",
	"mqtt-1.example.org",
	"fd00::1",
	"::1",
]) {
	accepts("mqtt.host", host);
}
for (const host of [
	"mqtt://nas",
	"nas:1883",
	"a b",
	"nas/",
	"1.2.3",
	"1.2.3.256",
	"-a",
	"a-",
	"a..b",
	"nás",
	"bro\u212aer",
	"\u0130x",
]) {
	test(`mqtt.host refuses ${host} without repeating it`, () => {
		assert.deepEqual(parseSetting("mqtt.host", host), {
			problem: `mqtt.host is no host; accepted: ${hosts}`,
		});
	});
}
test("mqtt.host refuses a label of 64 characters", () => {
	assert.ok("problem" in parseSetting("mqtt.host", "a".repeat(64)));
	assert.ok("value" in parseSetting("mqtt.host", "a".repeat(63)));
});

accepts("mqtt.port", 1);
accepts("mqtt.port", 65535);
accepts("mqtt.port", 0);
accepts("mqtt.port", " 8883 ", 8883);
refuses("mqtt.port", 99999, "mqtt.port is 99999; accepted: 0 to 65535");
refuses("mqtt.port", -1, "mqtt.port is -1; accepted: 0 to 65535");
refuses("mqtt.port", 18.5, "mqtt.port is 18.5; accepted: 0 to 65535");
refuses("mqtt.port", "0x50", 'mqtt.port is "0x50"; accepted: 0 to 65535');
refuses("mqtt.port", {}, "mqtt.port is an object; accepted: 0 to 65535");
refuses("mqtt.port", "1 ".repeat(25), `mqtt.port is "${"1 ".repeat(20)}…"; accepted: 0 to 65535`);
refuses("mqtt.port", "1".repeat(50), "mqtt.port is text that looks like a key; accepted: 0 to 65535");

accepts("mqtt.tls", true);
accepts("mqtt.tls", "true", true);
accepts("mqtt.tls", "false", false);
refuses("mqtt.tls", "yes", 'mqtt.tls is "yes"; accepted: true, false');
refuses("mqtt.tls", 1, "mqtt.tls is 1; accepted: true, false");

accepts("mqtt.base", "home/sun");
accepts("mqtt.base", "Sonne über Köln");
refuses("mqtt.base", "", `mqtt.base is empty; accepted: ${levels}`);
refuses("mqtt.base", "a/+", `mqtt.base has the wildcard + in it; accepted: ${levels}`);
refuses("mqtt.base", "#", `mqtt.base has the wildcard # in it; accepted: ${levels}`);
refuses("mqtt.base", "/a", `mqtt.base begins with a slash; accepted: ${levels}`);
refuses("mqtt.base", "a/", `mqtt.base ends with a slash; accepted: ${levels}`);
refuses("mqtt.base", "a".repeat(129), `mqtt.base has 129 bytes, more than 128; accepted: ${levels}`);
accepts("mqtt.discovery", "");
refuses("mqtt.discovery", "ha/#", `mqtt.discovery has the wildcard # in it; accepted: ${levels}, or empty`);

accepts("publish.min", 0);
accepts("publish.min", 3600);
accepts("publish.min", "5", 5);
accepts("publish.min", "5 s", 5);
accepts("publish.min", "10min", 600);
accepts("publish.min", " 1 h ", 3600);
accepts("publish.min", "1.5 min", 90);
accepts("publish.min", "0.1 h", 360);
for (const text of ["", "min", "5 d", "5 s s", "-5", "1.2.3", "0.5 s", "1e2", "5 constructor"]) {
	refuses("publish.min", text, `publish.min is "${text}"; accepted: ${toHour}`);
}
refuses("publish.min", 3601, `publish.min is 3601; accepted: ${toHour}`);
refuses("publish.min", 0.5, `publish.min is 0.5; accepted: ${toHour}`);
refuses("publish.min", true, `publish.min is true; accepted: ${toHour}`);
refuses(
	"sleep.after",
	9,
	"sleep.after is 9; accepted: 10 s to 24 h, in whole seconds or as text such as 10 min",
);
refuses(
	"sleep.heartbeat",
	1,
	"sleep.heartbeat is 1; accepted: 1 min to 24 h, in whole seconds or as text such as 10 min",
);

accepts("scan.window", 3);
accepts("scan.interval", 1000);
accepts("scan.window", "45", 45);
for (const wrong of [2, 1001, 30.5, true]) {
	refuses("scan.window", wrong, `scan.window is ${wrong}; accepted: 3 to 1000 ms, in whole milliseconds`);
}
refuses("scan.window", "30 ms", 'scan.window is "30 ms"; accepted: 3 to 1000 ms, in whole milliseconds');

accepts("sleep.mode", "dark");
refuses("sleep.mode", "Dark", 'sleep.mode is "Dark"; accepted: off, dark, cycle');
refuses("sleep.mode", false, "sleep.mode is false; accepted: off, dark, cycle");

for (const [value, said] of [
	[-1, "-1"],
	[101, "101"],
	["twelve", '"twelve"'],
	[Number.NaN, "NaN"],
] as const)
	refuses("sleep.alarm_voltage", value, `sleep.alarm_voltage is ${said}; accepted: 0 to 100 V`);
accepts("cycle.service", "");
accepts("cycle.service", "00:00/1");
accepts("sleep.alarm_voltage", 11.5);
accepts("sleep.alarm_voltage", "11.57", 11.57);
accepts("sleep.alarm_voltage", 0);
accepts("cycle.service", "23:59/1440");
for (const text of [
	"24:00/60",
	"20:60/60",
	"20:00",
	"20:00/0",
	"20:00/1441",
	"8:00/60",
	"20-00/60",
	"20:00/6x",
]) {
	refuses("cycle.service", text, `cycle.service is no window of time; accepted: ${windows}`);
}

for (const zone of [
	"UTC0",
	"CET-1CEST,M3.5.0,M10.5.0/3",
	"EST5EDT,M3.2.0,M11.1.0",
	"<+0330>-3:30",
	"NST3:30NDT,M3.2.0,M11.1.0",
	"IST-1GMT0,M10.5.0,M3.5.0/1",
	"<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
	"EST5EDT",
	"AEST-10AEDT,J274/2:30:15,89",
]) {
	accepts("clock.timezone", zone);
}
for (const zone of [
	"",
	"Europe/Berlin",
	"UTC",
	"CE-1",
	"\u0130ST-3",
	"<CE-1",
	"UTC25",
	"UTC0:60",
	"UTC0:",
	"CET-1CEST,M13.5.0,M10.5.0",
	"CET-1CEST,M3.6.0,M10.5.0",
	"CET-1CEST,M3.5.7,M10.5.0",
	"CET-1CEST,M3.5,M10.5.0",
	"CET-1CEST,M3.5.0",
	"CET-1CEST,J0,J365",
	"CET-1CEST,0,366",
	"CET-1CEST,M3.5.0/168,M10.5.0",
	"CET-1CEST,M3.5.0,M10.5.0/3x",
	"CET-1CEST25",
	"CET-1,M3.5.0,M10.5.0",
]) {
	test(`clock.timezone refuses ${zone}`, () => {
		assert.deepEqual(parseSetting("clock.timezone", zone), {
			problem: `clock.timezone is no time zone; accepted: ${zones}`,
		});
	});
}

accepts("site.id", "");
accepts("site.id", "Hütte 2");
for (const character of ["/", "+", "#"]) {
	refuses("site.id", `a${character}b`, `site.id has ${character} in it; accepted: text without /, + and #`);
}

refuses("mqtt.hots", 1, "mqtt.hots is not a setting; did you mean mqtt.host?");
refuses("mqttbase", 1, "mqttbase is not a setting; did you mean mqtt.base?");
refuses("device", 1, "device is not a setting; did you mean devices?");
refuses("colour", 1, "colour is not a setting");
refuses("x.y", 1, "x.y is not a setting");
refuses("__proto__", {}, "__proto__ is not a setting");
refuses("constructor", {}, "constructor is not a setting");
refuses("a\nb", 1, '"a\\nb" is not a setting');
refuses("z".repeat(1000), 1, `${"z".repeat(60)}… is not a setting`);

accepts("network.id", "b36f");
accepts("network.id", " B36F ", "b36f");
accepts("network.id", "");
for (const id of ["b36", "b36f0", "b36g", "0xb3"])
	refuses(
		"network.id",
		id,
		"network.id is no id of a network; accepted: 4 hex digits such as b36f, or empty",
	);
refuses("network.id", 1234, "network.id is a number; accepted: 4 hex digits such as b36f, or empty");
accepts("network.key", "00112233445566778899AABBCCDDEEFF", "00112233445566778899aabbccddeeff");
accepts("network.key", "");
refuses("network.key", "0011", "network.key has 4 hex digits; a key has 32");
