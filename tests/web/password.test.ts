import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import { describe, it } from "node:test";
import { nodeCrypto } from "../../hosts/node/node-crypto";
import { Lockout } from "../../modules/web/lockout";
import { hashPassword, PasswordCheck, sameBytes } from "../../modules/web/password";
import { Derivation } from "../../modules/web/pbkdf2";
import { FakeTime } from "../support/fakes";

const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (key: Uint8Array | undefined) => Buffer.from(key!).toString("hex");

describe("PBKDF2", () => {
	it("makes the first 32 bytes of RFC 7914's vectors, in slices of any size", () => {
		const once = new Derivation(nodeCrypto, bytes("passwd"), bytes("salt"), 1);
		assert.equal(hex(once.step(1)), "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
		const long = new Derivation(nodeCrypto, bytes("Password"), bytes("NaCl"), 80_000);
		let key: Uint8Array | undefined;
		while (key === undefined) key = long.step(777);
		assert.equal(hex(key), "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
	});

	it("agrees with Node's about passwords longer than a block", () => {
		const password = "ü".repeat(100);
		const peer = pbkdf2Sync(password, "salt", 3, 32, "sha256").toString("hex");
		assert.equal(hex(new Derivation(nodeCrypto, bytes(password), bytes("salt"), 3).step(9)), peer);
	});
});

describe("a stored password", () => {
	it("is a hash that Node can check, with a salt of its own", () => {
		const [scheme, rounds, salt, key] = hashPassword(nodeCrypto, "sünny").split("$");
		assert.equal(scheme, "pbkdf2-sha256");
		const peer = pbkdf2Sync("sünny", Buffer.from(salt!, "hex"), Number(rounds), 32, "sha256");
		assert.equal(key, peer.toString("hex"));
		assert.notEqual(hashPassword(nodeCrypto, "sünny").split("$")[2], salt);
	});

	it("stays when it is a hash already, and when it is empty", () => {
		const hash = hashPassword(nodeCrypto, "sunny");
		assert.equal(hashPassword(nodeCrypto, hash), hash);
		assert.equal(hashPassword(nodeCrypto, ""), "");
	});

	it("is checked in slices between which other things happen", () => {
		const time = new FakeTime();
		const check = new PasswordCheck(nodeCrypto, time, hashPassword(nodeCrypto, "sunny"));
		const outcomes: boolean[] = [];
		check.verify("sunny", (fits) => outcomes.push(fits));
		assert.equal(check.busy, true);
		time.advance(10);
		assert.equal(outcomes.length, 0);
		time.advance(1000);
		assert.deepEqual(outcomes, [true]);
		check.verify("Sunny", (fits) => outcomes.push(fits));
		time.advance(1000);
		assert.deepEqual(outcomes, [true, false]);
	});

	it("may be plain text, which is hashed in slices first", () => {
		const time = new FakeTime();
		const check = new PasswordCheck(nodeCrypto, time, "pbkdf2-sha256$0$zz$");
		assert.equal(check.busy, true);
		time.advance(1000);
		assert.equal(check.busy, false);
		const outcomes: boolean[] = [];
		check.verify("pbkdf2-sha256$0$zz$", (fits) => outcomes.push(fits));
		time.advance(1000);
		assert.deepEqual(outcomes, [true]);
	});

	it("is compared whole", () => {
		assert.equal(sameBytes([1, 2, 3], [1, 2, 3]), true);
		assert.equal(sameBytes([1, 2, 3], [1, 2, 4]), false);
		assert.equal(sameBytes([1, 2, 3], [1, 2]), false);
		assert.equal(sameBytes([], []), true);
		assert.equal(sameBytes([1], []), false);
	});
});

describe("lockout", () => {
	it("lets five mistakes pass, then doubles the wait up to 15 minutes", () => {
		const lockout = new Lockout();
		const waits: number[] = [];
		for (let count = 0; count < 14; count++) {
			lockout.failed(1000);
			waits.push(lockout.left(1000));
		}
		assert.deepEqual(waits, [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
		for (let count = 0; count < 100_000; count++) lockout.failed(1000);
		assert.equal(lockout.left(1000), 900);
		assert.equal(lockout.left(1000 + 899_001), 1);
		assert.equal(lockout.left(1000 + 900_000), 0);
	});

	it("forgets them after a right password", () => {
		const lockout = new Lockout();
		for (let count = 0; count < 4; count++) lockout.failed(0);
		lockout.succeeded();
		for (let count = 0; count < 4; count++) lockout.failed(0);
		assert.equal(lockout.left(0), 0);
	});
});
