import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { searchAddress } from "../../modules/network/address-search";
import type { Broker } from "../../modules/network/announcements";
import { searchBrokers } from "../../modules/network/broker-search";
import { a, broker, FakeMulticast, name, plain, ptr, response, secure, srv, txt } from "../support/dns";
import { FakeTime } from "../support/fakes";

let time: FakeTime;
let multicast: FakeMulticast;
let found: readonly Broker[] | undefined;
let address: string | undefined | "none yet";

const ports = () => ({ multicast, timers: time, random: () => 0 });

function search(tls: boolean) {
	found = undefined;
	return searchBrokers(tls, ports(), (brokers) => {
		found = brokers;
	});
}

function resolve(host: string) {
	address = "none yet";
	return searchAddress(host, ports(), (result) => {
		address = result;
	});
}

const names = () => found?.map((each) => each.name);

/** A question with the number 1, octet by octet. */
function question(...asked: readonly (readonly [readonly string[], number])[]): number[] {
	const body = asked.flatMap(([labels, type]) => [...name(...labels), 0, type, 0, 1]);
	return [0, 1, 0, 0, 0, asked.length, 0, 0, 0, 0, 0, 0, ...body];
}

beforeEach(() => {
	time = new FakeTime();
	multicast = new FakeMulticast();
});

describe("a search for brokers", () => {
	it("asks for both services and ends after 1 s with what answered", () => {
		search(false);
		assert.deepEqual([...multicast.sent[0]!], question([plain, 12], [secure, 12]));
		multicast.answer(broker("Home", "broker.local", 1883, "192.168.1.10"));
		time.advance(999);
		assert.equal(found, undefined);
		time.advance(1);
		assert.deepEqual(found, [
			{ name: "Home", host: "broker.local", address: "192.168.1.10", port: 1883, tls: false },
		]);
		assert.deepEqual([multicast.opened, multicast.closed, time.pending], [1, 1, 0]);
	});

	it("without an answer asks at 0, 1, 2 and 4 s and ends at 6 s", () => {
		search(false);
		const asked: number[] = [];
		for (let second = 0; second < 6; second++) {
			asked.push(multicast.sent.length);
			assert.equal(found, undefined);
			time.advance(1000);
		}
		assert.deepEqual(asked, [1, 2, 3, 3, 4, 4]);
		assert.deepEqual([found, multicast.sent.length, multicast.closed, time.pending], [[], 4, 1, 0]);
	});

	it("takes the records in any order and from several answers", () => {
		const records = broker("Home", "broker.local", 1883, "192.168.1.10");
		for (const order of [
			[3, 2, 1, 0],
			[1, 3, 0, 2],
			[2, 0, 3, 1],
		]) {
			search(false);
			for (const index of order) multicast.answer([records[index]!]);
			time.advance(1000);
			assert.equal(found?.[0]?.address, "192.168.1.10", String(order));
		}
	});

	it("asks at once for what an answer leaves open", () => {
		search(false);
		multicast.answer([ptr(plain, "Home")]);
		const owner = ["home", ...plain];
		assert.deepEqual([...multicast.sent[1]!], question([plain, 12], [secure, 12], [owner, 33], [owner, 16]));
		multicast.answer([srv(owner, "Broker.local", 1884), txt(owner, "")]);
		assert.deepEqual([...multicast.sent[2]!], question([plain, 12], [secure, 12], [["broker", "local"], 1]));
		multicast.answer([a("BROKER.local", "10.0.0.7")]);
		time.advance(1000);
		assert.deepEqual(found, [
			{ name: "Home", host: "broker.local", address: "10.0.0.7", port: 1884, tls: false },
		]);
	});

	it("lists several by name", () => {
		search(false);
		for (const [index, each] of ["b", "c", "a"].entries())
			multicast.answer(broker(each, `${each}.local`, 1883, `10.0.0.${index + 1}`));
		time.advance(1000);
		assert.deepEqual(names(), ["a", "b", "c"]);
	});

	it("knows TLS from the service, from TXT and from the port", () => {
		search(true);
		const add = (each: string, port: number, more: Parameters<typeof broker>[4]) =>
			multicast.answer(broker(each, "b.local", port, "10.0.0.1", more));
		add("1 service", 1883, { service: secure });
		add("2 word", 1883, { words: ["tls"] });
		add("3 yes", 1883, { words: ["note=x", "TLS=1"] });
		add("4 ssl", 1883, { words: ["ssl=true"] });
		add("5 port", 8883, {});
		add("6 no", 8883, { words: ["tls=off"] });
		add("7 plain", 1883, { words: ["tls=0"] });
		time.advance(1000);
		assert.deepEqual(
			found?.map(({ tls }) => tls),
			[true, true, true, true, true, false, false],
		);
	});

	it("for brokers with TLS goes on when there are only others, and the other way round", () => {
		for (const tls of [true, false]) {
			search(tls);
			multicast.answer(broker("Home", "broker.local", tls ? 1883 : 8883, "10.0.0.1"));
			time.advance(5999);
			assert.equal(found, undefined);
			time.advance(1);
			assert.deepEqual(names(), ["Home"]);
		}
	});

	it("forgets a broker that says goodbye", () => {
		const records = broker("Home", "broker.local", 1883, "10.0.0.1");
		for (const gone of [0, 1]) {
			search(false);
			multicast.answer(records);
			multicast.answer([{ ...records[gone]!, ttl: 0 }]);
			time.advance(6000);
			assert.deepEqual(names(), []);
		}
	});

	it("passes over what cannot be a broker", () => {
		search(false);
		const printer = ["_ipp", "_tcp", "local"];
		multicast.answer(broker("Printer", "printer.local", 631, "10.0.0.2", { service: printer }));
		multicast.answer([ptr(plain, "Elsewhere"), { ...ptr(plain, "x"), data: name("x", ...printer) }]);
		multicast.answer(broker("No port", "b.local", 0, "10.0.0.1"));
		multicast.answer(broker("Nowhere", "c.local", 1883, "0.0.0.0"));
		multicast.answer(broker("Group", "d.local", 1883, "224.0.0.251"));
		multicast.answer(broker("Everyone", "e.local", 1883, "255.255.255.255"));
		multicast.answer(broker("Odd", "f/g.local", 1883, "10.0.0.1"));
		multicast.answer([{ ...a("h.local", "10.0.0.1"), ttl: 0 }, srv(["No host", ...plain], "h.local", 1883)]);
		time.advance(6000);
		assert.deepEqual(names(), []);
	});

	it("hears no answer from another port than 5353", () => {
		search(false);
		multicast.answer(broker("Home", "broker.local", 1883, "10.0.0.1"), "10.0.0.1", 40_000);
		time.advance(6000);
		assert.deepEqual(names(), []);
	});

	it("of a machine's addresses takes the one that answered", () => {
		search(false);
		multicast.answer(
			[
				...broker("Home", "broker.local", 1883, "172.17.0.1"),
				a("broker.local", "192.168.1.10"),
				a("broker.local", "10.8.0.1"),
			],
			"192.168.1.10",
		);
		time.advance(1000);
		assert.equal(found?.[0]?.address, "192.168.1.10");
	});

	it("takes an instance whose dots a responder made into labels", () => {
		search(false);
		const owner = ["Küche 1", "5", ...plain];
		multicast.answer([
			{ ...ptr(plain, ""), data: name(...owner) },
			srv(owner, "broker.local", 1883),
			a("broker.local", "10.0.0.1"),
		]);
		time.advance(1000);
		assert.deepEqual(names(), ["Küche 1.5"]);
	});

	it("keeps 8 brokers and asks at most 4 times out of turn, whatever comes", () => {
		search(false);
		for (let i = 0; i < 200; i++) {
			multicast.answer([ptr(plain, `Broker ${i}`), srv([`Broker ${i}`, ...plain], `b${i}.local`, 1883)]);
			multicast.answer([a(`b${i}.local`, "10.0.0.1")]);
		}
		assert.equal(multicast.sent.length, 1 + 4);
		assert.ok(multicast.sent.every(({ length }) => length < 1000));
		time.advance(6000);
		assert.equal(found?.length, 8);
	});

	it("goes on when a question cannot be sent", () => {
		multicast.fault = new Error("no network");
		search(false);
		time.advance(1000);
		multicast.fault = undefined;
		multicast.sendFault = new Error("no route");
		time.advance(1000);
		multicast.sendFault = undefined;
		time.advance(2000);
		multicast.answer(broker("Home", "broker.local", 1883, "10.0.0.1"));
		time.advance(2000);
		assert.deepEqual([names(), multicast.opened, multicast.closed], [["Home"], 1, 1]);
	});

	it("that is stopped says nothing and leaves nothing open", () => {
		const query = search(false);
		query.stop();
		multicast.answer(broker("Home", "broker.local", 1883, "10.0.0.1"));
		time.advance(10_000);
		assert.deepEqual([found, multicast.closed, time.pending], [undefined, 1, 0]);
	});

	it("ends whatever arrives", () => {
		const records = broker("Home", "broker.local", 1883, "10.0.0.1").concat(
			broker("x", "y.local", 0, "0.0.0.0"),
		);
		const changed = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }).map((flips) => {
			const data = response(records);
			for (const [at, octet] of flips) data[at % data.length] = octet;
			return data;
		});
		fc.assert(
			fc.property(fc.array(changed, { maxLength: 5 }), (datagrams) => {
				time = new FakeTime();
				multicast = new FakeMulticast();
				search(false);
				for (const data of datagrams) multicast.answer(data);
				time.advance(6000);
				for (const each of found!) {
					assert.ok(each.port >= 1 && each.port <= 65_535);
					assert.match(each.address, /^\d+\.\d+\.\d+\.\d+$/);
				}
				assert.deepEqual([multicast.closed, time.pending], [1, 0]);
			}),
		);
	});
});

describe("a search for an address", () => {
	it("asks for the A record and ends with the answer", () => {
		resolve("Broker.local");
		assert.deepEqual([...multicast.sent[0]!], question([["broker", "local"], 1]));
		multicast.answer([a("BROKER.LOCAL", "192.168.1.10")]);
		assert.deepEqual([address, multicast.closed, time.pending], ["192.168.1.10", 1, 0]);
	});

	it("passes over other names, goodbyes and what cannot be reached", () => {
		resolve("broker.local");
		multicast.answer([a("other.local", "10.0.0.1"), { ...a("broker.local", "10.0.0.2"), ttl: 0 }]);
		multicast.answer([a("broker.local", "0.0.0.0"), { ...a("broker.local", "10.0.0.3"), class: 3 }]);
		time.advance(5999);
		assert.equal(address, "none yet");
		time.advance(1);
		assert.equal(address, undefined);
		assert.equal(multicast.sent.length, 4);
	});

	it("of several addresses takes the one that answered", () => {
		resolve("broker.local");
		multicast.answer(
			[a("broker.local", "172.17.0.1"), a("broker.local", "192.168.1.10"), a("broker.local", "10.8.0.1")],
			"192.168.1.10",
		);
		assert.equal(address, "192.168.1.10");
	});
});
