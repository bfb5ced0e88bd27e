/** Updates on the npm host, from a real HTTP server and over a real broker. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { Firmware, type FirmwareOptions } from "../../hosts/node/firmware";
import { hexText } from "../../modules/victron/hex";
import { embeddedBroker, type TestBroker } from "../support/brokers";
import { Folder } from "../support/command";
import { newKeys, publicBytes, signedImage, syntheticImage } from "../support/images";
import { Listener } from "../support/listener";

const { privateKey, publicKey } = newKeys();
const key = hexText(publicBytes(publicKey));
/** Nearly as large as the slot. */
const image = syntheticImage({ segments: [300_000, 1_600_000] });
const signed = signedImage(image, privateKey);
const folder = new Folder();
after(() => folder.remove());
let slots = 0;

describe("updates on the npm host", { timeout: 120_000 }, () => {
	let broker: TestBroker;
	let listener: Listener;
	let server: Server;
	let answer: RequestListener;
	let firmware: Firmware;
	let slot: string;
	let lines: string[];

	before(async () => {
		broker = await embeddedBroker();
		await broker.start();
		server = createServer((request, response) => answer(request, response));
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	});
	after(async () => {
		server.closeAllConnections();
		server.close();
		await broker.kill();
	});
	beforeEach(async () => {
		listener = await Listener.connect(broker.port, "t/#");
		slot = join(folder.path, `slot-${++slots}`);
		lines = [];
	});
	afterEach(async () => {
		listener.close();
		assert.equal(await firmware.stop(5000), true);
	});

	const start = async (settings: { port: number; key: string }, options: Partial<FirmwareOptions> = {}) => {
		firmware = await Firmware.start({
			settings,
			updateSlot: slot,
			speed: 5,
			entry: "tests/support/xs/updater.ts",
			onLog: (line) => lines.push(line),
			...options,
		});
	};
	const url = (path = "/fw.bin") => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
	const request = async (address = url()) => {
		await listener.message("t/start");
		listener.publish("t/request", address);
	};
	const states = () => listener.of("t/update").map(({ payload }) => JSON.parse(payload).state);
	const failure = () => listener.message("t/update", ({ state }) => state === "failed");

	it("are fetched, verified, started, and confirmed at the broker", async () => {
		answer = (_, response) => response.end(signed);
		await start({ port: broker.port, key });
		await request();
		const confirmed = await listener.message("t/update", ({ state }) => state === "confirmed");
		assert.deepEqual(confirmed, { state: "confirmed", version: "1.0.0" });
		assert.deepEqual(listener.latest("t/response"), {});
		assert.equal(states()[0], "receiving");
		assert.deepEqual(states().slice(-4), ["verifying", "restarting", "trial", "confirmed"]);
		assert.deepEqual(readFileSync(slot), image);
		assert.equal(readFileSync(`${slot}.state`, "utf8"), "valid\n");
		const { received, size, version } = await listener.message(
			"t/update",
			({ state }) => state === "verifying",
		);
		assert.deepEqual([received, size, version], [signed.length, signed.length, "9.8.7"]);
		assert.equal(listener.latest("t/start")!.reason, "update");
	});

	it("may come slowly, without a length, and behind three redirects", async () => {
		const hops = ["/a", "/b?x=1", url("/c")];
		answer = ({ url: path }, response) => {
			const hop = path === "/fw.bin" ? 0 : path === "/a" ? 1 : path === "/b?x=1" ? 2 : 3;
			if (hop < 3) {
				response.writeHead(302, { location: hops[hop] }).end();
				return;
			}
			let at = 0;
			const send = () => {
				response.write(signed.subarray(at, at + 40_000));
				at += 40_000;
				if (at < signed.length) setTimeout(send, 3);
				else response.end();
			};
			send();
		};
		await start({ port: broker.port, key });
		await request();
		await listener.message("t/update", ({ state }) => state === "confirmed");
		assert.deepEqual(readFileSync(slot), image);
	});

	const gigabytes = 10_000_000_000;
	const bad: readonly (readonly [string, RequestListener, string])[] = [
		[
			"a cut connection",
			(_, response) => {
				response.writeHead(200, { "content-length": signed.length });
				response.write(signed.subarray(0, 700_000), () => response.destroy());
			},
			"the download failed: connection reset",
		],
		[
			"an endless body",
			(_, response) => {
				response.writeHead(200, { "content-length": gigabytes });
				response.write(signed);
			},
			`the image has at least ${gigabytes} bytes, and the slot holds 2031616`,
		],
		[
			"a body without end or length",
			(_, response) => {
				const more = () => {
					if (!response.destroyed) response.write(Buffer.alloc(60_000, 0xe9), more);
				};
				response.write(signed, more);
			},
			"what follows the image is no signature",
		],
		[
			"a circle of redirects",
			(_, response) => response.writeHead(301, { location: "/fw.bin" }).end(),
			"the download failed: the server redirects more than 3 times",
		],
		[
			"a Web page",
			(_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>".padEnd(5000)),
			"this is no firmware image but a Web page",
		],
		[
			"an error",
			(_, response) => response.writeHead(500).end(image),
			"the download failed: the server answers with 500",
		],
		[
			"an unsigned image",
			(_, response) => response.end(image),
			"the image is not signed, and update.key is set",
		],
		[
			"a foreign image",
			(_, response) => response.end(signedImage(syntheticImage({ version: "v4.4" }), privateKey)),
			"the image is another project's: xs_esp32",
		],
	];
	for (const [name, listen, sentence] of bad)
		it(`fail with a sentence for ${name}, and the next one may try`, async () => {
			answer = listen;
			await start({ port: broker.port, key });
			await request();
			assert.equal((await failure()).error, sentence);
			assert.equal(existsSync(slot), false);
			assert.equal(existsSync(`${slot}.part`), false);
			answer = (_, response) => response.end(signed);
			listener.publish("t/request", url());
			await listener.message("t/update", ({ state }) => state === "confirmed");
			assert.deepEqual(readFileSync(slot), image);
		});

	it("fail when nothing comes for 60 s of the firmware's clock", async () => {
		answer = (_, response) => {
			response.writeHead(200, { "content-length": signed.length });
			response.write(signed.subarray(0, 5000));
		};
		await start({ port: broker.port, key }, { speed: 60 });
		await request();
		assert.equal((await failure()).error, "nothing has come for 60 s");
	});

	it("are taken back when the broker is not there for 10 minutes of the firmware's clock", async () => {
		writeFileSync(`${slot}.state`, "new\n");
		const state = folder.write("state.json", { firmware: { trial: "9.8.7" } });
		await start({ port: 0, key }, { speed: 600, state });
		await listener.until("the old firmware", () => lines.at(-1) === "confirmed or old");
		assert.equal(lines[0], '{"state":"trial","version":"1.0.0"}');
		assert.deepEqual(
			lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line).state),
			["trial", "rolled_back"],
		);
		assert.equal(readFileSync(`${slot}.state`, "utf8"), "invalid\n");
		assert.deepEqual(JSON.parse(readFileSync(state, "utf8")), { firmware: {} });
	});

	it("are taken back when the power goes before they are confirmed", async () => {
		writeFileSync(`${slot}.state`, "new\n");
		const state = folder.write("state.json", { firmware: { trial: "9.8.7" } });
		await start({ port: 0, key }, { state });
		assert.equal(await firmware.stop(5000), true);
		await start({ port: 0, key }, { state });
		assert.match(
			lines.at(-2)!,
			/^{"state":"rolled_back","version":"9.8.7","error":"firmware 9.8.7 did not reach/,
		);
		assert.equal(readFileSync(`${slot}.state`, "utf8"), "aborted\n");
	});

	it("are refused without a place for them", async () => {
		answer = (_, response) => response.end(signed);
		await start({ port: broker.port, key }, { updateSlot: undefined });
		await request();
		const { error } = await listener.message("t/response");
		assert.equal(error, "this device has no place for new firmware");
	});
});
