/**
 * XS's end of the pipe to Node: events come in through `handleCommand`, actions go back as its result, and
 * `issueCommand` is the synchronous call upwards. Globals are those of the engine in `@agoric/xsnap`.
 */

import type { Boot, HostAction, HostEvent, TimedEvent } from "../protocol";
import { upcalls } from "../protocol";

declare function issueCommand(request: ArrayBuffer): ArrayBuffer;
declare class TextEncoder {
	encode(text: string): Uint8Array;
}
declare class TextDecoder {
	decode(bytes: ArrayBuffer): string;
}

/** What the engine calls for each command. */
const engine = globalThis as { handleCommand?: (message: ArrayBuffer) => { result?: ArrayBuffer } };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Calls Node and waits for the answer. */
export const upcall = issueCommand;

/** Calls Node with the parts in a row, after the byte of `upcalls`. */
export function call(kind: number, ...parts: readonly Uint8Array[]): Uint8Array {
	let length = 1;
	for (const part of parts) length += part.length;
	const request = new Uint8Array(length);
	request[0] = kind;
	let at = 1;
	for (const part of parts) {
		request.set(part, at);
		at += part.length;
	}
	return new Uint8Array(upcall(request.buffer));
}

/** UTF-8. */
export function textOf(bytes: Uint8Array): string {
	return decoder.decode(bytes.slice().buffer as ArrayBuffer);
}

/** What Node knows at the start. */
export function boot(): Boot {
	const known = JSON.parse(decoder.decode(upcall(Uint8Array.of(upcalls.boot).buffer))) as Boot;
	time.utc = known.utc;
	return known;
}

/** Time of the event that is being handled; monotonic time begins with the engine, as on a device. */
export const time = { monotonic: 0, utc: 0 };

let actions: HostAction[] = [];

export function act(action: HostAction): void {
	actions.push(action);
}

let left = false;

/** The last action of this engine: what is still in the batch happens without it. */
export function leave(action: HostAction): void {
	act(action);
	left = true;
}

/** Hands the events to `handle`, one by one; what one of them throws goes to `onFault`, and the next goes on. */
export function serve(
	handle: (event: HostEvent) => void,
	onFault: (origin: string, message: string) => void,
): void {
	engine.handleCommand = (message) => {
		const answer: { result?: ArrayBuffer } = {};
		const events = JSON.parse(decoder.decode(message)) as TimedEvent[];
		for (const [monotonic, utc, event] of events) {
			if (left) break;
			time.monotonic = monotonic;
			time.utc = utc;
			try {
				handle(event);
			} catch (error) {
				onFault(event[0], String(error));
			}
		}
		answer.result = encoder.encode(JSON.stringify(actions)).buffer as ArrayBuffer;
		actions = [];
		return answer;
	};
}

/** Answers each text of a batch with a text, for commands that run no firmware. */
export function serveText(handle: (text: string) => string): void {
	engine.handleCommand = (message) => ({
		result: encoder.encode(handle(decoder.decode(message))).buffer as ArrayBuffer,
	});
}
