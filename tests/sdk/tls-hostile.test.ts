/**
 * Somebody between the simulator and its broker, or in its place, who knows the broker's certificate but not its key:
 * nothing of the MQTT connection is ever sent to them, and the firmware goes on.
 */

import assert from "node:assert/strict";
import { createECDH } from "node:crypto";
import { createServer, type Server } from "node:net";
import { after, afterEach, before, describe, it } from "node:test";
import { buildSimulator } from "../../tools/sdk.mjs";
import { freePort } from "../support/brokers";
import { Authority, der } from "../support/certificates";
import { openssl, simulator } from "../support/environment.mjs";
import { closeDisplay, type Simulator, startSimulator } from "../support/simulator";

const number = (value: number, bytes: number) => {
	const buffer = Buffer.alloc(bytes);
	buffer.writeUIntBE(value, 0, bytes);
	return buffer;
};
const record = (type: number, body: Uint8Array) =>
	Buffer.concat([number(type, 1), number(0x0303, 2), number(body.length, 2), body]);
const message = (type: number, body: Uint8Array) =>
	record(22, Buffer.concat([number(type, 1), number(body.length, 3), body]));

/** TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256. */
const serverHello = message(
	2,
	Buffer.concat([number(0x0303, 2), Buffer.alloc(32, 7), Buffer.from("00c02b00", "hex")]),
);
const serverHelloDone = message(14, Buffer.alloc(0));
const finished = message(20, Buffer.alloc(12));
const changeCipherSpec = record(20, Uint8Array.of(1));
const connack = record(23, Uint8Array.of(0x20, 2, 0, 0));

function certificate(...all: Uint8Array[]): Buffer {
	const list = Buffer.concat(all.flatMap((bytes) => [number(bytes.length, 3), bytes]));
	return message(11, Buffer.concat([number(list.length, 3), list]));
}

/** A key exchange of one's own, with a signature of the given algorithms. */
function keyExchange(hash: number, kind: number, signature: Uint8Array): Buffer {
	const ecdh = createECDH("prime256v1");
	const point = ecdh.generateKeys();
	return message(
		12,
		Buffer.concat([
			Uint8Array.of(3, 0, 23, point.length),
			point,
			Uint8Array.of(hash, kind),
			number(signature.length, 2),
			signature,
		]),
	);
}

const zeros = Buffer.from("3006020100020100", "hex");
const ones = Buffer.from("3006020101020101", "hex");

describe("somebody else in the broker's place", {
	skip: simulator && openssl ? false : "it needs the Moddable SDK, mosquitto, a display and openssl",
}, () => {
	let program = "";
	let authority: Authority;
	let broker: Uint8Array;
	let server: Server | undefined;
	let firmware: Simulator | undefined;

	before(() => {
		program = buildSimulator();
		authority = new Authority();
		broker = der(authority.issue().certificate);
	});
	afterEach(async () => {
		await firmware?.kill();
		server?.close();
	});
	after(() => {
		authority.close();
		closeDisplay();
	});

	/** What the firmware says when it is answered so, and what it sends. */
	async function answered(answer: Uint8Array): Promise<{ reason: string; sent: Buffer }> {
		const port = await freePort();
		const sent: Buffer[] = [];
		server = createServer((socket) => {
			socket.on("error", () => {});
			socket.on("data", (bytes) => sent.push(bytes));
			socket.once("data", () => socket.write(answer));
		});
		await new Promise<void>((resolve) => server!.listen(port, "127.0.0.1", resolve));
		const mqtt = {
			host: "127.0.0.1",
			port,
			tls: true,
			ca: authority.pem,
			username: "me",
			password: "secretword",
		};
		firmware = await startSimulator(program, { mqtt, site: { id: "tls" } }, await freePort());
		const end = Date.now() + 30_000;
		for (;;) {
			const output = firmware.output();
			const reason = /^broker: (.*)$/m.exec(output)?.[1];
			assert.doesNotMatch(output, /XS abort/);
			// a second attempt: it goes on
			if (reason !== undefined && sent.filter((bytes) => bytes[0] === 22 && bytes[5] === 1).length > 1)
				return { reason, sent: Buffer.concat(sent) };
			assert.ok(Date.now() < end, `no second attempt: ${output}`);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}

	const signed = (hash: number, kind: number, signature: Uint8Array) => () =>
		Buffer.concat([serverHello, certificate(broker), keyExchange(hash, kind, signature), serverHelloDone]);

	for (const [what, answer, reason] of [
		["takes leave at once", () => record(21, Uint8Array.of(1, 0)), /^handshake failed/],
		[
			"refuses every cipher",
			() => record(21, Uint8Array.of(2, 40)),
			/^handshake failed: no cipher in common$/,
		],
		[
			"answers as MQTT without TLS",
			() => Uint8Array.of(0x20, 2, 0, 0),
			/^not a TLS port: the answer is not TLS$/,
		],
		["answers as a web server", () => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"), /^not a TLS port/],
		["announces a record of 64 KB", () => Buffer.from("160303ffff", "hex"), /^handshake failed: a record/],
		["sends data first", () => connack, /^handshake failed/],
		[
			"sends data between",
			() => Buffer.concat([serverHello, certificate(broker), connack]),
			/^handshake failed/,
		],
		[
			"ends before it began",
			() => Buffer.concat([serverHello, changeCipherSpec, finished]),
			/^handshake failed/,
		],
		[
			"leaves out the certificate",
			() => Buffer.concat([serverHello, finished, connack]),
			/^handshake failed/,
		],
		["sends no certificate", () => Buffer.concat([serverHello, certificate()]), /^handshake failed/],
		[
			"sends a certificate whose lengths lie",
			() =>
				Buffer.concat([
					serverHello,
					certificate(Buffer.from("3084fffffff03084ffffffff02010130848fffffff", "hex")),
				]),
			/^handshake failed: a certificate cannot be read$/,
		],
		["signs with no algorithm", signed(0, 0, Buffer.alloc(0)), /^handshake failed/],
		["signs with no kind of key", signed(4, 0, zeros), /^handshake failed/],
		["signs with another kind of key", signed(4, 1, Buffer.alloc(256, 1)), /^handshake failed/],
		["signs with zeros", signed(4, 3, zeros), /^handshake failed/],
		["signs with ones", signed(4, 3, ones), /^handshake failed/],
	] as const)
		it(`tells them nothing who ${what}`, async () => {
			const found = await answered(answer());
			assert.match(found.reason, reason);
			assert.ok(!found.sent.includes("secretword") && !found.sent.includes("MQTT"));
		});
});
