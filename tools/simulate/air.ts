/** Puts adverts on the simulated air (one UDP datagram each) in their own time, or into an adverts file at once. */

import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Advert } from "./site";

/** Datagrams in one go when catching up after a stall, and the pause after them in ms. */
const burst = 64;
const pause = 2;

/** Wall time; tests bring their own. */
export interface Pace {
	/** ms, never goes back. */
	now(): number;
	/** Ends early when the signal is aborted; never throws. */
	sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const wallTime: Pace = {
	now: () => performance.now(),
	sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
};

/**
 * Hands every advert on when it is due. Due times count from the start, so that delays do not add up; after a stall
 * what is overdue follows in bursts with pauses, in order and without a loss.
 * @param speed simulated seconds per second.
 */
export async function pace(
	adverts: Iterable<Advert>,
	speed: number,
	send: (advert: Advert) => Promise<void> | void,
	signal: AbortSignal,
	time: Pace = wallTime,
): Promise<void> {
	const start = time.now();
	let first: number | undefined;
	let inBurst = 0;
	for (const advert of adverts) {
		first ??= advert.at;
		const wait = start + ((advert.at - first) * 1000) / speed - time.now();
		if (wait > 0 || inBurst === burst) {
			await time.sleep(Math.max(wait, inBurst === burst ? pause : 0), signal);
			inBurst = 0;
		}
		if (signal.aborted) return;
		inBurst++;
		await send(advert);
	}
}

/** A socket that sends adverts to one listener. */
export interface Air {
	send(advert: Advert): Promise<void>;
	close(): void;
}

/** @throws when the host has no address. */
export async function openAir(host: string, port: number): Promise<Air> {
	const { address, family } = await lookup(host);
	const socket = createSocket(family === 6 ? "udp6" : "udp4");
	// Failures reach the callback of send.
	socket.on("error", () => {});
	return {
		send: ({ at: _, ...advert }) =>
			new Promise((resolve, reject) => {
				socket.send(JSON.stringify(advert), port, address, (error) => (error ? reject(error) : resolve()));
			}),
		close: () => socket.close(),
	};
}

/** Writes an adverts file (JSON lines) as fast as the disk takes it. @throws when the file cannot be written. */
export async function writeAdverts(
	adverts: Iterable<Advert>,
	file: string,
	signal: AbortSignal,
): Promise<void> {
	await pipeline(Readable.from(lines(adverts)), createWriteStream(file), { signal });
}

function* lines(adverts: Iterable<Advert>): Generator<string> {
	let chunk = "";
	for (const advert of adverts) {
		chunk += `${JSON.stringify(advert)}\n`;
		if (chunk.length < 65_536) continue;
		yield chunk;
		chunk = "";
	}
	if (chunk) yield chunk;
}
