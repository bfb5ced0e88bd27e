/** The web interface of the whole firmware on the npm host, with clients that do not behave, while adverts come. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { Firmware } from "../../hosts/node/firmware";
import { siteId } from "../../hosts/node/site-id";
import { version } from "../../modules/publish/version";
import { embeddedBroker, freePort, type TestBroker } from "../support/brokers";
import { captures } from "../support/captures";
import { Command, Folder } from "../support/command";
import { Listener } from "../support/listener";

const { address, key, manufacturerData } = captures.solarCharger;
const password = "sunny side";
const pageFile = new URL("../../modules/web/page.html", import.meta.url);

interface Session {
	readonly login: string;
	readonly setup: boolean;
}

describe("the web interface on the npm host", { timeout: 120_000 }, () => {
	let broker: TestBroker;
	let listener: Listener;
	let firmware: Firmware;
	let url = "";
	/** Adverts that were given to the firmware. */
	let given = 0;
	let hear: NodeJS.Timeout;
	const sockets: Socket[] = [];

	before(async () => {
		broker = await embeddedBroker();
		await broker.start();
		listener = await Listener.connect(broker.port, "victron/bridge/web01/health");
		firmware = await Firmware.start({
			settings: {
				mqtt: { host: "127.0.0.1", port: broker.port },
				web: { password },
				site: { id: "web01" },
				devices: [{ address, key, name: "Roof" }],
			},
			speed: 10,
			http: { host: "127.0.0.1", port: 0 },
		});
		url = firmware.url!.slice(0, -1);
		hear = setInterval(() => {
			firmware.advert(JSON.stringify({ address, rssi: -60, manufacturerData }));
			given++;
		}, 10);
	});

	after(async () => {
		clearInterval(hear);
		for (const socket of sockets) socket.destroy();
		await firmware.stop(5000);
		listener.close();
		await broker.kill();
	});

	function raw(text: string): { socket: Socket; closed: Promise<string> } {
		const socket = connect(Number(new URL(url).port), "127.0.0.1");
		sockets.push(socket);
		let heard = "";
		socket.on("data", (data) => {
			heard += data;
		});
		socket.on("error", () => {});
		socket.write(text);
		return { socket, closed: new Promise((resolve) => socket.once("close", () => resolve(heard))) };
	}

	/** A request line as it stands, which `fetch` would mend. */
	async function statusOf(line: string, headers = "host: 127.0.0.1"): Promise<number> {
		const heard = await raw(`${line} HTTP/1.1\r\n${headers}\r\nconnection: close\r\n\r\n`).closed;
		return Number(heard.split(" ")[1]);
	}

	function post(
		path: string,
		body: string | Buffer,
		headers: Record<string, string> = {},
	): Promise<Response> {
		return fetch(url + path, {
			method: "POST",
			body,
			headers: { "content-type": "application/json", origin: url, ...headers },
		});
	}

	/** Logs in, however often it has to wait for a lockout to end. */
	async function enter(): Promise<string> {
		for (;;) {
			const response = await post("/api/login", JSON.stringify({ password }));
			if (response.status === 200) return response.headers.get("set-cookie")!.split(";")[0]!;
			assert.equal(response.status, 429);
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}

	/** Each advert has one fate, and the health topic counts them all. */
	async function noneIsLost(): Promise<void> {
		clearInterval(hear);
		await listener.message(
			"victron/bridge/web01/health",
			({ counters }) => (counters as { received: number }).received === given,
		);
	}

	it("shows the page, and wants a login for the rest", async () => {
		const page = await fetch(`${url}/`);
		assert.equal(page.headers.get("content-encoding"), "gzip");
		assert.equal(await page.text(), readFileSync(pageFile, "utf8"));
		assert.match(page.headers.get("content-security-policy")!, /frame-ancestors 'none'/);
		assert.equal(((await (await fetch(`${url}/api/session`)).json()) as Session).login, "needed");
		assert.equal((await fetch(`${url}/api/schema`)).status, 401);
		const cookie = await enter();
		const schema = (await (await fetch(`${url}/api/schema`, { headers: { cookie } })).json()) as {
			settings: { key: string }[];
		};
		assert.ok(schema.settings.some((entry) => entry.key === "mqtt.base"));
	});

	it("streams readings", async () => {
		const response = await fetch(`${url}/api/events`, { headers: { cookie: await enter() } });
		assert.equal(response.headers.get("content-type"), "text/event-stream");
		const decoder = new TextDecoder();
		let text = "";
		for await (const bytes of response.body!) {
			text += decoder.decode(bytes, { stream: true });
			if (text.includes('"pv_power":19')) break;
		}
		const data = /event: reading\ndata: (.*)\n/.exec(text)![1]!;
		const { battery_voltage, address: from, rssi } = JSON.parse(data);
		assert.deepEqual([from, battery_voltage, rssi], [address, 13.88, -60]);
	});

	it("answers 10 MB with a sentence, and still has its settings", async () => {
		const cookie = await enter();
		const response = await post("/api/settings/set", Buffer.alloc(10_000_000, "[1,"), { cookie });
		assert.equal(response.status, 413);
		assert.match(await response.text(), /more than 8192 bytes/);
		const deep = await post("/api/settings/set", "[".repeat(8000), { cookie });
		assert.equal(deep.status, 400);
	});

	it("refuses a thousand wrong passwords, most of them unread", async () => {
		const count = new Map<number, number>();
		const guess = async (text: string) => {
			const { status } = await post("/api/login", JSON.stringify({ password: text }));
			count.set(status, (count.get(status) ?? 0) + 1);
		};
		for (let round = 0; round < 125; round++)
			await Promise.all(Array.from({ length: 8 }, (_, index) => guess(`guess ${round} ${index}`)));
		assert.deepEqual([...count.keys()].sort(), [401, 429]);
		assert.ok(count.get(429)! > 900);
	});

	it("refuses other pages' requests and strangers' names", async () => {
		const evil = { origin: "http://evil.com" };
		assert.equal((await post("/api/login", "{}", evil)).status, 403);
		assert.equal((await post("/api/login", "{}", { "sec-fetch-site": "cross-site" })).status, 403);
		assert.equal((await post("/api/login", "{}", { "content-type": "text/plain" })).status, 415);
		assert.equal(await statusOf("GET /", "host: evil.com"), 421);
		assert.equal(await statusOf("GET /", "x: y"), 400);
	});

	it("knows its own paths alone, however they are written", async () => {
		for (const path of [
			"//",
			"/%2e%2e/",
			"/../../etc/passwd",
			"/api//session",
			"/./",
			"/api/session%00",
			"/\\",
		])
			assert.equal(await statusOf(`GET ${path}`), 404, path);
		assert.equal(await statusOf(`GET http://127.0.0.1/api/session`), 400);
		assert.equal(await statusOf(`GET /${"a".repeat(3000)}`), 400);
		assert.equal(await statusOf(`GET /${"a".repeat(8192)}`), 431);
		assert.equal(await statusOf(`OPTIONS *`), 400);
		const injected = await raw(
			"GET /x%0d%0aset-cookie:a HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n",
		).closed;
		assert.doesNotMatch(injected, /set-cookie/i);
	});

	it("goes on with 50 clients at once, slow ones and one that never reads its events", async () => {
		const cookie = await enter();
		const deaf = raw(`GET /api/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: ${cookie}\r\n\r\n`);
		deaf.socket.pause();
		const slow = Array.from({ length: 5 }, () => raw("POST /api/login HTTP/1.1\r\nhost: 127.0.0.1\r\n"));
		const all = await Promise.all(Array.from({ length: 50 }, () => statusOf("GET /api/session")));
		assert.ok(all.every((status) => status === 200 || status === 503));
		assert.ok(all.includes(200));
		for (const { closed } of slow) assert.match(await closed, /^HTTP\/1\.1 408 /);
		assert.equal(await statusOf("GET /api/session"), 200);
	});

	it("loses no advert meanwhile", noneIsLost);
});

describe("the first settings, over the web", { timeout: 60_000 }, () => {
	it("are made in setup mode, hold after a restart, and end it", async () => {
		const firmware = await Firmware.start({
			settings: {},
			http: { host: "127.0.0.1", port: 0 },
			setup: true,
		});
		const url = firmware.url!.slice(0, -1);
		const post = async (path: string, body: object, cookie = "") => {
			const response = await fetch(`${url}/api/${path}`, {
				method: "POST",
				body: JSON.stringify(body),
				headers: { "content-type": "application/json", origin: url, cookie },
			});
			return { response, json: (await response.json()) as Record<string, unknown> };
		};
		const session = async (): Promise<Session | undefined> => {
			const response = await fetch(`${url}/api/session`);
			return response.ok ? ((await response.json()) as Session) : undefined;
		};
		try {
			assert.deepEqual(await session(), { login: "none", setup: true, bridge: siteId(), version });
			const wrong = await post("settings/set", { settings: { "wifi.ssid": "x".repeat(33) } });
			assert.match(String(wrong.json.error), /wifi\.ssid.*at most 32 bytes/);
			const settings = { "wifi.ssid": "Home", "web.password": password };
			const devices = [{ address, key, name: "Roof" }];
			const set = await post("settings/set", { settings, devices });
			assert.deepEqual(set.json, { status: "ok", restart_needed: true });
			assert.deepEqual((await post("restart", {})).json, { status: "ok" });
			// between two engines it answers 503
			while ((await session())?.setup !== false) await new Promise((resolve) => setTimeout(resolve, 20));
			assert.equal((await session())?.login, "needed");
			assert.equal((await post("settings/set", { settings: {} })).response.status, 401);
			const { response } = await post("login", { password });
			const cookie = response.headers.get("set-cookie")!.split(";")[0]!;
			const got = await post("settings/get", {}, cookie);
			const kept = got.json.settings as Record<string, unknown>;
			assert.deepEqual([kept["wifi.ssid"], kept["web.password"]], ["Home", "***"]);
			assert.deepEqual(got.json.devices, [{ address, key: "***", name: "Roof" }]);
			firmware.advert(JSON.stringify({ address, rssi: -60, manufacturerData }));
			const told = (await post("devices", {}, cookie)).json.devices as Record<string, unknown>[];
			assert.deepEqual([told[0]?.name, told[0]?.state], ["Roof", "ok"]);
		} finally {
			await firmware.stop(5000);
		}
	});
});

describe("the command line", { timeout: 60_000 }, () => {
	const folder = new Folder();
	after(() => folder.remove());

	it("serves the page where --http says, and with --setup in setup mode", async () => {
		const settings = folder.write("settings.json", { site: { id: "new01" }, mqtt: { host: "127.0.0.1" } });
		const air = `127.0.0.1:${await freePort()}`;
		const run = new Command(["run", "--settings", settings, "--air", air, "--setup", "--http"]);
		const [, url] = await run.says(/web interface on (http:\S+)/);
		const session = (await (await fetch(`${url}api/session`)).json()) as Session;
		assert.deepEqual([session.login, session.setup], ["none", true]);
		await run.says(/stand-in for the access point Heliograph-new01/);
		run.signal("SIGTERM");
		assert.equal((await run.finished).code, 0);
	});

	it("says what is wrong with --http and --setup", async () => {
		for (const [words, sentence] of [
			[["run", "--http", "here"], /--http here: expected host:port/],
			[["run", "--setup"], /--setup needs --http/],
		] as const) {
			const { code, stderr } = await new Command(words).finished;
			assert.equal(code, 2);
			assert.match(stderr, sentence);
		}
	});
});
