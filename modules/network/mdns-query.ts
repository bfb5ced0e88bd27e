/**
 * One-shot multicast DNS (RFC 6762, 5.1): asks from a port of its own until it knows enough, 6 s at most, and leaves
 * nothing open.
 */

import type { Timers } from "../../hosts/ports";
import { type DnsRecord, readResponse } from "./dns-message";
import { encodeQuery, type Question } from "./dns-question";
import type { Multicast, MulticastSocket } from "./multicast";

export interface QueryPorts {
	readonly multicast: Multicast;
	readonly timers: Timers;
	/** 0 to 1. */
	readonly random: () => number;
}

/** Who asks. None of it is called from inside `start`. */
export interface Asker {
	/** What is to be known still; asked anew for each datagram. */
	questions(): readonly Question[];
	/** @param sender IPv4 address, dotted. */
	onRecord(record: DnsRecord, sender: string): void;
	/** After the records of one datagram. */
	onAnswer(): "enough" | "ask again" | "wait";
	/** Time for the next question, if this does not say `enough`. */
	onTurn(): "enough" | "ask again";
	/** Once, unless `stop` comes first. The socket is closed. */
	onEnd(): void;
}

/** Milliseconds between the questions, and for the answer to the last: WiFi loses what goes to many. */
const turns = [1_000, 1_000, 2_000, 2_000] as const;
/** Questions that answers may raise at once. */
const mostFollowUps = 4;
/** Of one search; others on the network could keep it busy. */
const mostDatagrams = 64;
const port = 5353;

export class MdnsQuery {
	private readonly ports: QueryPorts;
	private readonly asker: Asker;
	private readonly id: number;
	private socket: MulticastSocket | undefined;
	private timer: unknown;
	private turn = 0;
	private followUps = 0;
	private datagrams = 0;
	private ended = false;

	constructor(ports: QueryPorts, asker: Asker) {
		this.ports = ports;
		this.asker = asker;
		this.id = 1 + Math.floor(ports.random() * 0xffff);
	}

	start(): void {
		this.ask();
		this.wait();
	}

	stop(): void {
		this.ended = true;
		this.ports.timers.clear(this.timer);
		const socket = this.socket;
		this.socket = undefined;
		try {
			socket?.close();
		} catch {
			// it is gone already
		}
	}

	private wait(): void {
		this.timer = this.ports.timers.set(() => {
			this.turn++;
			if (this.asker.onTurn() === "enough" || this.turn === turns.length) this.end();
			else this.start();
		}, turns[this.turn]!);
	}

	/** What cannot be sent is lost like a datagram: the next one may go. */
	private ask(): void {
		try {
			this.socket ??= this.ports.multicast.open((data, address, from) => this.hear(data, address, from));
			this.socket.send(encodeQuery(this.id, this.asker.questions()));
		} catch {
			// no network, perhaps
		}
	}

	private hear(data: Uint8Array, address: string, from: number): void {
		// RFC 6762, 6: an answer from any other port is none.
		if (this.ended || from !== port || ++this.datagrams > mostDatagrams) return;
		readResponse(data, this.id, (record) => this.asker.onRecord(record, address));
		const next = this.asker.onAnswer();
		if (next === "enough") this.end();
		else if (next === "ask again" && this.followUps++ < mostFollowUps) this.ask();
	}

	private end(): void {
		this.stop();
		this.asker.onEnd();
	}
}
