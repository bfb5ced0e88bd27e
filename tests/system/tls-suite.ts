/** The firmware and a real broker with TLS: trusted, refused for a reason, and trusted again. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { after, afterEach, before, describe, it } from "node:test";
import { Air } from "../support/air";
import { freePort, mosquittoBroker, type TestBroker } from "../support/brokers";
import { captures } from "../support/captures";
import { Authority, type Issued } from "../support/certificates";
import { Listener } from "../support/listener";
import { mpptAdvert, type RunningFirmware, type Target } from "./suite";

const { solarCharger: mppt } = captures;
const reading = "victron/solar_charger/Roof";

/** @param kind of the keys. */
export function tlsSuite(target: Target, kind: "ec" | "rsa"): void {
	describe(`${target.name} with TLS, ${kind}`, () => {
		let authority: Authority;
		let other: Authority;
		let tlsPort: number;
		/** A listener without TLS for the test, and the one for the firmware. */
		let broker: TestBroker;
		/** Undefined: no TLS on the port for it. */
		let shown: Issued | undefined;
		let listener: Listener | undefined;
		let air: Air | undefined;
		let firmware: RunningFirmware | undefined;
		let counter = 1000;

		before(async () => {
			authority = new Authority(kind);
			other = new Authority(kind, "Other CA");
			tlsPort = await freePort();
			broker = await mosquittoBroker(() =>
				[
					"allow_anonymous true",
					`user ${userInfo().username}`,
					`listener ${tlsPort} 127.0.0.1`,
					...(shown ? [`certfile ${shown.certificate}`, `keyfile ${shown.key}`] : []),
				].join("\n"),
			);
		});

		afterEach(async () => {
			await firmware?.kill();
			listener?.close();
			air?.close();
			await broker.kill();
			firmware = undefined;
		});

		after(() => {
			authority.close();
			other.close();
		});

		/** @param ca as the setting has it. */
		async function start(certificate: Issued | undefined, ca: string, host = "127.0.0.1"): Promise<void> {
			shown = certificate;
			await broker.start();
			listener = await Listener.connect(broker.port);
			const airPort = await freePort();
			air = new Air(airPort);
			const settings = {
				mqtt: { host, port: tlsPort, tls: true, ca, username: "me", password: "a secret word" },
				publish: { min: 0, max: 5 },
				site: { id: "tls" },
				devices: [{ address: mppt.address, key: mppt.key, name: "Roof" }],
			};
			firmware = await target.start(settings, airPort);
		}

		async function reads(power: number): Promise<void> {
			await air!.advert(mppt.address, mpptAdvert(counter++, power));
			await listener!.message(reading, ({ pv_power }) => pv_power === power);
		}

		async function says(words: string): Promise<void> {
			await listener!.until(words, () => firmware!.output().includes(`broker: ${words}`));
			assert.doesNotMatch(firmware!.output(), /XS abort|a secret word/);
		}

		const pem = ({ certificate }: Issued) => readFileSync(certificate, "utf8");
		const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

		for (const [what, certificate, ca, host] of [
			["a chain, trusted by PEM", () => authority.chain(authority.issue(), authority), () => authority.pem],
			["a leaf alone, trusted by base64", () => authority.issue(), () => base64(authority.der)],
			["a name", () => authority.issue({ names: "DNS:LocalHost" }), () => authority.pem, "localhost"],
			["one of two authorities", () => authority.issue(), () => `${other.pem}${authority.pem}`],
			["a certificate that the broker signed itself", () => authority.selfSigned(), () => ""],
		] as const)
			it(`accepts ${what}`, async () => {
				const issued = certificate();
				await start(issued, ca() || pem(issued), host);
				await listener!.message("victron/bridge/tls/state", ({ state }) => state === "online");
				await reads(counter);
			});

		for (const [what, certificate, words, ca] of [
			["of an unknown authority", () => authority.issue(), "unknown authority", () => other.pem],
			[
				"for another name",
				() => authority.issue({ names: "DNS:nas.home,DNS:broker.home,IP:10.0.0.7" }),
				"name mismatch: the certificate is for nas.home, broker.home, 10.0.0.7",
			],
			[
				"that has expired",
				() => authority.issue({ from: "20200101000000Z", until: "20210101000000Z" }),
				"certificate expired",
			],
			[
				"of the future",
				() => authority.issue({ from: "20900101000000Z", until: "20910101000000Z" }),
				"certificate not yet valid",
			],
			[
				"signed by one that may not sign",
				() => {
					const leaf = authority.issue();
					return authority.chain(authority.issue({ by: leaf }), leaf);
				},
				"", // OpenSSL finds another fault with it
			],
			["that is none: the port has no TLS", () => undefined, "not a TLS port"],
		] as const)
			it(`refuses a certificate ${what}`, async () => {
				await start(certificate(), ca?.() ?? authority.pem);
				await says(words);
				assert.equal(listener!.of("victron/bridge/tls/state").length, 0);
			});

		it("keeps readings while it refuses, and delivers them when the certificate is put right", async () => {
			await start(authority.issue({ names: "DNS:elsewhere" }), authority.pem);
			await says("name mismatch");
			const powers = [301, 302, 303];
			for (const power of powers) {
				await air!.advert(mppt.address, mpptAdvert(counter++, power));
				await new Promise((resolve) => setTimeout(resolve, 300)); // the firmware reads one after the other
			}
			await broker.kill();
			shown = authority.issue();
			await broker.start();
			await listener!.message(reading, ({ pv_power }) => pv_power === 303, 60_000);
			const stored = listener!.of(`${reading}/backlog`).map(({ payload }) => JSON.parse(payload).pv_power);
			assert.deepEqual([...new Set(stored)].slice(-3), powers);
		});
	});
}
