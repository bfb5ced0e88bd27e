import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { certificateProblem, certificatesDer, certificateText } from "../../modules/settings/certificate";
import { parseSetting } from "../../modules/settings/parse";
import { Authority, der, type Issued } from "../support/certificates";
import { openssl } from "../support/environment.mjs";

const accepted = "certificates in PEM or base64 DER, at most 3900 bytes, or empty";

describe("mqtt.ca", { skip: openssl ? false : "it needs the openssl command" }, () => {
	let authority: Authority;
	let broker: Issued;
	before(() => {
		authority = new Authority();
		broker = authority.issue();
	});
	after(() => authority.close());

	const base64 = (...parts: Uint8Array[]) => Buffer.concat(parts).toString("base64");
	const read = (path: string) => readFileSync(path, "utf8");

	it("takes PEM with text around it, on one line too, and DER in base64, one or several", () => {
		const [one, two] = [authority.der, der(broker.certificate)];
		for (const [text, expected] of [
			[authority.pem, [one]],
			[`Home CA\n${authority.pem}\n\n`, [one]],
			[authority.pem.replaceAll("\n", " "), [one]],
			[authority.pem.replaceAll("\n", "\r\n"), [one]],
			[authority.pem + read(broker.certificate), [one, two]],
			[base64(one), [one]],
			[base64(one, two).replace(/.{60}/g, "$&\n"), [one, two]],
		] as const) {
			assert.equal(certificateProblem(text), undefined);
			assert.deepEqual(
				certificatesDer(text).map((bytes) => base64(bytes)),
				expected.map((bytes) => base64(bytes)),
			);
			assert.deepEqual(parseSetting("mqtt.ca", text), { key: "mqtt.ca", value: text.trim() });
		}
		assert.deepEqual(parseSetting("mqtt.ca", ""), { key: "mqtt.ca", value: "" });
		assert.deepEqual(certificatesDer(""), []);
	});

	it("refuses a private key in any form, and never repeats it", () => {
		const key = read(broker.key);
		const bytes = Buffer.from(key.replace(/-----[^-]+-----/g, ""), "base64");
		for (const text of [key, authority.pem + key, base64(bytes)]) {
			const parsed = parseSetting("mqtt.ca", text);
			assert.deepEqual(parsed, {
				problem: `mqtt.ca holds a private key, which only the broker may have; accepted: ${accepted}`,
			});
		}
	});

	it("says in one sentence what else is no certificate", () => {
		const long = `${authority.pem}\n`.repeat(8);
		for (const [text, problem] of [
			["hello, world", "is neither PEM nor base64"],
			["abcd", "is not a certificate, or not all of one"],
			[base64(authority.der.subarray(0, 200)), "is not a certificate, or not all of one"],
			[base64(Uint8Array.of(0x30, 3, 4, 1, 0)), "is not a certificate"],
			[authority.pem.replaceAll("CERTIFICATE", "CERTIFICATE REQUEST"), "is not a certificate"],
			[authority.pem.slice(0, 300), "ends in the middle of a certificate"],
			[long, `has ${long.length} bytes, more than 3900`],
		] as const)
			assert.deepEqual(parseSetting("mqtt.ca", text), {
				problem: `mqtt.ca ${problem}; accepted: ${accepted}`,
			});
	});

	it("is made of a file in PEM or DER, shorter than PEM", () => {
		assert.equal(certificateText(authority.der), base64(authority.der));
		assert.equal(certificateText(Buffer.from(authority.pem)), base64(authority.der));
		const chain = Buffer.from(read(broker.certificate) + authority.pem);
		assert.equal(certificateText(chain), base64(der(broker.certificate), authority.der));
		assert.match(certificateProblem(certificateText(readFileSync(broker.key)))!, /private key/);
	});

	it("stands any change of a certificate, and any text", () => {
		const bytes = authority.der;
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
				(changes) => {
					const changed = bytes.slice();
					for (const [at, value] of changes) changed[at] = value;
					const problem = certificateProblem(base64(changed));
					assert.ok(problem === undefined || problem.length < 80);
				},
			),
			{ numRuns: 2000 },
		);
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.base64String(), fc.uint8Array()), (given) => {
				const text = typeof given === "string" ? given : certificateText(given);
				const problem = certificateProblem(text);
				if (problem === undefined) assert.ok(certificatesDer(text).length > 0);
			}),
			{ numRuns: 2000 },
		);
	});
});
