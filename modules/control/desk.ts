/** What the doors (serial line, MQTT, web) know of who answers requests. */

import type { LongText } from "../../hosts/ports";
import type { Door } from "./api";

/** What a request came to. */
export type Reply =
	/** One sentence: what is wrong, what is accepted. */
	| { readonly error: string }
	/** Members of the answer as JSON text without the braces, `"devices":[…]`; absent when there is nothing to say. */
	| { readonly members?: string | LongText };

/** Answers requests; see `api.ts`. */
export interface Desk {
	/**
	 * @param what such as `settings/get`; anything else is refused.
	 * @param parameters as JSON gave them, of whatever shape.
	 * @param done called once, perhaps from inside the call. Nothing is thrown.
	 */
	request(door: Door, what: string, parameters: unknown, done: (reply: Reply) => void): void;
}

/** The response as JSON, part by part. @param id of the request; anything but a short text or a number is left out. */
export function responseText(id: unknown, reply: Reply): LongText {
	const known =
		(typeof id === "string" && id.length <= 64) || (typeof id === "number" && Number.isFinite(id));
	const head = known ? `{"id":${JSON.stringify(id)},` : "{";
	if ("error" in reply) return text(`${head}"status":"error","error":${JSON.stringify(reply.error)}}`);
	const { members } = reply;
	if (members === undefined) return text(`${head}"status":"ok"}`);
	if (typeof members === "string") return text(`${head}"status":"ok",${members}}`);
	const { count } = members;
	const part = (index: number) =>
		index === 0 ? `${head}"status":"ok",` : index <= count ? members.part(index - 1) : "}";
	return { count: count + 2, part };
}

function text(whole: string): LongText {
	return { count: 1, part: () => whole };
}
