/** Answers with the headers that every one has. No text of a client gets into a header. */

import type { HttpExchange, LongText } from "../../hosts/ports";

type Headers = Record<string, string>;

const everywhere = { "cache-control": "no-store", "x-content-type-options": "nosniff" } as const;

function headersFor(type: string, more?: Headers): Headers {
	return { ...everywhere, ...(type === "" ? {} : { "content-type": type }), ...more };
}

export function answerJson(
	exchange: HttpExchange,
	body: string | LongText,
	more?: Headers,
	status = 200,
): void {
	exchange.respond(status, headersFor("application/json; charset=utf-8", more), body);
}

/** @param sentence what is wrong, and what is accepted. */
export function answerError(exchange: HttpExchange, status: number, sentence: string, more?: Headers): void {
	answerJson(exchange, JSON.stringify({ status: "error", error: sentence }), more, status);
}

export function answerNothing(exchange: HttpExchange, status: number, more?: Headers): void {
	exchange.respond(status, headersFor("", more), "");
}

export function answerPage(exchange: HttpExchange, policy: string): void {
	const more = {
		"content-encoding": "gzip",
		"content-security-policy": policy,
		"referrer-policy": "no-referrer",
		"x-frame-options": "DENY",
	};
	exchange.respondPage(headersFor("text/html; charset=utf-8", more));
}

export function streamEvents(exchange: HttpExchange, onClosed: () => void): void {
	exchange.stream(headersFor("text/event-stream"), onClosed);
}
