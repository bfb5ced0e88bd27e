import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import type { Reply } from "../../modules/control/desk";
import { wholeText } from "../../modules/publish/long-text";
import { Outbox } from "../../modules/publish/outbox";
import { ReadingQueue } from "../../modules/publish/reading-queue";
import { longestRequest, Requests } from "../../modules/publish/requests";
import { Topics } from "../../modules/publish/topics";

const base = "victron/bridge/c0ffee";

let asked: { door: string; what: string; parameters: unknown; done: (reply: Reply) => void }[];
let outbox: Outbox;
let requests: Requests;
let pumped: number;

beforeEach(() => {
	asked = [];
	pumped = 0;
	outbox = new Outbox(new ReadingQueue(1), () => assert.fail("there are no readings"));
	requests = new Requests({
		topics: new Topics({ base: "victron", discovery: "", id: "c0ffee" }),
		outbox,
		desk: {
			request: (door, what, parameters, done) => asked.push({ door, what, parameters, done }),
		},
		session: { pump: () => pumped++ },
	});
});

/** What goes out. */
function responses(): { topic: string; retain: boolean; payload: Record<string, unknown> }[] {
	const sent = [];
	for (let entry = outbox.next(); entry; entry = outbox.next()) {
		const { topic, payload, retain } = entry.message;
		sent.push({ topic, retain, payload: JSON.parse(wholeText(payload)) });
		outbox.acknowledge(entry.number);
	}
	return sent;
}

describe("requests over MQTT", () => {
	it("go to the desk, and the answer to the response's topic, not retained", () => {
		requests.message(`${base}/request/settings/get`, '{"id":"a","key":"mqtt.base"}', false);
		const [{ door, what, parameters, done }] = asked as [(typeof asked)[0]];
		assert.deepEqual([door, what, parameters], ["mqtt", "settings/get", { id: "a", key: "mqtt.base" }]);
		assert.deepEqual(responses(), []);
		done({ members: '"settings":{"mqtt.base":"boat"}' });
		assert.equal(pumped, 1);
		assert.deepEqual(responses(), [
			{
				topic: `${base}/response/settings/get`,
				retain: false,
				payload: { id: "a", status: "ok", settings: { "mqtt.base": "boat" } },
			},
		]);
	});

	it("may be empty", () => {
		requests.message(`${base}/request/status`, "", false);
		assert.deepEqual(asked[0]!.parameters, {});
	});

	it("are not what comes on another topic", () => {
		for (const topic of [`${base}/response/status`, `${base}/requests/status`, "homeassistant/status", ""])
			requests.message(topic, "{}", false);
		assert.deepEqual(asked, []);
		assert.deepEqual(responses(), []);
	});

	for (const [what, payload, retained, sentence] of [
		["retained", '{"id":7}', true, /retained, so it is not done/],
		["too large", undefined, false, new RegExp(`too large; accepted: ${longestRequest} bytes`)],
		["no JSON", "restart", false, /no JSON object/],
		["a list", "[]", false, /no JSON object/],
	] as const)
		it(`are answered and not done when they are ${what}`, () => {
			requests.message(`${base}/request/restart`, payload, retained);
			assert.deepEqual(asked, []);
			const [response] = responses();
			assert.equal(response!.topic, `${base}/response/restart`);
			assert.equal(response!.payload.status, "error");
			assert.match(String(response!.payload.error), sentence);
			assert.equal(response!.payload.id, what === "retained" ? 7 : undefined);
		});

	it("are four at a time; more are told, and those that nobody can be told are counted", () => {
		for (let i = 1; i <= 20; i++) requests.message(`${base}/request/scan`, `{"id":${i}}`, false);
		assert.equal(asked.length, 4);
		assert.equal(outbox.dropped, 8);
		const told = responses();
		assert.deepEqual(
			told.map(({ payload }) => payload.id),
			[5, 6, 7, 8, 9, 10, 11, 12],
		);
		assert.match(String(told[0]!.payload.error), /too many requests are under way; accepted: 4/);
		for (const { done } of asked) done({});
		assert.equal(responses().length, 4);
		requests.message(`${base}/request/scan`, "{}", false);
		assert.equal(asked.length, 5);
	});

	it("count as under way until their answer is sent", () => {
		for (let i = 1; i <= 4; i++) {
			requests.message(`${base}/request/status`, "", false);
			asked.at(-1)!.done({});
		}
		requests.message(`${base}/request/status`, "", false);
		assert.equal(asked.length, 4);
		responses();
		requests.message(`${base}/request/status`, "", false);
		assert.equal(asked.length, 5);
	});

	it("with a name of any length are answered on a short topic", () => {
		requests.message(`${base}/request/${"x".repeat(60_000)}`, "[", false);
		assert.equal(responses()[0]!.topic, `${base}/response/unknown`);
	});

	it("get one response in JSON or go to the desk, whatever comes", () => {
		fc.assert(
			fc.property(
				fc.string(),
				fc.option(fc.string(), { nil: undefined }),
				fc.boolean(),
				(what, payload, retained) => {
					asked = [];
					requests.message(`${base}/request/${what}`, payload, retained);
					for (const { done } of asked) done({});
					assert.equal(responses().length, 1);
				},
			),
		);
	});
});
