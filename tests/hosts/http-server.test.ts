/** The web server's sockets, with a stand-in for XS: what a client can do to them. */

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { HttpAction, HttpEvent } from "../../hosts/node/http-protocol";
import { HttpServer } from "../../hosts/node/http-server";

const pageFile = fileURLToPath(new URL("../../modules/web/page.html", import.meta.url));

let server: HttpServer;
let act: (action: HttpAction) => void;
let events: HttpEvent[];
/** What the stand-in does with an event. */
let answer: (event: HttpEvent) => void;
const sockets: Socket[] = [];

function port(): number {
	return Number(new URL(server.url).port);
}

/** A connection that sends `text` and hears what comes until it is closed. */
function raw(text: string): { heard: () => string; closed: Promise<string>; socket: Socket } {
	const socket = connect(port(), "127.0.0.1");
	sockets.push(socket);
	let heard = "";
	socket.on("data", (data) => {
		heard += data;
	});
	socket.on("error", () => {});
	socket.write(text);
	return {
		heard: () => heard,
		closed: new Promise((resolve) => socket.once("close", () => resolve(heard))),
		socket,
	};
}

async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe("the web server of the npm host", { timeout: 60_000 }, () => {
	beforeEach(async () => {
		events = [];
		answer = ([kind, number]) => {
			if (kind === "http_request") act(["http_respond", number, 200, { "x-test": "1" }, "hello ü"]);
		};
		server = await HttpServer.listen({ host: "127.0.0.1", port: 0 });
		act = server.attach((event) => {
			events.push(event);
			answer(event);
		});
		act(["http_listen"]);
	});
	afterEach(() => {
		for (const socket of sockets.splice(0)) socket.destroy();
		server.close();
	});

	it("hands requests over and answers with the length in bytes", async () => {
		const response = await fetch(`${server.url}a?b=%2e`, { headers: { "x-a": "1" } });
		assert.equal(response.headers.get("content-length"), "8");
		assert.equal(response.headers.get("x-test"), "1");
		assert.equal(await response.text(), "hello ü");
		const [kind, , method, path, headers, length] = events[0] as HttpEvent & { 0: "http_request" };
		assert.deepEqual([kind, method, path, length], ["http_request", "GET", "/a?b=%2e", 0]);
		assert.equal(new Map(headers).get("x-a"), "1");
	});

	it("sends the page in gzip, with its length", async () => {
		answer = ([kind, number]) => {
			if (kind === "http_request") act(["http_page", number, { "content-encoding": "gzip" }]);
		};
		const response = await fetch(server.url);
		assert.equal(Number(response.headers.get("content-length")), statSync(`${pageFile}.gz`).size);
		assert.equal(await response.text(), readFileSync(pageFile, "utf8"));
	});

	it("hands a body over piece by piece, each when it is asked for", async () => {
		const body = Buffer.alloc(1_000_000, "heliograph");
		const pieces: string[] = [];
		let asked = 0;
		answer = (event) => {
			const number = event[1];
			if (event[0] === "http_data") {
				pieces.push(event[2]);
				assert.equal(pieces.length, asked);
			}
			if (event[0] === "http_end") act(["http_respond", number, 200, {}, "thanks"]);
			else {
				asked++;
				act(["http_more", number]);
			}
		};
		const response = await fetch(server.url, { method: "POST", body });
		assert.equal(await response.text(), "thanks");
		assert.ok(Buffer.from(pieces.join(""), "hex").equals(body));
		assert.ok(pieces.length > 1);
	});

	it("lets a client that still sends see why nobody wants it", async () => {
		answer = ([kind, number]) => {
			if (kind === "http_request") act(["http_respond", number, 413, {}, "too large"]);
		};
		const response = await fetch(server.url, { method: "POST", body: Buffer.alloc(10_000_000) });
		assert.equal(response.status, 413);
		assert.equal(await response.text(), "too large");
		assert.ok(!events.some(([kind]) => kind === "http_data"));
	});

	it("refuses a body without a length, and headers of more than 4 KB", async () => {
		const head = "POST / HTTP/1.1\r\nhost: x\r\n";
		const chunked = raw(`${head}transfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\n`);
		assert.match(await chunked.closed, /^HTTP\/1\.1 411 /);
		assert.match(await raw(`${head}x: ${"y".repeat(5000)}\r\n\r\n`).closed, /^HTTP\/1\.1 431 /);
		assert.match(await raw("\x16\x03\x01 no http at all\r\n\r\n").closed, /^HTTP\/1\.1 400 /);
		assert.equal(events.length, 0);
	});

	it("answers 503 to more than 16 connections at once, and goes on when some have gone", async () => {
		answer = () => {};
		const head = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
		const first = Array.from({ length: 16 }, () => raw(head));
		await until(() => events.length === 16);
		const more = await Promise.all(Array.from({ length: 34 }, () => raw(head).closed));
		for (const heard of more) assert.match(heard, /^HTTP\/1\.1 503 /);
		assert.equal(events.length, 16);
		for (const { socket } of first) socket.destroy();
		await until(() => events.filter(([kind]) => kind === "http_closed").length === 16);
		raw(head);
		await until(() => events.at(-1)?.[0] === "http_request");
	});

	it("ends a client that sends its headers for more than five seconds", async () => {
		const slow = raw("GET / HTTP/1.1\r\nhost: x\r\n");
		const drip = setInterval(() => slow.socket.write("x: y\r\n"), 500);
		assert.match(await slow.closed, /^HTTP\/1\.1 408 /);
		clearInterval(drip);
		assert.equal(events.length, 0);
	});

	it("ends a stream whose client does not read, and tells", async () => {
		answer = ([kind, number]) => {
			if (kind === "http_request") act(["http_stream", number, { "content-type": "text/event-stream" }]);
		};
		const reader = raw("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
		await until(() => reader.heard().includes("text/event-stream"));
		reader.socket.pause();
		const text = "data: x\n\n".repeat(10_000);
		let sent = 0;
		await until(() => {
			if (events.at(-1)?.[0] === "http_closed") return true;
			act(["http_send", 1, text]);
			sent++;
			return false;
		});
		assert.ok(sent < 1000);
		act(["http_send", 1, text]);
	});

	it("answers 503 between two engines, at the same address, and drops what the first had open", async () => {
		answer = () => {};
		const pending = raw("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
		await until(() => events.length === 1);
		server.detach();
		assert.equal(await pending.closed, "");
		assert.equal((await fetch(server.url)).status, 503);
		const later = server.attach(([, number]) => later(["http_respond", number, 204, {}, ""]));
		assert.equal((await fetch(server.url)).status, 503);
		later(["http_listen"]);
		assert.equal((await fetch(server.url)).status, 204);
		assert.equal(events.length, 1);
	});

	it("takes the next free port when its own is taken", async () => {
		const other = await HttpServer.listen({ host: "127.0.0.1", port: port() });
		assert.notEqual(other.url, server.url);
		other.close();
	});
});
