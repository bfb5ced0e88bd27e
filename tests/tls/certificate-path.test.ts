import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { ipv4, type PathOptions, verifyPath } from "../../modules/tls/certificate-path";
import { parseCertificate } from "../../modules/tls/x509";
import { Authority, der, type Issued } from "../support/certificates";
import { openssl } from "../support/environment.mjs";

/** OpenSSL judges the signatures. */
const signed: PathOptions["verify"] = (key, _, content, signature) =>
	verify(
		"sha256",
		content,
		createPublicKey({ key: Buffer.from(key.whole), format: "der", type: "spki" }),
		signature,
	);

describe("the path to an authority", { skip: openssl ? false : "it needs the openssl command" }, () => {
	let authority: Authority;
	let other: Authority;
	let middle: Issued;
	let broker: Issued;
	before(() => {
		authority = new Authority();
		other = new Authority("rsa", 'Other\t"CA"');
		middle = authority.issue({
			names: "",
			subject: "Middle",
			extensions: "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign",
		});
		broker = authority.issue();
	});
	after(() => {
		authority.close();
		other.close();
	});

	/** "trusted", or why not. */
	function judged(sent: readonly Issued[], options: Partial<PathOptions> = {}): string {
		try {
			verifyPath({
				sent: sent.map(({ certificate }) => der(certificate)),
				trusted: [authority.der],
				name: "127.0.0.1",
				now: Date.now(),
				verify: signed,
				...options,
			});
			return "trusted";
		} catch (error) {
			return (error as Error).message;
		}
	}

	it("is found with and without the authority's own certificate, over others, and in any order of them", () => {
		const leaf = authority.issue({ by: middle });
		assert.equal(judged([broker]), "trusted");
		assert.equal(judged([broker, authority]), "trusted");
		assert.equal(judged([broker], { trusted: [other.der, authority.der] }), "trusted");
		assert.equal(judged([leaf, middle]), "trusted");
		assert.equal(judged([leaf, authority, other, middle]), "trusted");
		assert.equal(judged([broker], { trusted: [der(broker.certificate)] }), "trusted");
		assert.equal(
			judged([authority.selfSigned()]),
			'unknown authority: the certificate is signed by "broker"',
		);
	});

	it("is not found where somebody may not sign, or somebody else did", () => {
		const leaf = authority.issue({ by: middle });
		const stranger = 'unknown authority: the certificate is signed by "';
		assert.equal(judged([leaf]), `${stranger}Middle"`);
		assert.equal(judged([authority.issue({ by: broker }), broker]), `${stranger}broker"`);
		const below = authority.issue({
			by: middle,
			names: "",
			subject: "Below",
			extensions: "basicConstraints=critical,CA:TRUE",
		});
		assert.equal(judged([authority.issue({ by: below }), below, middle]), `${stranger}Middle"`);
		assert.equal(judged([broker], { trusted: [other.der] }), `${stranger}Home CA"`);
		assert.equal(judged([other.issue()]), `${stranger}Other??CA?"`);
		assert.equal(judged([broker], { verify: () => false }), `${stranger}Home CA"`);
	});

	it("takes the first certificate for the broker's, whatever the others are for", () => {
		const elsewhere = authority.issue({ names: "DNS:elsewhere" });
		assert.equal(judged([elsewhere, broker, authority]), "name mismatch: the certificate is for elsewhere");
	});

	it("compares names without case, one label for a wildcard, and IPv4 addresses", () => {
		const names = "DNS:Broker.home,DNS:*.example.org,DNS:*.local,DNS:*,IP:10.0.0.7,IP:fd00::1";
		const issued = authority.issue({ names });
		const is = (name: string) => judged([issued], { name }) === "trusted";
		for (const name of ["broker.home", "BROKER.HOME.", "a.example.org", "10.0.0.7"])
			assert.ok(is(name), name);
		for (const name of [
			"example.org",
			"a.b.example.org",
			"nas.local",
			"local",
			"127.0.0.1",
			"10.0.0.70",
			"",
			"broker",
		])
			assert.ok(!is(name), name);
		assert.equal(
			judged([issued]),
			"name mismatch: the certificate is for broker.home, *.example.org, *.local, * and others",
		);
		assert.equal(
			judged([authority.issue({ names: "" })]),
			'name mismatch: the certificate is for no name at all; its subject "broker" does not count',
		);
	});

	it("judges every certificate by the time", () => {
		const old = authority.issue({ from: "20200101000000Z", until: "20210101000000Z" });
		const { from, until } = parseCertificate(der(old.certificate));
		assert.equal(from, Date.UTC(2020, 0, 1));
		assert.equal(until, Date.UTC(2021, 0, 1));
		assert.equal(judged([old]), 'certificate expired: that of "broker" ended 2021-01-01');
		const begin = new Date(parseCertificate(authority.der).from).toISOString().slice(0, 10);
		assert.equal(
			judged([old], { now: Date.UTC(2020, 5, 1) }),
			`certificate not yet valid: that of "Home CA" begins ${begin}`,
		);
		const far = authority.issue({ from: "20600101000000Z", until: "20610101000000Z" });
		assert.equal(judged([far]), 'certificate not yet valid: that of "broker" begins 2060-01-01');
	});

	it("is none for a client, nor with a restriction that is not understood", () => {
		const client = authority.issue({ extensions: "extendedKeyUsage=clientAuth" });
		assert.equal(judged([client]), "handshake failed: the certificate is not for a server");
		const server = authority.issue({ extensions: "extendedKeyUsage=critical,serverAuth,clientAuth" });
		assert.equal(judged([server]), "trusted");
		const restricted = authority.issue({ extensions: "1.2.3.4=critical,DER:0500" });
		assert.match(judged([restricted]), /^handshake failed: the certificate has unknown restrictions/);
		assert.equal(judged([authority.issue({ extensions: "1.2.3.4=DER:0500" })]), "trusted");
	});

	it("stands any change of what is sent, and trusts none", () => {
		const genuine = der(broker.certificate);
		fc.assert(
			fc.property(fc.nat(genuine.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
				const sent = genuine.slice();
				sent[at]! ^= change;
				const reason = judged([], { sent: [sent] });
				assert.match(
					reason,
					/^(certificate (expired|not yet valid)|handshake failed|name mismatch|unknown authority): /,
				);
				assert.match(reason, /^[\x20-\x7e]+$/);
			}),
			{ numRuns: 1000 },
		);
		fc.assert(
			fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (sent) => {
				assert.match(judged([], { sent }), /^handshake failed: /);
			}),
		);
	});
});

describe("IPv4 addresses", () => {
	it("are four numbers without leading zeros", () => {
		assert.deepEqual(ipv4("192.168.1.20"), Uint8Array.of(192, 168, 1, 20));
		for (const text of ["192.168.1", "192.168.1.256", "192.168.01.2", "1.2.3.4.5", "a.b.c.d", "1..2.3", ""])
			assert.equal(ipv4(text), undefined);
	});
});
