/** Updates on the SDK's own sockets, hashes and signatures, in the memory of the simulator's firmware. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { hexText } from "../../modules/victron/hex";
import { output, root, run } from "../../tools/sdk.mjs";
import { Authority } from "../support/certificates";
import { openssl, simulator } from "../support/environment.mjs";
import { newKeys, publicBytes, signedImage, syntheticImage } from "../support/images";
import { closeDisplay, simulatorCommand } from "../support/simulator";

/** RFC 6979, A.2.5: the key, the SHA-256 of "sample", and its signature. */
const key =
	"60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6" +
	"7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
const digest = "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf";
const r = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716";
const s = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
const order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const zero = "0".repeat(64);
const signatures: readonly (readonly [boolean, string])[] = [
	[true, `${key},${digest},${r}${s}`],
	[false, `${key},${digest.replace("a", "b")},${r}${s}`],
	[false, `${key},${digest},${s}${r}`],
	// with these the SDK alone computes for ever, or finds what is not there
	[false, `${key},${digest},${r}${zero}`],
	[false, `${key},${digest},${zero}${zero}`],
	[false, `${key},${digest},${r}${order}`],
	[false, `${key},${digest},${zero}${s}`],
	[false, `${zero}${zero},${digest},${r}${s}`],
];

const { privateKey, publicKey } = newKeys();
const image = syntheticImage({ segments: [30_000, 100_000] });
const signed = signedImage(image, privateKey);
const damaged = Buffer.from(signed);
damaged[90_000]! ^= 4;

/** What the server does, and what comes of it. */
const answers: Readonly<Record<string, readonly [RequestListener, object]>> = {
	good: [(_, response) => response.writeHead(200, { "content-length": signed.length }).end(signed), {}],
	nolength: [
		(_, response) => {
			response.write(signed);
			response.end();
		},
		{},
	],
	redirect: [(_, response) => response.writeHead(302, { location: "good" }).end(), {}],
	circle: [
		(_, response) => response.writeHead(302, { location: "/circle" }).end(),
		{ error: "the download failed: the server redirects more than 3 times" },
	],
	page: [(_, response) => response.end("<html>"), { error: "this is no firmware image but a Web page" }],
	unsigned: [
		(_, response) => response.end(image),
		{ error: "the image is not signed, and update.key is set" },
	],
	damaged: [
		(_, response) => response.end(damaged),
		{ error: "the image is damaged: its SHA-256 does not fit" },
	],
	cut: [
		(_, response) => {
			response.writeHead(200, { "content-length": signed.length });
			response.write(signed.subarray(0, 70_000), () => response.destroy());
		},
		{ error: "the download failed: the connection was lost" },
	],
	huge: [
		(_, response) => {
			response.writeHead(200, { "content-length": 10_000_000_000 });
			response.write(signed);
		},
		{ error: "the image has at least 10000000000 bytes, and the slot holds 2031616" },
	],
	none: [
		(_, response) => response.writeHead(404).end("no"),
		{ error: "the download failed: the server answers with 404" },
	],
};

async function listen(server: Server): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return (server.address() as AddressInfo).port;
}

/** The firmware's own manifest with another main module. */
function build(config: Readonly<Record<string, string>>): string {
	const text = readFileSync(join(root, "manifest.json"), "utf8").replaceAll('"./', `"${root}`);
	const manifest = JSON.parse(text);
	manifest.config = config;
	manifest.modules.main = join(root, "tests/sdk/updates/main");
	const folder = join(output, "updates");
	mkdirSync(folder, { recursive: true });
	const path = join(folder, "manifest.json");
	writeFileSync(path, JSON.stringify(manifest));
	run("mcconfig", ["-i", "-m", "-p", "lin", "-o", output, "-t", "build", path]);
	return join(output, "bin", "lin", "mc", "instrument", "updates", "mc.so");
}

const skip = simulator && openssl ? false : "they need the SDK, a display and openssl";

describe("updates in the simulator", { skip }, () => {
	const answer: RequestListener = (request, response) =>
		answers[request.url!.slice(1)]![0](request, response);
	const server = createServer(answer);
	const secureServers: Server[] = [];
	const authorities = skip ? [] : [new Authority(), new Authority("rsa", "Another CA")];
	const babbler = createTcpServer((socket) => {
		const more = () => {
			if (!socket.destroyed) socket.write("x".repeat(5000), more);
		};
		socket.on("error", () => {});
		more();
	});
	const home = mkdtempSync(join(tmpdir(), "heliograph-updates-"));
	let lines: string[];

	before(async () => {
		const base = `http://127.0.0.1:${await listen(server)}`;
		const urls = Object.keys(answers).map((name) => `${base}/${name}`);
		urls.push(`http://127.0.0.1:${await listen(babbler)}/`, "http://127.0.0.1:1/");
		for (const authority of authorities) {
			const { certificate, key } = authority.issue({ names: "IP:127.0.0.1" });
			const files = { cert: readFileSync(certificate), key: readFileSync(key) };
			const secureServer = createSecureServer(files, answer);
			secureServers.push(secureServer);
			urls.push(`https://127.0.0.1:${await listen(secureServer)}/good`);
		}
		urls.push(`https://127.0.0.1:${new URL(base).port}/good`);
		const program = build({
			key: hexText(publicBytes(publicKey)),
			ca: authorities[0]!.pem,
			vectors: signatures.map(([, vector]) => vector).join(" "),
			urls: urls.join(" "),
		});
		const command = await simulatorCommand(program, home);
		const child = spawn(command.program, command.words, {
			stdio: ["ignore", "pipe", "ignore"],
			env: command.env,
		});
		let said = "";
		await new Promise<void>((resolve) => {
			child.stdout.on("data", (bytes) => {
				said += bytes;
				if (said.includes("done\n") || said.includes("XS abort")) child.kill("SIGKILL");
			});
			child.once("exit", () => resolve());
		});
		lines = said.split("\n");
	});
	after(() => {
		server.closeAllConnections();
		server.close();
		babbler.close();
		for (const secureServer of secureServers) secureServer.close();
		for (const authority of authorities) authority.close();
		closeDisplay();
		rmSync(home, { recursive: true, force: true });
	});

	it("takes signatures that are right, and no other", () => {
		const found = lines.filter((line) => line.startsWith("signature"));
		assert.deepEqual(
			found,
			signatures.map(([valid]) => `signature ${valid}`),
		);
	});

	it("has an image ready from a good server, and a sentence for every other", () => {
		const found = lines.filter((line) => line.startsWith("outcome")).map((line) => JSON.parse(line.slice(8)));
		const error = (reason: string) => ({ error: `the download failed: ${reason}`, active: 0 });
		assert.deepEqual(found, [
			...Object.values(answers).map(([, outcome]) => ({
				...outcome,
				active: "error" in outcome ? 0 : image.length,
			})),
			error("the server's head is too long"),
			error("connection refused"),
			{ active: image.length },
			error('unknown authority: the certificate is signed by "Another CA"'),
			error("not a TLS port: the answer is not TLS"),
		]);
	});
});
