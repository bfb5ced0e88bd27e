import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type DnsRecord, readResponse } from "../../modules/network/dns-message";
import { labelText, sameCase } from "../../modules/network/dns-name";
import { dnsTypes, encodeQuery } from "../../modules/network/dns-question";
import { a, name, plain, ptr, response, srv, type TestRecord, txt, u16 } from "../support/dns";

/** avahi-daemon 0.8 answers two questions at once: PTR of `_mqtt._tcp` and of `_secure-mqtt._tcp`. */
const avahi =
	"0d2e84000002000500000000055f6d717474045f746370056c6f63616c00000c00010c5f7365637572652d6d717474c012000c0001" +
	"c00c000c00010000000a000d0a4bc3bc63686520312e35c00cc041001000010000000a000807746c733d6f6666" +
	"c041002100010000000a000f00000000075b0662726f6b6572c017c074001c00010000000a0010fd00000000000000000000000000" +
	"0002c074000100010000000a0004c0000202";
/** @homebridge/ciao 1.3.12 answers the same, with what does not exist (NSEC) beside it. */
const ciao =
	"07588400000200020000000a055f6d717474045f746370056c6f63616c00000c00010c5f7365637572652d6d717474c012000c0001" +
	"c00c000c00010000000a000d084bc3bc63686520310135c00cc022000c00010000000a000c09417474696320283229c022" +
	"c041001000010000000a000807746c733d6f6666c041002100010000000a001400000000075b0662726f6b6572056c6f63616c00" +
	"0662726f6b6572c017000100010000000a00047f000001" +
	"c041002f00010000000a0024084bc3bc63686520310135055f6d717474045f746370056c6f63616c0000050000800040" +
	"c09a002f00010000000a00140662726f6b6572056c6f63616c00000440000008c05a001000010000000a000100" +
	"c05a002100010000000a00180000000022b30a62726f6b65722d283229056c6f63616c00" +
	"0a62726f6b65722d283229c017000100010000000a00047f000001" +
	"c05a002f00010000000a002a094174746963202832290c5f7365637572652d6d717474045f746370056c6f63616c0000050000800040" +
	"c132002f00010000000a00180a62726f6b65722d283229056c6f63616c00000440000008";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

function read(data: Uint8Array, id = 7): DnsRecord[] {
	const records: DnsRecord[] = [];
	readResponse(data, id, (record) => records.push(record));
	return records;
}

describe("a question", () => {
	it("is what RFC 1035 says, and asks for the Internet class without the unicast bit", () => {
		assert.equal(
			Buffer.from(encodeQuery(0x0d2e, [{ name: "_mqtt._tcp.local", type: dnsTypes.ptr }])).toString("hex"),
			"0d2e00000001000000000000" + "055f6d717474045f746370056c6f63616c00" + "000c0001",
		);
	});

	it("takes several names, and an escaped dot is part of its label", () => {
		const query = encodeQuery(1, [
			{ name: "a\\.b\\\\.local", type: 33 },
			{ name: "c.local", type: 1 },
		]);
		const expected = [0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0];
		expected.push(...name("a.b\\", "local"), 0, 33, 0, 1, ...name("c", "local"), 0, 1, 0, 1);
		assert.deepEqual([...query], expected);
	});

	it("leaves out a name that DNS cannot hold", () => {
		const fits = `${"a".repeat(63)}.local`;
		const whole = Array(4).fill("a".repeat(61)).join("."); // 4 * 62 + 1 = 249 octets
		for (const bad of [`a${fits}`, "", "a..b", ".local", "a.", `${whole}.abcdef`, "a\\"])
			assert.equal(encodeQuery(1, [{ name: bad, type: 1 }]).length, 12, bad);
		assert.equal(encodeQuery(1, [{ name: fits, type: 1 }]).length, 12 + 1 + 63 + 6 + 1 + 4);
		assert.equal(encodeQuery(1, [{ name: `${whole}.abcde`, type: 1 }]).length, 12 + 255 + 4);
	});
});

describe("an answer", () => {
	it("of avahi is read with its compression", () => {
		const instance = "K\u00c3\u00bcche 1\\.5._mqtt._tcp.local";
		assert.deepEqual(read(bytes(avahi), 0x0d2e), [
			{ type: "ptr", name: "_mqtt._tcp.local", ttl: 10, target: instance },
			{ type: "txt", name: instance, ttl: 10, strings: ["tls=off"] },
			{ type: "srv", name: instance, ttl: 10, port: 1883, target: "broker.local" },
			{ type: "a", name: "broker.local", ttl: 10, address: "192.0.2.2" },
		]);
		assert.equal(labelText("K\u00c3\u00bcche 1\\.5"), "Küche 1.5");
	});

	it("of ciao is read with its pointers", () => {
		const attic = "Attic (2)._secure-mqtt._tcp.local";
		assert.deepEqual(
			read(bytes(ciao), 0x0758).filter(({ name }) => name === attic || name === "broker-(2).local"),
			[
				{ type: "txt", name: attic, ttl: 10, strings: [""] },
				{ type: "srv", name: attic, ttl: 10, port: 8883, target: "broker-(2).local" },
				{ type: "a", name: "broker-(2).local", ttl: 10, address: "127.0.0.1" },
			],
		);
	});

	it("is taken with the question's number or 0, and with no other", () => {
		const count = (id: number) => read(response([a("b.local", "10.0.0.1")], u16(id)), 7).length;
		assert.deepEqual([count(7), count(0), count(8)], [1, 1, 0]);
	});

	it("is none as a question, with another opcode or with an error", () => {
		const count = (flags: number) => read(response([a("b.local", "10.0.0.1")], [0, 0, ...u16(flags)])).length;
		assert.deepEqual([0x8400, 0x8000, 0x8600].map(count), [1, 1, 1]); // 0x0200: cut off
		assert.deepEqual([0x0000, 0x0400, 0xa400, 0x8403].map(count), [0, 0, 0, 0]);
	});

	it("gives its additional records, but not those of the authority section", () => {
		const records = [a("a.local", "10.0.0.1"), a("b.local", "10.0.0.2"), a("c.local", "10.0.0.3")];
		const data = response(records, [0, 0, 0x84, 0, 0, 0, 0, 1, 0, 1, 0, 1]);
		assert.deepEqual(
			read(data).map(({ name }) => name),
			["a.local", "c.local"],
		);
	});

	it("gives the first 63 octets of a string of TXT, and the first 16 strings", () => {
		const owner = ["x", ...plain];
		const [record] = read(response([txt(owner, `tls=${"1".repeat(251)}`, ...Array(20).fill("a"))]));
		assert.deepEqual(record?.type === "txt" && record.strings, [
			`tls=${"1".repeat(59)}`,
			...Array(15).fill("a"),
		]);
	});

	it("of another class, or with content that is not of its type, is passed over", () => {
		const good = a("b.local", "10.0.0.1");
		const bad: TestRecord[] = [
			{ ...good, class: 3 },
			{ ...good, data: [10, 0, 0] },
			{ ...good, data: [10, 0, 0, 1, 0] },
			{ ...ptr(plain, "x"), data: [] },
			{ ...ptr(plain, "x"), data: [...name("x"), 0] },
			{ ...srv(["x", ...plain], "b.local", 1), data: [0, 0, 0, 0, 7] },
			{ ...txt(["x", ...plain]), data: [5, 0x61] },
			{ ...good, type: 28 },
		];
		assert.deepEqual(
			read(response([...bad, good])).map(({ type }) => type),
			["a"],
		);
	});

	it("with names beyond 63 and 255 octets ends there", () => {
		const label = (size: number) => [size, ...Array(size).fill(0x61)];
		const names = (...octets: number[]) =>
			read(
				Uint8Array.from([
					0,
					0,
					0x84,
					0,
					0,
					0,
					0,
					1,
					0,
					0,
					0,
					0,
					...octets,
					0,
					1,
					0,
					1,
					0,
					0,
					0,
					9,
					0,
					4,
					1,
					2,
					3,
					4,
				]),
			).length;
		assert.equal(names(...label(63), 0), 1);
		assert.equal(names(64, ...Array(64).fill(0x61), 0), 0);
		assert.equal(names(...label(63), ...label(63), ...label(63), ...label(61), 0), 1); // 64 * 3 + 62 + 1 = 255
		assert.equal(names(...label(63), ...label(63), ...label(63), ...label(62), 0), 0);
	});

	it("with pointers that go forward, to themselves, into the header or beyond the end, ends there", () => {
		const header = [0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0];
		const rest = [0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 1, 2, 3, 4];
		for (const octets of [[0xc0, 12], [0xc0, 14], [0xc0, 0], [0xff, 0xff], [1, 0x61, 0xc0, 12], [0xc0]])
			assert.equal(read(Uint8Array.from([...header, ...octets, ...rest])).length, 0, String(octets));
	});

	it("with any number of records is read as far as it goes, 64 at most", () => {
		const one = a("b.local", "10.0.0.1");
		const most = [0, 0, 0x84, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
		assert.equal(read(response([one, one], most)).length, 2);
		assert.equal(read(response(Array(100).fill(one))).length, 64);
		assert.equal(read(response([one], [0, 0, 0x84, 0, 0xff, 0xff])).length, 0);
	});

	it("cut anywhere gives the first of its records", () => {
		const whole = read(bytes(avahi), 0x0d2e);
		for (let length = 0; length < avahi.length / 2; length++) {
			const some = read(bytes(avahi).subarray(0, length), 0x0d2e);
			assert.deepEqual(some, whole.slice(0, some.length));
			assert.ok(some.length < whole.length);
		}
	});

	it("of any octets neither throws nor gives a record that DNS cannot have", () => {
		const head = fc.constant([0, 0, 0x84, 0, 0, 1]);
		const random = fc
			.tuple(head, fc.uint8Array({ maxLength: 600 }))
			.map(([first, rest]) => Uint8Array.from([...first, ...rest]));
		const flip = fc.tuple(fc.nat(), fc.nat(255));
		const mutated = fc
			.tuple(fc.constantFrom(avahi, ciao), fc.array(flip, { maxLength: 8 }))
			.map(([hex, flips]) => {
				const data = bytes(hex);
				for (const [at, octet] of flips) data[4 + (at % (data.length - 4))] = octet;
				data[0] = data[1] = 0;
				return data;
			});
		fc.assert(
			fc.property(fc.oneof(random, mutated), (data) => {
				const records = read(data);
				assert.ok(records.length <= 64);
				for (const record of records) {
					assert.ok(encodeQuery(1, [{ name: record.name, type: 1 }]).length <= 12 + 255 + 4);
					if (record.type === "a") assert.match(record.address, /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/);
					if (record.type === "srv") assert.ok(record.port >= 0 && record.port <= 65_535);
				}
			}),
			{ numRuns: 3000 },
		);
	});
});

describe("a name", () => {
	it("is compared by ASCII letters only", () => {
		assert.equal(sameCase("Ab-Z.\u00c3[@"), "ab-z.\u00c3[@");
	});

	it("comes back from a message as it went in", () => {
		const label = fc.uint8Array({ minLength: 1, maxLength: 20 });
		fc.assert(
			fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), (labels) => {
				const record = [...labels.flatMap((octets) => [octets.length, ...octets]), 0];
				const data = [
					0,
					0,
					0x84,
					0,
					0,
					0,
					0,
					1,
					0,
					0,
					0,
					0,
					...record,
					0,
					1,
					0,
					1,
					0,
					0,
					0,
					9,
					0,
					4,
					1,
					2,
					3,
					4,
				];
				const [{ name: text }] = read(Uint8Array.from(data)) as [DnsRecord];
				const query = encodeQuery(1, [{ name: text, type: 1 }]);
				assert.deepEqual([...query.subarray(12, -4)], record);
			}),
		);
	});

	it("is shown as text, with ? for what is none", () => {
		const octets = (...codes: number[]) => String.fromCharCode(...codes);
		const shown = (text: string) => labelText(octets(...Buffer.from(text, "utf8")));
		for (const text of ["Büro", "光", "Home 😀", "a.b"]) assert.equal(shown(text), text);
		assert.equal(labelText(octets(0x61, 0xff, 0x62)), "a?b");
		assert.equal(labelText(octets(0xc0, 0xaf)), "??"); // too long for a slash
		assert.equal(labelText(octets(0xed, 0xa0, 0x80)), "???"); // half a surrogate pair
		assert.equal(labelText(octets(0xf4, 0x90, 0x80, 0x80)), "????"); // beyond U+10FFFF
		assert.equal(labelText(octets(0xe5, 0x85)), "??");
		assert.equal(shown("a\n\u0007\u007f\u0085\u2028b"), "a?????b");
	});
});
