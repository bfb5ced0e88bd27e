/**
 * Keeps one connection to the broker alive and empties the outbox over it: QoS 1 with a small window, time limits on
 * every answer, and after a loss a new attempt that waits longer each time. Nothing here throws.
 */

import type {
	MqttConnection,
	MqttEvents,
	MqttMessage,
	MqttOptions,
	MqttTransport,
	Timers,
} from "../../hosts/ports";
import type { Outbox } from "./outbox";
import { retryDelay } from "./retry-delay";

export interface SessionOwner {
	/** Connected and subscribed; what is in the outbox follows this call. */
	onOnline(): void;
	/** The connection was lost, or an attempt failed for a new reason. Words for people, without secrets. */
	onOffline(reason: string): void;
	/** As the port gives it. */
	onMessage(topic: string, payload: string | undefined, retained: boolean): void;
	/** Few messages wait: the owner may put a few more. */
	onRoom(): void;
}

export interface SessionOptions {
	readonly transport: MqttTransport;
	readonly timers: Timers;
	/** 0 to 1. */
	readonly random: () => number;
	readonly outbox: Outbox;
	/** An empty host: the transport finds one. */
	readonly connection: MqttOptions;
	readonly subscriptions: readonly string[];
	readonly owner: SessionOwner;
}

/** Messages without acknowledgement at a time. */
const window = 4;
/** Fewer messages leave room for what can wait. */
const roomBelow = 4;
const connectLimit = 15_000;
/** Without any acknowledgement for this long (at most twice), the connection counts as lost. */
const stallLimit = 30_000;
/** An orderly end takes no longer. */
const closeLimit = 5_000;
const transportFailed = "the connection failed inside";

type State = "offline" | "connecting" | "online" | "closed";

export class MqttSession {
	private readonly options: SessionOptions;
	private state: State = "offline";
	private connection: MqttConnection | undefined;
	/** Events of an earlier attempt are none of ours. */
	private attempt: Attempt | undefined;
	private failures = 0;
	private reason = "";
	/** Retry, CONNACK or stall limit, by the state. */
	private timer: unknown;
	private acknowledgedSince = false;
	/** Last message and whom to tell, once the end has begun. */
	private closing: { readonly last: MqttMessage; readonly onClosed: () => void } | undefined;
	private lastPut = false;
	private closeTimer: unknown;

	constructor(options: SessionOptions) {
		this.options = options;
	}

	start(): void {
		this.connect();
	}

	/** A connection is being made, which takes memory and the radio. */
	get connecting(): boolean {
		return this.state === "connecting";
	}

	/** Sends what the outbox holds, as far as the window allows. */
	pump(): void {
		const { outbox } = this.options;
		while (this.state === "online" && outbox.inFlight < window) {
			if (this.sendNext() === undefined) return;
		}
	}

	/**
	 * An orderly end: sends what waits, then `last`, waits for the acknowledgements (5 s at most) and disconnects.
	 * @param last bridge state; retained.
	 * @param onClosed called once.
	 */
	close(last: MqttMessage, onClosed: () => void): void {
		if (this.closing !== undefined || this.state === "closed") return;
		this.closing = { last, onClosed };
		if (this.state === "offline") {
			this.finish();
			return;
		}
		this.closeTimer = this.options.timers.set(() => this.closeLate(), closeLimit);
		if (this.state === "online") this.settle();
	}

	onConnected(from: Attempt): void {
		if (from === this.attempt && this.state === "connecting") this.connected();
	}

	onAcknowledged(from: Attempt, number: number): void {
		if (from === this.attempt) this.acknowledged(number);
	}

	onMessage(from: Attempt, topic: string, payload: string | undefined, retained: boolean): void {
		if (from === this.attempt) this.options.owner.onMessage(topic, payload, retained);
	}

	onClosed(from: Attempt, reason: string): void {
		if (from === this.attempt) this.lost(reason);
	}

	private connect(): void {
		const { transport, timers, connection } = this.options;
		this.state = "connecting";
		const attempt = new Attempt(this);
		this.attempt = attempt;
		this.setTimer(timers.set(() => this.abandon("the broker does not answer"), connectLimit));
		try {
			this.connection = transport.connect(connection, attempt);
		} catch {
			this.lost(transportFailed);
		}
	}

	private connected(): void {
		this.state = "online";
		this.reason = "";
		this.setTimer(undefined);
		try {
			for (const topic of this.options.subscriptions) this.connection!.subscribe(topic);
		} catch {
			this.abandon(transportFailed);
			return;
		}
		this.options.outbox.join();
		this.options.owner.onOnline();
		this.settle();
	}

	/** Gives the topic of what went, if anything did. */
	private sendNext(): string | undefined {
		const entry = this.options.outbox.next();
		if (entry === undefined) return undefined;
		try {
			this.connection!.publish(entry.number, entry.message);
		} catch {
			this.abandon(transportFailed);
			return undefined;
		}
		if (this.timer === undefined) this.watchForStall();
		return entry.message.topic;
	}

	private watchForStall(): void {
		this.acknowledgedSince = false;
		this.setTimer(this.options.timers.set(() => this.checkForStall(), stallLimit));
	}

	private checkForStall(): void {
		if (this.options.outbox.inFlight === 0) this.setTimer(undefined);
		else if (this.acknowledgedSince) this.watchForStall();
		else this.abandon("the broker stopped acknowledging");
	}

	private acknowledged(number: number): void {
		if (!this.options.outbox.acknowledge(number)) return;
		this.acknowledgedSince = true;
		this.failures = 0;
		this.settle();
	}

	/** With little waiting, the owner may add; when nothing is left and this is the end, the last words follow. */
	private settle(): void {
		const { outbox, owner } = this.options;
		if (outbox.size < roomBelow) owner.onRoom();
		if (this.closing !== undefined && outbox.size === 0) {
			if (this.lastPut) this.disconnect();
			else this.putLast(this.closing.last);
		}
		this.pump();
	}

	private putLast(last: MqttMessage): void {
		this.lastPut = true;
		this.options.outbox.put({ ...last, kind: "state" });
	}

	/** The limit for an orderly end is over: the last words now, whatever still waits. */
	private closeLate(): void {
		const { last } = this.closing!;
		if (this.state === "online" && !this.lastPut) {
			this.putLast(last);
			let topic: string | undefined;
			do topic = this.sendNext();
			while (topic !== undefined && topic !== last.topic);
		}
		this.disconnect();
		this.finish();
	}

	private disconnect(): void {
		try {
			this.connection?.close();
		} catch {
			this.lost(transportFailed);
		}
	}

	/** Gives up a connection that may still be there. */
	private abandon(reason: string): void {
		const connection = this.connection;
		this.lost(reason);
		try {
			connection?.close();
		} catch {
			// it is given up already
		}
	}

	private lost(reason: string): void {
		if (this.state === "closed") return;
		const { timers, random, outbox, owner } = this.options;
		const news = this.state === "online" || reason !== this.reason;
		this.reason = reason;
		this.attempt = undefined;
		this.connection = undefined;
		this.state = "offline";
		outbox.leave();
		if (this.closing) {
			this.finish();
			return;
		}
		this.setTimer(timers.set(() => this.connect(), retryDelay(++this.failures, random())));
		if (news) owner.onOffline(reason);
	}

	private finish(): void {
		if (this.state === "closed") return;
		this.state = "closed";
		this.attempt = undefined;
		this.connection = undefined;
		this.setTimer(undefined);
		if (this.closeTimer !== undefined) this.options.timers.clear(this.closeTimer);
		this.closing!.onClosed();
	}

	private setTimer(timer: unknown): void {
		if (this.timer !== undefined) this.options.timers.clear(this.timer);
		this.timer = timer;
	}
}

/** Hears of one connection. */
class Attempt implements MqttEvents {
	private readonly session: MqttSession;

	constructor(session: MqttSession) {
		this.session = session;
	}

	onConnected(): void {
		this.session.onConnected(this);
	}

	onAcknowledged(number: number): void {
		this.session.onAcknowledged(this, number);
	}

	onMessage(topic: string, payload: string | undefined, retained: boolean): void {
		this.session.onMessage(this, topic, payload, retained);
	}

	onClosed(reason: string): void {
		this.session.onClosed(this, reason);
	}
}
