/** Requests over MQTT: `…/request/<what>` in, `…/response/<what>` out. */

import type { Desk } from "../control/desk";
import { responseText } from "../control/desk";
import { parseRequest } from "../control/parse-request";
import type { Outbox } from "./outbox";
import type { Topics } from "./topics";

/** Bytes that a request may have; a transport holds no more of a message. */
export const longestRequest = 4096;
/** Characters of the longest name that is answered by itself; all known ones are shorter. */
const longestName = 32;
/** Requests without an answer that is sent. */
const mostUnderWay = 4;

export class Requests {
	private readonly topics: Topics;
	private readonly outbox: Outbox;
	private readonly desk: Desk;
	private readonly session: { pump(): void };
	private waiting = 0;

	/** @param options `session` hears that there is something to send. */
	constructor(options: { topics: Topics; outbox: Outbox; desk: Desk; session: { pump(): void } }) {
		this.topics = options.topics;
		this.outbox = options.outbox;
		this.desk = options.desk;
		this.session = options.session;
	}

	/**
	 * @param topic of a message that came; what is no request passes by.
	 * @param payload undefined where it is longer than `longestRequest` bytes.
	 * @param retained the broker had it before: an old request, which it would repeat for ever.
	 */
	message(topic: string, payload: string | undefined, retained: boolean): void {
		const { request } = this.topics;
		if (!topic.startsWith(request)) return;
		const what = topic.slice(request.length);
		const parsed =
			payload === undefined
				? `the request is too large; accepted: ${longestRequest} bytes`
				: parseRequest(payload);
		const id = typeof parsed === "string" ? undefined : parsed.id;
		let problem = typeof parsed === "string" ? parsed : undefined;
		if (retained) problem = "the request is retained, so it is not done; publish it without retain";
		else if (this.waiting + this.outbox.responses >= mostUnderWay)
			problem = `too many requests are under way; accepted: ${mostUnderWay} at a time`;
		if (problem !== undefined) {
			this.put(what, responseText(id, { error: problem }));
			return;
		}
		this.waiting++;
		this.desk.request("mqtt", what, parsed, (reply) => {
			this.waiting--;
			this.put(what, responseText(id, reply));
		});
	}

	private put(what: string, payload: ReturnType<typeof responseText>): void {
		const topic = this.topics.response(what.length > longestName ? "unknown" : what);
		this.outbox.put({ topic, payload, retain: false, kind: "response" });
		this.session.pump();
	}
}
