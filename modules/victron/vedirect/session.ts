/**
 * Requests to a VE.Direct device, one after the other, each with one outcome within a bounded time. The rest of what
 * the device sends goes to the events.
 */

import type { Fields } from "../decode";
import { versionText } from "../registers";
import { type Message, type Refusal, type Request, requestFrame } from "./frame";
import { type StreamFault, VeDirectStream } from "./stream";

export type RequestOutcome =
	/** Of get and set: the register's bytes, after the setting. */
	| { readonly outcome: "value"; readonly value: Uint8Array }
	/** Of ping and version. */
	| { readonly outcome: "version"; readonly version: string }
	| { readonly outcome: "product"; readonly id: number }
	/** Of restart, which has no answer. */
	| { readonly outcome: "sent" }
	| { readonly outcome: "refused"; readonly reason: Refusal }
	| { readonly outcome: "no_answer" }
	| { readonly outcome: "closed" };

/** Milliseconds; as the port of the hosts. */
export interface SessionTimers {
	set(callback: () => void, delay: number): unknown;
	clear(timer: unknown): void;
}

export interface SessionOptions {
	readonly timers: SessionTimers;
	/** ASCII onto the line. */
	readonly write: (text: string) => void;
	/** A TEXT block. */
	readonly onText?: (fields: Fields) => void;
	/** A register that the device sent by itself. */
	readonly onRegister?: (id: number, value: Uint8Array) => void;
	readonly onFault?: (fault: StreamFault) => void;
}

/** Milliseconds for an answer: one block of text and the longest frame, twice. */
export const answerLimit = 1000;
/** A request is sent so often before it has no answer. */
export const requestTries = 3;

interface Waiting {
	readonly request: Request;
	readonly onOutcome: (outcome: RequestOutcome) => void;
	tries: number;
}

export class VeDirectSession {
	private readonly options: SessionOptions;
	private readonly stream: VeDirectStream;
	/** The first is under way. */
	private readonly queue: Waiting[] = [];
	private timer: unknown;
	private closed = false;

	constructor(options: SessionOptions) {
		this.options = options;
		this.stream = new VeDirectStream({
			onText: (fields) => options.onText?.(fields),
			onMessage: (message) => this.message(message),
			onFault: (fault) => options.onFault?.(fault),
		});
	}

	/** What came over the line. */
	receive(bytes: Uint8Array): void {
		if (!this.closed) this.stream.receive(bytes);
	}

	/** `onOutcome` is called once, never from inside this call. */
	request(request: Request, onOutcome: (outcome: RequestOutcome) => void): void {
		this.queue.push({ request, onOutcome, tries: 0 });
		if (this.queue.length === 1) this.timer = this.options.timers.set(() => this.send(), 0);
	}

	/** Every request that waits ends as `closed`. */
	close(): void {
		this.closed = true;
		this.options.timers.clear(this.timer);
		for (const { onOutcome } of this.queue.splice(0)) onOutcome({ outcome: "closed" });
	}

	private send(): void {
		const waiting = this.queue[0];
		if (!waiting) return;
		if (this.closed || waiting.tries === requestTries) {
			this.finish({ outcome: this.closed ? "closed" : "no_answer" });
			return;
		}
		waiting.tries++;
		this.timer = this.options.timers.set(() => this.send(), answerLimit);
		this.options.write(requestFrame(waiting.request));
		if (waiting.request.kind === "restart") this.finish({ outcome: "sent" });
	}

	private finish(outcome: RequestOutcome): void {
		this.options.timers.clear(this.timer);
		const done = this.queue.shift();
		if (this.queue.length > 0) this.timer = this.options.timers.set(() => this.send(), 0);
		done?.onOutcome(outcome);
	}

	private message(message: Message): void {
		if (message.kind === "async") {
			if (!message.refusal) this.options.onRegister?.(message.id, message.value);
			return;
		}
		const waiting = this.queue[0];
		// Nothing is asked, or it is a late answer to an earlier request.
		if (!waiting || waiting.tries === 0) return;
		if (message.kind === "bad_frame") {
			this.options.timers.clear(this.timer);
			this.timer = this.options.timers.set(() => this.send(), 0);
			return;
		}
		const outcome = answer(waiting.request, message);
		if (outcome) this.finish(outcome);
	}
}

/** What a message means to a request; undefined when it is not for it. */
function answer(request: Request, message: Message): RequestOutcome | undefined {
	if (message.kind === "unknown_command") return { outcome: "refused", reason: "unknown_command" };
	switch (request.kind) {
		case "ping":
			return message.kind === "ping" ? { outcome: "version", version: message.version } : undefined;
		case "version":
			// The top four bits tell application from boot loader.
			return message.kind === "done"
				? { outcome: "version", version: versionText(message.number & 0x0fff) }
				: undefined;
		case "product":
			return message.kind === "done" ? { outcome: "product", id: message.number } : undefined;
		case "get":
		case "set":
			if (message.kind !== request.kind || message.id !== request.id) return undefined;
			return message.refusal
				? { outcome: "refused", reason: message.refusal }
				: { outcome: "value", value: message.value };
		default:
			return undefined;
	}
}
