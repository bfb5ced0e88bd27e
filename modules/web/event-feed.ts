/**
 * Server-sent events: readings, what is wrong with a device, the log, updates. Each tick sends one thing at most to
 * each client and one reading to all, so that no burst fills a socket. Without a client nothing is made or kept.
 */

import type { Clock, HttpExchange, Timers } from "../../hosts/ports";
import type { UpdateProgress } from "../control/api";
import type { DeviceReports } from "../control/device-reports";
import type { Device } from "../telemetry/device";
import type { ReadingSink } from "../telemetry/receiver";
import { streamEvents } from "./answers";
import type { LogLines } from "./log-lines";

export interface EventFeedOptions {
	readonly timers: Timers;
	readonly clock: Pick<Clock, "monotonic">;
	readonly devices: readonly Device[];
}

/** By the device's index. */
export type Views = Pick<DeviceReports, "reading" | "finding" | "age" | "report">;

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

/**
 * Places in what is kept of a device: 0 nothing, 1 it repeated itself, 2 a new reading; the finding that was told last,
 * plus 1, 0 before; when its reading was told.
 */
const place = { news: 0, finding: 4, toldAt: 8, size: 16 } as const;

/** Allocated for as long as somebody listens. */
interface Work {
	readonly timer: unknown;
	readonly clients: Client[];
	readonly data: DataView;
	device: number;
	/** The next device whose report is compared; all of them when it is time. */
	compared: number;
	comparedAt: number;
	commentAt: number;
}

export class EventFeed implements ReadingSink {
	private readonly options: EventFeedOptions;
	private readonly views: Views;
	private readonly log: LogLines;
	private work: Work | undefined;

	constructor(options: EventFeedOptions, views: Views, log: LogLines) {
		this.options = options;
		this.views = views;
		this.log = log;
	}

	get full(): boolean {
		return this.work !== undefined && this.work.clients.length >= mostClients;
	}

	/** Not while it is full. */
	open(exchange: HttpExchange): void {
		const work = this.work ?? this.begin();
		this.work = work;
		const client = { exchange, next: 0, line: this.log.first };
		work.clients.push(client);
		streamEvents(exchange, () => this.remove(client));
		this.send(client, "retry: 3000\n\n");
	}

	/** Who listens must ask again, and may be refused. */
	closeAll(): void {
		const clients = this.work?.clients.splice(0) ?? [];
		this.end();
		for (const { exchange } of clients) exchange.close();
	}

	progress(progress: UpdateProgress): void {
		this.sendAll("update", JSON.stringify(progress));
	}

	reading(device: Device): void {
		this.work?.data.setUint8(device.index * place.size + place.news, 2);
	}

	heard(device: Device): void {
		const data = this.work?.data;
		const at = device.index * place.size + place.news;
		if (data?.getUint8(at) === 0) data.setUint8(at, 1);
	}

	wrongKey(): void {}

	private begin(): Work {
		const { clock, devices, timers } = this.options;
		const now = clock.monotonic();
		return {
			timer: timers.repeat(() => this.tick(), tickInterval),
			clients: [],
			data: new DataView(new ArrayBuffer(devices.length * place.size)),
			device: 0,
			compared: devices.length,
			comparedAt: now,
			commentAt: now,
		};
	}

	private end(): void {
		if (this.work === undefined) return;
		this.options.timers.clear(this.work.timer);
		this.work = undefined;
	}

	private remove(client: Client): void {
		const at = this.work?.clients.indexOf(client) ?? -1;
		if (at < 0) return;
		this.work!.clients.splice(at, 1);
		if (this.work!.clients.length === 0) this.end();
	}

	private tick(): void {
		const work = this.work!;
		const now = this.options.clock.monotonic();
		for (const client of [...work.clients]) this.greet(client);
		this.tellReading(work, now);
		this.tellReport(work, now);
		if (now - work.commentAt >= commentInterval) {
			work.commentAt = now;
			for (const client of [...work.clients]) this.send(client, ": still here\n\n");
		}
	}

	/** One of the things that a client was not told yet. */
	private greet(client: Client): void {
		const { devices } = this.options;
		const log = this.log;
		if (client.next < 2 * devices.length) {
			const next = client.next++;
			const index = next >> 1;
			const text = next & 1 ? this.readingText(index) : this.reportText(index);
			if (text !== undefined) this.send(client, event(next & 1 ? "reading" : "device", text));
			return;
		}
		if (client.line >= log.next) return;
		client.line = Math.max(client.line, log.first);
		const line = log.line(client.line++);
		if (line !== undefined) this.send(client, event("log", line));
	}

	/** The next device with news. */
	private tellReading({ data }: Work, now: number): void {
		const { length } = this.options.devices;
		for (let count = 0; count < length; count++) {
			const work = this.work!;
			const index = work.device;
			work.device = (index + 1) % length;
			const at = index * place.size;
			const news = data.getUint8(at + place.news);
			const age = now - data.getFloat64(at + place.toldAt);
			if (news === 0 || age < (news === 2 ? readingInterval : repeatInterval)) continue;
			data.setUint8(at + place.news, 0);
			data.setFloat64(at + place.toldAt, now);
			const text = this.readingText(index);
			if (text === undefined) continue;
			this.sendAll("reading", text);
			return;
		}
	}

	/** Compares one finding a tick, all of them every few seconds. */
	private tellReport(work: Work, now: number): void {
		const { length } = this.options.devices;
		if (work.compared >= length) {
			if (now - work.comparedAt < reportInterval) return;
			work.comparedAt = now;
			work.compared = 0;
		}
		const index = work.compared++;
		if (index >= length) return;
		if (this.views.finding(index) + 1 !== work.data.getUint32(index * place.size + place.finding))
			this.sendAll("device", this.reportText(index));
	}

	private readingText(index: number): string | undefined {
		const reading = this.views.reading(index);
		if (reading === undefined) return undefined;
		const { address, rssi } = this.options.devices[index]!;
		return JSON.stringify({ address, ...reading, rssi: rssi || undefined, age: this.views.age(index) });
	}

	/** It counts as told. */
	private reportText(index: number): string {
		this.work!.data.setUint32(index * place.size + place.finding, this.views.finding(index) + 1);
		return this.views.report(index);
	}

	private sendAll(name: string, data: string): void {
		if (this.work === undefined) return;
		const text = event(name, data);
		for (const client of [...this.work.clients]) this.send(client, text);
	}

	/** A client that is too slow has to come again. */
	private send(client: Client, text: string): void {
		if (client.exchange.send(text)) return;
		this.remove(client);
		client.exchange.close();
	}
}

/** @param data without line ends, as JSON is. */
function event(name: string, data: string): string {
	return `event: ${name}\ndata: ${data}\n\n`;
}
