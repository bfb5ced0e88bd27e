/** Payloads that are too large to have in memory at once. */

import type { LongText, MqttMessage } from "../../hosts/ports";

/** For hosts and tests with memory enough. */
export function wholeText(payload: MqttMessage["payload"]): string {
	if (typeof payload === "string") return payload;
	let text = "";
	for (let index = 0; index < payload.count; index++) text += payload.part(index);
	return text;
}

/** A member of an object: its name, its value, and what the value has besides, as text that is there already. */
export interface Member {
	readonly name: string;
	/** Made when it is wanted, for each of its parts is asked for by itself. */
	readonly value: () => object;
	/** `"options":["a","b"]`, or empty. */
	readonly more: string;
}

/**
 * A JSON object in parts, three for each member.
 * @param head up to the first member.
 * @param tail after the last one.
 */
export function longObject(
	head: () => string,
	count: number,
	member: (index: number) => Member,
	tail: string,
): LongText {
	return {
		count: 3 * count + 2,
		part(index) {
			if (index === 0) return head();
			if (index > 3 * count) return tail;
			const place = (index - 1) % 3;
			const { name, value, more } = member((index - 1 - place) / 3);
			if (place > 0) return more === "" || place === 1 ? more : "}";
			const text = JSON.stringify(value());
			const open = more === "" ? text : `${text.slice(0, -1)},`;
			return index === 1 ? `"${name}":${open}` : `,"${name}":${open}`;
		},
	};
}
