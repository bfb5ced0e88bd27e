import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Store, Wifi, WifiPlace } from "../../hosts/ports";
import { type WifiState, WifiSupervisor } from "../../modules/network/wifi-supervisor";
import { FakeTime } from "../support/fakes";

class FakeWifi implements Wifi {
	readonly attempts: (WifiPlace | undefined)[] = [];
	disconnects = 0;
	here: WifiPlace | undefined;
	fault: Error | undefined;
	up = () => {};
	down = (_reason: "password" | "other") => {};
	connect(_ssid: string, _password: string, place: WifiPlace | undefined): void {
		this.attempts.push(place);
		if (this.fault) throw this.fault;
	}

	disconnect(): void {
		this.disconnects++;
	}

	place(): WifiPlace | undefined {
		return this.here;
	}

	listen(up: () => void, down: (reason: "password" | "other") => void): void {
		this.up = up;
		this.down = down;
	}
}

class FakeStore implements Store {
	readonly values = new Map<string, string | number | boolean>();
	fault: Error | undefined;
	writes = 0;

	get(domain: string, key: string) {
		return this.values.get(`${domain}.${key}`);
	}

	set(domain: string, key: string, value: string | number | boolean): void {
		if (this.fault) throw this.fault;
		this.writes++;
		this.values.set(`${domain}.${key}`, value);
	}

	delete(): void {}

	keys(): string[] {
		return [];
	}
}

const attic: WifiPlace = { bssid: "0c:80:63:11:22:33", channel: 6 };
let time: FakeTime;
let wifi: FakeWifi;
let store: FakeStore;
let states: WifiState[];
let random: number;
let refused: number;

function start(ssid = "attic"): WifiSupervisor {
	const onState = (state: WifiState) => states.push(state);
	const supervisor = new WifiSupervisor({
		wifi,
		timers: time,
		store,
		random: () => random,
		ssid,
		password: "secret",
		onRefused: () => refused++,
		onState,
	});
	supervisor.start();
	return supervisor;
}

beforeEach(() => {
	time = new FakeTime();
	wifi = new FakeWifi();
	store = new FakeStore();
	states = [];
	random = 1;
	refused = 0;
});

test("without a network in the settings nothing is tried, and that is said once", () => {
	start("");
	time.advance(3_600_000);
	assert.deepEqual(wifi.attempts, []);
	assert.deepEqual(states, [{ state: "unset" }]);
});

test("a first connection looks everywhere and keeps the place it found", () => {
	const supervisor = start();
	assert.deepEqual(wifi.attempts, [undefined]);
	wifi.here = attic;
	wifi.up();
	assert.deepEqual(supervisor.state, { state: "up" });
	assert.equal(store.get("network", "place"), "0c:80:63:11:22:33/6");
});

test("a place that is kept is tried first", () => {
	store.values.set("network.place", "0c:80:63:11:22:33/6");
	start();
	assert.deepEqual(wifi.attempts, [attic]);
});

test("the same place is not written again", () => {
	store.values.set("network.place", "0c:80:63:11:22:33/6");
	wifi.here = attic;
	start();
	wifi.up();
	assert.equal(store.writes, 0);
});

for (const foreign of ["nonsense", "0c:80:63:11:22:33/0", "0c:80:63:11:22:33/14", "0c:80:63:11:22:33/x", 7])
	test(`a kept place that is none (${foreign}) is not used`, () => {
		store.values.set("network.place", foreign);
		start();
		assert.deepEqual(wifi.attempts, [undefined]);
	});

test("a password that is refused three times by a network that was never joined is told once", () => {
	start();
	for (const expected of [0, 0, 1, 1, 1]) {
		wifi.down("password");
		time.advance(60_000);
		assert.equal(refused, expected);
	}
});

test("a password that fitted once is not mistyped, nor one that is refused now and then", () => {
	start();
	for (const reason of ["password", "password", "other", "password", "password"] as const) {
		wifi.down(reason);
		time.advance(60_000);
	}
	assert.equal(refused, 0);
	wifi.here = attic;
	wifi.up();
	for (let attempt = 0; attempt < 5; attempt++) {
		wifi.down("password");
		time.advance(600_000);
	}
	assert.equal(refused, 0);
});

test("an old place that does not answer within 6 s gives way to a search, without a word", () => {
	store.values.set("network.place", "0c:80:63:11:22:33/6");
	start();
	time.advance(7_000);
	assert.deepEqual(wifi.attempts, [attic, undefined]);
	assert.deepEqual(states, [{ state: "connecting" }]);
});

test("an old place that refuses gives way at once", () => {
	store.values.set("network.place", "0c:80:63:11:22:33/6");
	start();
	wifi.down("other");
	time.advance(1_000);
	assert.deepEqual(wifi.attempts, [attic, undefined]);
});

test("attempts that fail wait twice as long each time, from 1 s to 5 min", () => {
	start();
	const waits: number[] = [];
	for (let failure = 1; failure <= 12; failure++) {
		const failed = time.now;
		wifi.down("other");
		while (wifi.attempts.length === failure) time.advance(500);
		waits.push(time.now - failed);
	}
	const doubling = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000];
	assert.deepEqual(waits.slice(0, 9), doubling);
	assert.deepEqual(waits.slice(9), [300_000, 300_000, 300_000]);
});

test("chance takes up to half of the wait away", () => {
	random = 0;
	start();
	wifi.down("other");
	time.advance(499);
	assert.equal(wifi.attempts.length, 1);
	time.advance(1);
	assert.equal(wifi.attempts.length, 2);
});

test("an attempt without any answer ends after 20 s", () => {
	const supervisor = start();
	time.advance(20_000);
	assert.deepEqual(supervisor.state, { state: "down", reason: "the access point does not answer" });
	assert.equal(wifi.disconnects, 1);
});

test("a whole night without the access point is said once and leaves one timer", () => {
	start();
	time.advance(10 * 3_600_000);
	assert.deepEqual(states, [
		{ state: "connecting" },
		{ state: "down", reason: "the access point does not answer" },
	]);
	assert.equal(time.pending, 1);
	const { length } = wifi.attempts;
	assert.ok(length < 130);
	while (wifi.attempts.length === length) time.advance(1_000);
	wifi.up();
	assert.deepEqual(states.at(-1), { state: "up" });
});

test("a loss brings a new attempt within a second, and the waits start anew", () => {
	start();
	wifi.up();
	wifi.down("other");
	assert.deepEqual(states.at(-1), { state: "down", reason: "no connection" });
	time.advance(1_000);
	assert.equal(wifi.attempts.length, 2);
	wifi.up();
	assert.deepEqual(states.at(-1), { state: "up" });
	wifi.down("other");
	time.advance(1_000);
	assert.equal(wifi.attempts.length, 3);
});

test("a wrong password is named, and no more than that", () => {
	start();
	wifi.down("password");
	assert.deepEqual(states.at(-1), { state: "down", reason: "the password does not fit" });
});

test("a late event of an attempt that was given up changes nothing", () => {
	start();
	time.advance(20_000);
	wifi.down("other");
	wifi.up();
	assert.equal(states.length, 2);
});

test("a WiFi that throws is an attempt that failed", () => {
	wifi.fault = new Error("esp_wifi_connect failed");
	const supervisor = start();
	assert.deepEqual(supervisor.state, { state: "down", reason: "the WiFi failed inside" });
	wifi.fault = undefined;
	time.advance(1_000);
	assert.equal(wifi.attempts.length, 2);
});

test("a store without room does not hinder the connection", () => {
	store.fault = new Error("full");
	wifi.here = attic;
	const supervisor = start();
	wifi.up();
	assert.deepEqual(supervisor.state, { state: "up" });
});

test("stopped, it leaves and tries no more until it is started again", () => {
	const supervisor = start();
	wifi.up();
	supervisor.stop();
	assert.equal(wifi.disconnects, 1);
	wifi.down("other");
	time.advance(3_600_000);
	assert.equal(wifi.attempts.length, 1);
	supervisor.start();
	supervisor.start();
	assert.equal(wifi.attempts.length, 2);
});

test("stopped while it waits for the next attempt, it makes none", () => {
	const supervisor = start();
	wifi.down("other");
	supervisor.stop();
	time.advance(3_600_000);
	assert.equal(wifi.attempts.length, 1);
});
