/** The web interface on the SDK's sockets, in the memory of an ESP32-C3. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { buildSimulator } from "../../tools/sdk.mjs";
import { Air } from "../support/air";
import { freePort } from "../support/brokers";
import { captures } from "../support/captures";
import { simulator } from "../support/environment.mjs";
import { closeDisplay, type Simulator, startSimulator } from "../support/simulator";

const { address, key, manufacturerData } = captures.solarCharger;
const pageFile = new URL("../../modules/web/page.html", import.meta.url);

if (simulator)
	describe("the web interface in the simulator", { timeout: 600_000 }, () => {
		let firmware: Simulator;
		let air: Air;
		let port = 0;
		let url = "";
		const sockets: Socket[] = [];

		before(async () => {
			const program = buildSimulator();
			port = await freePort();
			url = `http://127.0.0.1:${port}`;
			const airPort = await freePort();
			const settings = { web: { password: "sunny" }, devices: [{ address, key, name: "Roof" }] };
			firmware = await startSimulator(program, settings, airPort, port);
			air = new Air(airPort);
		});
		after(async () => {
			air.close();
			for (const socket of sockets) socket.destroy();
			await firmware.stop();
			closeDisplay();
		});

		function raw(text: string): { socket: Socket; closed: Promise<string> } {
			const socket = connect(port, "127.0.0.1");
			sockets.push(socket);
			let heard = "";
			socket.on("data", (data) => {
				heard += data;
			});
			socket.on("error", () => {});
			socket.write(text);
			return { socket, closed: new Promise((resolve) => socket.once("close", () => resolve(heard))) };
		}

		function post(path: string, body: string | Buffer, cookie = ""): Promise<Response> {
			return fetch(url + path, {
				method: "POST",
				body,
				headers: { "content-type": "application/json", origin: url, cookie },
			});
		}

		async function enter(): Promise<string> {
			// the password is hashed first
			for (;;) {
				const response = await post("/api/login", '{"password":"sunny"}');
				if (response.status === 200) return response.headers.get("set-cookie")!.split(";")[0]!;
				assert.equal(response.status, 429);
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
		}

		it("serves the page whole, and what belongs to it", async () => {
			const page = await fetch(`${url}/`);
			assert.equal(page.status, 200);
			assert.equal(page.headers.get("content-encoding"), "gzip");
			assert.equal(await page.text(), readFileSync(pageFile, "utf8"));
			assert.equal((await fetch(`${url}/favicon.ico`)).status, 204);
			assert.equal((await fetch(`${url}/nope`)).status, 404);
			assert.equal((await fetch(`${url}/api/schema`)).status, 401);
			const cookie = await enter();
			const schema = (await (await fetch(`${url}/api/schema`, { headers: { cookie } })).json()) as {
				settings: { key: string; choices?: string[] }[];
			};
			const mode = schema.settings.find((entry) => entry.key === "sleep.mode");
			assert.deepEqual(mode?.choices, ["off", "dark", "cycle"]);
			const records = await (await fetch(`${url}/api/records`, { headers: { cookie } })).json();
			assert.equal(typeof records, "object");
		});

		it("streams readings to four clients while others ask", async () => {
			const cookie = await enter();
			const streams = await Promise.all(
				Array.from({ length: 4 }, () => fetch(`${url}/api/events`, { headers: { cookie } })),
			);
			await air.advert(address, manufacturerData);
			for (const { body } of streams) {
				let text = "";
				const decoder = new TextDecoder();
				for await (const bytes of body!) {
					text += decoder.decode(bytes, { stream: true });
					if (text.includes('"pv_power":19')) break;
				}
			}
			assert.equal((await fetch(`${url}/api/history`, { headers: { cookie } })).status, 200);
		});

		it("answers large bodies, foreign pages and broken requests, and goes on", async () => {
			const large = await post("/api/settings/set", Buffer.alloc(10_000_000, 0x20), await enter());
			assert.equal(large.status, 413);
			assert.equal((await post("/api/settings/set", "[".repeat(8000), await enter())).status, 400);
			assert.match(await raw("GET / HTTP/1.1\r\nhost: evil.com\r\n\r\n").closed, /^HTTP\/1\.1 421 /);
			assert.match(await raw(`GET /${"x".repeat(9000)} HTTP/1.1\r\n\r\n`).closed, /^HTTP\/1\.1 4\d\d /);
			assert.match(
				await raw("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n").closed,
				/^HTTP\/1\.1 411 /,
			);
			assert.match(await raw("\x16\x03\x01\n").closed, /^HTTP\/1\.1 400 /);
			const many = Array.from(
				{ length: 50 },
				() => raw("GET /api/session HTTP/1.1\r\nhost: a\r\n\r\n").closed,
			);
			assert.ok((await Promise.all(many)).some((heard) => heard.startsWith("HTTP/1.1 200 OK")));
			for (const { closed } of Array.from({ length: 6 }, () => raw("GET / HTTP/1.1\r\n"))) await closed;
			assert.equal((await fetch(`${url}/api/session`)).status, 200);
			assert.doesNotMatch(firmware.output(), /XS abort|web server:/);
		});
	});
else describe.skip("the web interface in the simulator: it needs the Moddable SDK, mosquitto and a display");
