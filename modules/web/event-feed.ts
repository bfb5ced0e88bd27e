/**
 * Server-sent events: readings, what is wrong with a device, the log, updates. Each tick sends one thing at most to
 * each client and one reading to all, so that no burst fills a socket. Without a client nothing is made or kept.
 */

import type { HttpExchange, Timers } from "../../hosts/ports";
import type { UpdateProgress } from "../control/api";
import type { Device } from "../telemetry/device";
import type { ReadingSink } from "../telemetry/receiver";
import type { Reading } from "../victron/record";
import { streamEvents } from "./answers";
import type { LogLines } from "./log-lines";

export interface EventFeedOptions {
	readonly timers: Timers;
	/** Milliseconds. */
	readonly monotonic: () => number;
	readonly devices: readonly Device[];
	/** The latest reading of the device with this index. */
	readonly latest: (index: number) => Reading | undefined;
	/** JSON of a `DeviceReport` without its reading. */
	readonly report: (index: number) => string;
	/** Changes whenever a report is worth telling. */
	readonly finding: (index: number) => number;
	readonly log: LogLines;
}

const mostClients = 4;
/** Milliseconds. */
const tickInterval = 50;
const readingInterval = 1_000;
/** A device that repeats itself is told this often, for its age and signal. */
const repeatInterval = 10_000;
const reportInterval = 5_000;
const commentInterval = 15_000;

interface Client {
	readonly exchange: HttpExchange;
	/** Of what it is told first: each device's report, then its reading. */
	next: number;
	/** Number of the next line of the log. */
	line: number;
}

/** Allocated for as long as somebody listens. */
interface Work {
	readonly timer: unknown;
	readonly clients: Client[];
	/** By device: 0 nothing, 1 it repeated itself, 2 a new reading. */
	readonly news: Uint8Array;
	readonly toldAt: Float64Array;
	/** By device: the finding that was told last. */
	readonly findings: Uint32Array;
	device: number;
	/** The next device whose report is compared; all of them when it is time. */
	compared: number;
	comparedAt: number;
	commentAt: number;
}

export class EventFeed implements ReadingSink {
	readonly #options: EventFeedOptions;
	#work: Work | undefined;

	constructor(options: EventFeedOptions) {
		this.#options = options;
	}

	get full(): boolean {
		return this.#work !== undefined && this.#work.clients.length >= mostClients;
	}

	/** Not while it is full. */
	open(exchange: HttpExchange): void {
		const work = this.#work ?? this.#begin();
		this.#work = work;
		const client = { exchange, next: 0, line: this.#options.log.first };
		work.clients.push(client);
		streamEvents(exchange, () => this.#remove(client));
		this.#send(client, "retry: 3000\n\n");
	}

	/** Who listens must ask again, and may be refused. */
	closeAll(): void {
		const clients = this.#work?.clients.splice(0) ?? [];
		this.#end();
		for (const { exchange } of clients) exchange.close();
	}

	progress(progress: UpdateProgress): void {
		this.#sendAll("update", JSON.stringify(progress));
	}

	reading(device: Device): void {
		const work = this.#work;
		if (work !== undefined) work.news[device.index] = 2;
	}

	heard(device: Device): void {
		const work = this.#work;
		if (work !== undefined) work.news[device.index] ||= 1;
	}

	wrongKey(): void {}

	#begin(): Work {
		const { timers, devices, finding, monotonic } = this.#options;
		const now = monotonic();
		return {
			timer: timers.repeat(() => this.#tick(), tickInterval),
			clients: [],
			news: new Uint8Array(devices.length),
			toldAt: new Float64Array(devices.length),
			findings: Uint32Array.from(devices, ({ index }) => finding(index)),
			device: 0,
			compared: devices.length,
			comparedAt: now,
			commentAt: now,
		};
	}

	#end(): void {
		if (this.#work === undefined) return;
		this.#options.timers.clear(this.#work.timer);
		this.#work = undefined;
	}

	#remove(client: Client): void {
		const at = this.#work?.clients.indexOf(client) ?? -1;
		if (at < 0) return;
		this.#work!.clients.splice(at, 1);
		if (this.#work!.clients.length === 0) this.#end();
	}

	#tick(): void {
		const work = this.#work!;
		const now = this.#options.monotonic();
		for (const client of [...work.clients]) this.#greet(client);
		this.#tellReading(work, now);
		this.#tellReport(work, now);
		if (now - work.commentAt >= commentInterval) {
			work.commentAt = now;
			for (const client of [...work.clients]) this.#send(client, ": still here\n\n");
		}
	}

	/** One of the things that a client was not told yet. */
	#greet(client: Client): void {
		const { devices, log } = this.#options;
		if (client.next < 2 * devices.length) {
			const next = client.next++;
			const index = next >> 1;
			const text = next & 1 ? this.#readingText(index) : this.#options.report(index);
			if (text !== undefined) this.#send(client, event(next & 1 ? "reading" : "device", text));
			return;
		}
		if (client.line >= log.next) return;
		client.line = Math.max(client.line, log.first);
		const line = log.line(client.line++);
		if (line !== undefined) this.#send(client, event("log", JSON.stringify(line)));
	}

	/** The next device with news. */
	#tellReading(work: Work, now: number): void {
		const { length } = work.news;
		for (let count = 0; count < length; count++) {
			const index = work.device;
			work.device = (index + 1) % length;
			const news = work.news[index]!;
			const age = now - work.toldAt[index]!;
			if (news === 0 || age < (news === 2 ? readingInterval : repeatInterval)) continue;
			work.news[index] = 0;
			work.toldAt[index] = now;
			const text = this.#readingText(index);
			if (text === undefined) continue;
			this.#sendAll("reading", text);
			return;
		}
	}

	/** Compares one report a tick, all of them every few seconds. */
	#tellReport(work: Work, now: number): void {
		if (work.compared >= work.findings.length) {
			if (now - work.comparedAt < reportInterval) return;
			work.comparedAt = now;
			work.compared = 0;
		}
		const index = work.compared++;
		if (index >= work.findings.length) return;
		const finding = this.#options.finding(index);
		if (finding === work.findings[index]) return;
		work.findings[index] = finding;
		this.#sendAll("device", this.#options.report(index));
	}

	#readingText(index: number): string | undefined {
		const { devices, latest, monotonic } = this.#options;
		const reading = latest(index);
		if (reading === undefined) return undefined;
		const { address, rssi, heardAt } = devices[index]!;
		const age = heardAt === undefined ? undefined : Math.round((monotonic() - heardAt) / 1000);
		return JSON.stringify({ address, ...reading, rssi, age });
	}

	#sendAll(name: string, data: string): void {
		if (this.#work === undefined) return;
		const text = event(name, data);
		for (const client of [...this.#work.clients]) this.#send(client, text);
	}

	/** A client that is too slow has to come again. */
	#send(client: Client, text: string): void {
		if (client.exchange.send(text)) return;
		this.#remove(client);
		client.exchange.close();
	}
}

/** @param data without line ends, as JSON is. */
function event(name: string, data: string): string {
	return `event: ${name}\ndata: ${data}\n\n`;
}
