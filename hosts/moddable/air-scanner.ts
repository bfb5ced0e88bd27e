/** Adverts of the simulated air: UDP datagrams. */

import UDP from "embedded:io/socket/udp";
import { airDatagram } from "air";
import { guard } from "moddable/faults";
import { timers } from "moddable/timers";
import type { Scanner } from "../ports";

/** Longer datagrams hold no advert. */
const longest = 1024;
/** The SDK's typings have no `close`. */
interface Closable {
	close(): void;
}

export class AirScanner implements Scanner {
	private readonly port: number;
	private readonly from: string | undefined;
	private udp: Closable | undefined;

	/** @param from the only address that is heard; without it, all are. */
	constructor(port: number, from?: string) {
		this.port = port;
		this.from = from;
	}

	start(onAdvert: Parameters<Scanner["start"]>[0]): void {
		const from = this.from;
		/** A datagram that is no advert is heard as an advert of nobody: counted, and dropped first. */
		const nothing = new Uint8Array(0);
		const hear = guard("scanner", (datagram: ArrayBuffer) => {
			const advert = airDatagram(text(datagram));
			if (advert) onAdvert(advert.address, advert.rssi, advert.data);
			else onAdvert("", 0, nothing);
		});
		const socket: unknown = new UDP({
			port: this.port,
			onReadable(count) {
				while (count-- > 0) {
					const datagram = this.read();
					if (from === undefined || datagram.address === from) hear(datagram);
				}
			},
		});
		this.udp = socket as Closable;
	}

	stop(): void {
		this.udp?.close();
		this.udp = undefined;
	}

	// This air is always there, and tells of everybody.
	pause(): void {}

	resume(): void {}

	discover(duration: number, onEnd: () => void): void {
		timers.set(onEnd, duration);
	}
}

function text(datagram: ArrayBuffer): string {
	if (datagram.byteLength > longest) return "";
	try {
		return String.fromArrayBuffer(datagram);
	} catch {
		return "";
	}
}
