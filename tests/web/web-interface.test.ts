import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { nodeCrypto } from "../../hosts/node/node-crypto";
import type { HttpBody } from "../../hosts/ports";
import type { Reply } from "../../modules/control/desk";
import { Device } from "../../modules/telemetry/device";
import { DeviceKey } from "../../modules/victron/instant-readout";
import { WebInterface, type WebInterfaceOptions } from "../../modules/web/web-interface";
import { FakeTime } from "../support/fakes";
import { FakeDesk, FakeWebServer } from "../support/web";

const address = "fa:ac:27:84:c6:6f";
const reading = { type: "solar_charger", product_id: 0xa042, pv_power: 19 };
const noReports = { reading: () => undefined, finding: () => 0, age: () => 0, report: () => "{}" };

function open(options: Partial<WebInterfaceOptions> = {}) {
	const time = new FakeTime();
	const server = new FakeWebServer();
	const desk = new FakeDesk();
	const web = new WebInterface({
		server,
		crypto: nodeCrypto,
		timers: time,
		clock: time,
		devices: [new Device(address, "Roof", new DeviceKey(undefined, -1), 0)],
		reports: { ...noReports, reading: () => reading },
		statistics: { payload: () => '{"today":{"yield":1.25},"yesterday":{},"lifetime":{}}' },
		password: "",
		setup: undefined,
		bridge: "c0ffee",
		version: "1.2.3",
		...options,
	});
	web.start(desk);
	return { time, server, desk, web };
}

type Site = ReturnType<typeof open>;

function login({ server, time }: Site, password: unknown) {
	const exchange = server.post("/api/login", { password });
	time.advance(2000);
	return exchange;
}

/** Logged in: the cookie as a browser sends it back. */
function enter(site: Site): string {
	const cookie = login(site, "sunny").headers["set-cookie"];
	return cookie!.split(";")[0]!;
}

function withPassword(): Site {
	const site = open({ password: "sunny" });
	site.time.advance(2000);
	return site;
}

describe("what everybody may see without a password", () => {
	it("is the page, which loads nothing from elsewhere and is framed by nobody", () => {
		const page = open().server.ask("/");
		assert.equal(page.status, 200);
		assert.equal(page.body, "the page");
		assert.equal(page.headers["content-type"], "text/html; charset=utf-8");
		assert.equal(page.headers["content-encoding"], "gzip");
		assert.match(page.headers["content-security-policy"]!, /default-src 'none'.*frame-ancestors 'none'/);
		assert.equal(page.headers["cache-control"], "no-store");
		assert.equal(page.headers["x-content-type-options"], "nosniff");
	});

	it("is the session, whatever the query", () => {
		assert.deepEqual(open().server.ask("/api/session?x=/../").json, {
			login: "none",
			setup: false,
			bridge: "c0ffee",
			version: "1.2.3",
		});
	});

	it("is each device's statistics", () => {
		assert.deepEqual(open().server.ask("/api/statistics").json, {
			devices: [{ address, today: { yield: 1.25 }, yesterday: {}, lifetime: {} }],
		});
	});

	it("is labels and units of the types in use", () => {
		const { solar_charger } = open().server.ask("/api/records").json as Record<string, object[]>;
		assert.deepEqual(
			solar_charger?.find((field) => "name" in field && field.name === "pv_power"),
			{ name: "pv_power", label: "PV power", unit: "W", precision: 0 },
		);
		assert.deepEqual(solar_charger?.[0], { name: "device_state", label: "Device state" });
		assert.deepEqual(open({ reports: noReports }).server.ask("/api/records").json, {});
	});

	it("is the settings' schema, with what each accepts", () => {
		const { settings, device } = open().server.ask("/api/schema").json as Record<string, { key: string }[]>;
		const find = (key: string) => settings!.find((entry) => entry.key === key);
		assert.deepEqual(find("sleep.mode"), {
			key: "sleep.mode",
			kind: "choice",
			default: "off",
			choices: ["off", "dark", "cycle"],
			help: "`dark` sleeps while there is no PV power, `cycle` by a schedule, `off` never.",
			secret: false,
			accepted: "off, dark, cycle",
		});
		assert.equal((find("mqtt.password") as unknown as { secret: boolean }).secret, true);
		assert.deepEqual(
			device!.map(({ key }) => key),
			["address", "key", "name", "pin", "registers"],
		);
	});

	it("is the desk's answers to requests that change nothing, and no others", () => {
		const site = open();
		site.desk.reply = { members: '"devices":[]' };
		const answer = site.server.post("/api/devices", { id: "a" });
		assert.deepEqual(answer.json, { id: "a", status: "ok", devices: [] });
		assert.deepEqual(site.desk.asked, [{ door: "web", what: "devices", parameters: { id: "a" } }]);
		for (const what of ["settings/set", "restart", "factory-reset", "update"]) {
			const refused = site.server.post(`/api/${what}`, {});
			assert.equal(refused.status, 403);
			assert.match(refused.body, /set web\.password first/);
		}
		assert.equal(site.desk.asked.length, 1);
	});

	it("has status 200 also for an error of the desk", () => {
		const site = open();
		site.desk.reply = { error: "the key is nothing" };
		const answer = site.server.ask("/api/settings/get", { method: "POST" });
		assert.equal(answer.status, 200);
		assert.deepEqual(answer.json, { status: "error", error: "the key is nothing" });
		assert.deepEqual(site.desk.asked[0]!.parameters, {});
	});
});

describe("setup mode", () => {
	it("lets everybody set settings and devices and restart, and nothing else", () => {
		const site = open({ setup: { used() {} } });
		for (const what of ["settings/set", "devices/add", "devices/remove", "restart"])
			assert.equal(site.server.post(`/api/${what}`, {}).status, 200, what);
		for (const what of ["update", "factory-reset", "statistics/reset"])
			assert.equal(site.server.post(`/api/${what}`, {}).status, 403, what);
	});

	it("wants the login all the same where a password is set", () => {
		const site = open({ setup: { used() {} }, password: "sunny" });
		assert.equal(site.server.post("/api/settings/set", {}).status, 401);
	});

	it("leads every stranger's name and every probe to the page", () => {
		const { server } = open({ setup: { used() {} } });
		for (const [path, host] of [
			["/generate_204", "connectivitycheck.gstatic.com"],
			["/hotspot-detect.html", "captive.apple.com"],
			["/anything?at=all", "example.com"],
			["/connecttest.txt", "192.168.4.1"],
			["/redirect", ""],
		] as const) {
			const answer = server.ask(path, { headers: { host } });
			assert.equal(answer.status, 302);
			assert.equal(answer.headers.location, "http://192.168.4.1/");
		}
		assert.equal(server.ask("/", { headers: { host: "192.168.4.1" } }).status, 200);
	});

	it("is over for probes when WiFi is set", () => {
		assert.equal(open().server.ask("/generate_204").status, 404);
	});
});

describe("the login", () => {
	it("is needed for all but the page and the session", () => {
		const { server, desk } = withPassword();
		assert.equal(server.ask("/").status, 200);
		assert.equal((server.ask("/api/session").json as { login: string }).login, "needed");
		for (const path of ["/api/schema", "/api/records", "/api/history", "/api/statistics", "/api/events"])
			assert.equal(server.ask(path).status, 401, path);
		for (const what of ["devices", "status", "settings/set"])
			assert.equal(server.post(`/api/${what}`, {}).status, 401, what);
		assert.equal(desk.asked.length, 0);
	});

	it("gives a cookie that no script and no other site gets, and that opens everything", () => {
		const site = withPassword();
		const answer = login(site, "sunny");
		assert.deepEqual(answer.json, { status: "ok" });
		assert.match(answer.headers["set-cookie"]!, /^session=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/$/);
		const cookie = `theme=dark; ${answer.headers["set-cookie"]!.split(";")[0]}; more=1`;
		const { server } = site;
		assert.equal((server.ask("/api/session", { headers: { cookie } }).json as { login: string }).login, "in");
		assert.equal(server.ask("/api/schema", { headers: { cookie } }).status, 200);
		assert.equal(server.post("/api/settings/set", {}, { cookie }).status, 200);
		for (const wrong of [cookie.toUpperCase(), cookie.replace(/[0-9a-f]{8};/, "00000000;"), "session="])
			assert.equal(server.ask("/api/schema", { headers: { cookie: wrong } }).status, 401);
	});

	it("refuses wrong passwords of every shape with 401", () => {
		for (const password of ["Sunny", "", null, 5, ["sunny"], { a: 1 }, "x".repeat(490)])
			assert.equal(login(withPassword(), password).status, 401);
	});

	it("refuses everything for a while after many mistakes, the right password too", () => {
		const site = withPassword();
		for (let count = 0; count < 5; count++) assert.equal(login(site, "guess").status, 401);
		const right = site.server.post("/api/login", { password: "sunny" });
		assert.equal(right.status, 429);
		assert.ok(Number(right.headers["retry-after"]) >= 1);
		assert.match(right.body, /try again in \d+ s/);
		for (let count = 0; count < 1000; count++)
			assert.equal(site.server.post("/api/login", { password: "guess" }).status, 429);
		site.time.advance(5000);
		assert.equal(login(site, "sunny").status, 200);
	});

	it("does one at a time", () => {
		const { server, time } = withPassword();
		const first = server.post("/api/login", { password: "sunny" });
		const second = server.post("/api/login", { password: "sunny" });
		assert.equal(second.status, 429);
		assert.equal(second.headers["retry-after"], "1");
		time.advance(2000);
		assert.equal(first.status, 200);
	});

	it("ends by a logout, which ends what streams too", () => {
		const site = withPassword();
		const cookie = enter(site);
		const stream = site.server.ask("/api/events", { headers: { cookie } });
		const out = site.server.post("/api/logout", {}, { cookie });
		assert.match(out.headers["set-cookie"]!, /^session=; .*Max-Age=0/);
		assert.equal(stream.closed, true);
		assert.equal(site.server.ask("/api/schema", { headers: { cookie } }).status, 401);
	});

	it("ends after 12 hours without a request", () => {
		const site = withPassword();
		const cookie = enter(site);
		for (let count = 0; count < 3; count++) {
			site.time.advance(11 * 3_600_000);
			assert.equal(site.server.ask("/api/schema", { headers: { cookie } }).status, 200);
		}
		site.time.advance(12 * 3_600_000);
		assert.equal(site.server.ask("/api/schema", { headers: { cookie } }).status, 401);
	});

	it("holds for four at once: a fifth ends the one that was used least lately", () => {
		const site = withPassword();
		const cookies: string[] = [];
		const alive = (cookie: string) => site.server.ask("/api/schema", { headers: { cookie } }).status === 200;
		for (let count = 0; count < 4; count++) cookies.push(enter(site));
		assert.equal(alive(cookies[0]!), true);
		cookies.push(enter(site));
		assert.deepEqual(cookies.map(alive), [true, false, true, true, true]);
	});

	it("says so where no password is set", () => {
		const answer = open().server.post("/api/login", { password: "x" });
		assert.equal(answer.status, 400);
		assert.match(answer.body, /no password is set/);
	});
});

describe("a request that does not fit", () => {
	it("has one answer each", () => {
		const site = open();
		const { server } = site;
		const post = { method: "POST", body: "{}" };
		for (const [status, path, asked] of [
			[404, "/nope", {}],
			[404, "//", {}],
			[404, "/%2e%2e/etc/passwd", {}],
			[404, "/api/../api/session", {}],
			[404, "/api/session/", {}],
			[404, "/API/session", {}],
			[404, "/\0", {}],
			[404, "/api/nope", post],
			[404, "/api/", post],
			[404, "/api/constructor", post],
			[404, "/api/__proto__", post],
			[400, "http://192.168.1.7/", {}],
			[400, "*", {}],
			[400, "", {}],
			[400, `/${"x".repeat(8192)}`, {}],
			[400, "/", { headers: { host: "" } }],
			[421, "/", { headers: { host: "evil.com" } }],
			[421, "/api/session", { headers: { host: "evil.com:80" } }],
			[405, "/", { method: "HEAD" }],
			[405, "/", { method: "DELETE" }],
			[405, "/", post],
			[405, "/api/session", post],
			[405, "/api/devices", {}],
			[405, "/api/login", {}],
			[403, "/api/devices", { ...post, headers: { origin: "http://evil.com" } }],
			[403, "/api/devices", { ...post, headers: { origin: "" } }],
			[403, "/api/login", { ...post, headers: { "sec-fetch-site": "cross-site" } }],
			[415, "/api/devices", { ...post, headers: { "content-type": "text/plain" } }],
			[415, "/api/devices", { ...post, headers: { "content-type": "" } }],
			[415, "/api/update", { ...post, headers: { "content-type": "application/octet-stream" } }],
			[413, "/api/devices", { ...post, length: 513 }],
			[413, "/api/login", { ...post, length: 10_000_000 }],
			[400, "/api/devices", { ...post, body: "{" }],
			[400, "/api/devices", { ...post, body: "[".repeat(512) }],
			[400, "/api/devices", { ...post, body: Uint8Array.of(0x22, 0xff, 0x22) }],
			[400, "/api/devices", { ...post, length: 5 }],
			[400, "/api/devices", { ...post, length: 1 }],
		] as const) {
			const answer = server.ask(path, asked);
			assert.equal(answer.status, status, `${path} ${JSON.stringify(asked)}`);
			const { error, status: word } = answer.json as { error: string; status: string };
			assert.equal(word, "error");
			assert.ok(error.length > 10 && error.length < 120 && !error.includes("evil"), error);
		}
		assert.equal(site.desk.asked.length, 0);
	});

	it("may be large where things are changed, one at a time", () => {
		const { server, desk } = open({ setup: { used() {} } });
		const large = { method: "POST", length: 8192 };
		const body = JSON.stringify({ text: "x".repeat(8000) });
		assert.equal(server.post("/api/settings/set", JSON.parse(body)).status, 200);
		assert.deepEqual(desk.asked[0]!.parameters, JSON.parse(body));
		assert.equal(server.ask("/api/settings/set", { ...large, length: 8193 }).status, 413);
		const first = server.begin("/api/settings/set", large);
		const second = server.ask("/api/settings/set", large);
		assert.equal(second.status, 503);
		assert.equal(server.post("/api/settings/set", {}).status, 200);
		first!.onClosed();
		assert.ok(server.begin("/api/settings/set", large));
	});

	it("is answered once and never thrown at, whatever it is", () => {
		const sites = [open(), withPassword(), open({ setup: { used() {} } })];
		const paths = fc.oneof(
			fc.constantFrom("/", "/api/events", "/api/login", "/api/logout", "/api/devices", "/api/update"),
			fc.webPath(),
			fc.string({ unit: "binary" }),
		);
		const header = fc.constantFrom("host", "origin", "cookie", "content-type", "sec-fetch-site", "x");
		const values = fc.oneof(
			fc.string(),
			fc.constantFrom("application/json", "192.168.1.7", "evil.com", "session=00", "same-origin"),
		);
		fc.assert(
			fc.property(
				fc.constantFrom(...sites),
				paths,
				fc.constantFrom("GET", "POST", "PUT", "OPTIONS"),
				fc.dictionary(header, values),
				fc.oneof(fc.json(), fc.string(), fc.uint8Array()),
				fc.option(fc.nat(10_000), { nil: undefined }),
				({ server, time }, path, method, headers, body, length) => {
					const exchange = server.ask(path, {
						method,
						headers,
						body,
						...(length === undefined ? {} : { length }),
					});
					time.advance(2000);
					assert.ok(exchange.status! >= 200 && exchange.status! < 504);
					for (const value of Object.values(exchange.headers)) assert.match(value, /^[ -~]*$/);
				},
			),
			{ numRuns: 2000 },
		);
	});
});

describe("an upload", () => {
	const images: { length: number; done: (reply: Reply) => void; bytes: number }[] = [];
	const upload = (length: number, done: (reply: Reply) => void): HttpBody => {
		const image = { length, done, bytes: 0 };
		images.push(image);
		return {
			onData: (data) => {
				image.bytes += data.length;
			},
			onEnd: () => done({}),
			onClosed() {},
		};
	};
	const image = { method: "POST", body: new Uint8Array(20_000) };
	const headers = { "content-type": "application/octet-stream" };

	it("goes to who takes images, of any length", () => {
		const site = open({ password: "sunny", updater: { upload } });
		site.time.advance(2000);
		const cookie = enter(site);
		const answer = site.server.ask("/api/update", { ...image, headers: { ...headers, cookie } });
		assert.deepEqual(answer.json, { status: "ok" });
		assert.deepEqual([images[0]!.length, images[0]!.bytes], [20_000, 20_000]);
	});

	it("is refused without a login, and from another page", () => {
		const site = open({ password: "sunny", updater: { upload } });
		assert.equal(site.server.ask("/api/update", { ...image, headers }).status, 401);
		assert.equal(open({ updater: { upload } }).server.ask("/api/update", { ...image, headers }).status, 403);
		const evil = { ...headers, origin: "http://evil.com" };
		assert.equal(site.server.ask("/api/update", { ...image, headers: evil }).status, 403);
		assert.equal(images.length, 1);
	});
});
