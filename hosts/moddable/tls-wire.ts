/** TLS to a broker, or another server, by the SDK's session, with a reason for each failure. Nothing is sent before it is secure. */

import type TCP from "embedded:io/socket/tcp";
import { hasRoom } from "moddable/memory";
import { connectSocket, type MakeWire, PlainWire, type Wire, type WireOwner } from "moddable/wire";
import { certificatesDer } from "settings/certificate";
import Session from "ssl/session";
import { ipv4 } from "tls/certificate-path";
import type { MqttOptions } from "../ports";

/** `host` or `serverName` is what the certificate must be made out to; `ca` whom to trust. */
type Way = Pick<MqttOptions, "tls" | "ca" | "host" | "serverName">;

interface TlsOptions {
	/** IPv4. */
	readonly address: string;
	readonly port: number;
	readonly owner: WireOwner;
	/** Name or IPv4 address that the broker's certificate must be made out to. */
	readonly peer: string;
	/** Certificates in DER. */
	readonly trusted: readonly Uint8Array[];
	/** UTC since 1970 in milliseconds. */
	readonly now: number;
}

/** TLS 1.2: the only version that the SDK has without known weakness. */
const version = 0x303;
/** Bytes of a record around its content: header, nonce and tag. */
const overhead = 29;
/** Bytes of content: what a server is asked not to exceed in a record (RFC 6066); many send 16 KB otherwise. */
const wantedRecord = 4096;
/** Longer records are refused: what they need would not be there. Bytes. */
const longestRecord = 8448;
/** Content types are from here to 3 more. */
const firstType = 20;
/** Messages after which the session has something to send. */
const serverHelloDone = 14;
const finished = 20;

/** In words, by `AlertDescription` of RFC 5246. */
const alerts: Readonly<Record<string, string>> = {
	"40": "no cipher in common",
	"70": "the broker has no TLS 1.2",
	"112": "the broker does not know its name",
	"116": "the broker wants a certificate",
};

/**
 * What a handshake takes at its peak, with some to spare: bytes in chunks, more with longer certificates, of which those
 * that are trusted tell, and slots. `docs/tls.md` has the measurements.
 */
const peakChunks = 6_000;
const peakPerByte = 8;
const peakSlots = 700;

/**
 * How to reach a broker; or why it cannot be, before anything is sent.
 * @param utc undefined while the clock is not set.
 */
export function makeWire(options: Way, utc: number | undefined): MakeWire | string {
	if (!options.tls) return (address, port, owner) => new PlainWire(address, port, owner);
	const trusted = certificatesDer(options.ca);
	if (trusted.length === 0) return "set mqtt.ca: a device has no list of authorities to trust";
	if (utc === undefined) return "clock not set: certificates cannot be judged yet";
	// without memory XS ends, and the device restarts
	const chunks = trusted.reduce((most, { length }) => Math.max(most, peakChunks + peakPerByte * length), 0);
	if (!hasRoom(chunks, peakSlots))
		return `not enough memory for TLS: it takes ${chunks} bytes and ${peakSlots} slots for a moment`;
	const peer = options.serverName ?? options.host;
	return (address, port, owner) => new TlsWire({ address, port, owner, peer, trusted, now: utc });
}

/** What the session reads from and writes to. */
class Transport {
	readable = 0;
	writable = 0;
	private readonly wire: TlsWire;

	constructor(wire: TlsWire) {
		this.wire = wire;
	}

	read(view: Uint8Array): void {
		this.wire.fill(view);
	}

	write(bytes: Uint8Array): number {
		return this.wire.send(bytes);
	}
}

class TlsWire implements Wire {
	private readonly owner: WireOwner;
	private readonly session: Session;
	private readonly socket: TCP;
	private readonly transport = new Transport(this);
	private ready = false;
	private ended = false;
	private answered = false;
	/** Bytes of the record at hand: of its header that were read, and those to come. */
	private readonly header = new Uint8Array(5);
	private headerLength = 0;
	private rest = 0;

	constructor(options: TlsOptions) {
		const { address, port, owner, peer, trusted, now } = options;
		this.owner = owner;
		this.session = new Session({
			// an address is no name for the broker to choose its certificate by
			...(ipv4(peer) === undefined && { serverName: peer }),
			protocolVersion: version,
			cache: false,
			tls_max_fragment_length: wantedRecord,
			trusted,
			peer,
			now,
		});
		this.session.initiateHandshake();
		this.socket = connectSocket(address, port, this);
	}

	write(bytes: Uint8Array | ArrayBuffer, options?: { more?: boolean; byteLength?: number }): number {
		return Math.max(0, this.session.write(this.transport, bytes, options) - overhead);
	}

	close(): void {
		this.ended = true;
		this.socket.close();
	}

	onReadable(count: number): void {
		if (this.ended) return;
		try {
			this.receive(count);
		} catch (error) {
			this.broken(error);
		}
	}

	onWritable(count: number): void {
		if (this.ended) return;
		try {
			this.goOn(count);
		} catch (error) {
			this.broken(error);
		}
	}

	onError(): void {
		this.fail(this.lostReason());
	}

	/** What goes wrong in the handshake ends the connection; an exception of the firmware's own is none of TLS. */
	private broken(error: unknown): void {
		if (this.ready) throw error;
		this.fail(reasonOf(error));
	}

	private goOn(room: number): void {
		this.transport.writable = room;
		if (!this.ready) this.shakeHands();
		else if (room > 2 * overhead) this.owner.onWritable(room - overhead);
	}

	private receive(count: number): void {
		this.transport.readable = count;
		if (!this.ready) this.shakeHands();
		while (this.ready && !this.ended && this.transport.readable > 0) {
			const bytes = this.open();
			if (bytes === undefined) return;
			if (bytes.length > 0) this.owner.onBytes(bytes);
		}
	}

	/** What the next record holds; undefined when it is not all there, or is the last. */
	private open(): Uint8Array | undefined {
		try {
			const bytes = this.session.read(this.transport);
			if (bytes === null) this.fail(undefined);
			return bytes ?? undefined;
		} catch (error) {
			this.fail(`connection lost: ${error instanceof Error ? error.message : "TLS"}`);
			return undefined;
		}
	}

	/** As far as it goes with what has arrived. */
	private shakeHands(): void {
		const session = this.session;
		for (;;) {
			const done = session.handshake(this.transport);
			// the SDK calls it done when the broker takes its leave, and would go on without a cipher
			if (session.alert) throw new Error("the broker took its leave");
			if (done) break;
			const { handshakeProcess } = session;
			if (handshakeProcess === serverHelloDone || handshakeProcess === finished) continue;
			if (this.transport.readable === 0) return;
		}
		if (!session.clientCipher || !session.serverCipher) throw new Error("no cipher");
		this.ready = true;
		this.goOn(this.transport.writable);
	}

	/** Fills `view` for the session, which reads five bytes of header and then as many as these say. */
	fill(view: Uint8Array): void {
		this.socket.read(view as unknown as number);
		this.answered = true;
		if (this.rest > 0) {
			this.rest -= view.length;
			return;
		}
		this.header.set(view, this.headerLength);
		this.headerLength += view.length;
		const type = this.header[0]! - firstType;
		if (type < 0 || type > 3 || (this.headerLength > 1 && this.header[1] !== 3))
			throw new Error("not a TLS port: the answer is not TLS");
		if (this.headerLength < this.header.length) return;
		this.headerLength = 0;
		this.rest = (this.header[3]! << 8) | this.header[4]!;
		if (this.rest > longestRecord) throw new Error(`a record of ${this.rest} bytes is too long`);
	}

	send(bytes: Uint8Array): number {
		return this.socket.write(bytes as unknown as ArrayBuffer) as unknown as number;
	}

	private lostReason(): string | undefined {
		if (this.ready) return undefined;
		if (this.transport.writable === 0) return "connection refused";
		return this.answered ? "handshake failed: the broker hung up" : "not a TLS port: the broker hung up";
	}

	private fail(reason: string | undefined): void {
		if (this.ended) return;
		this.close();
		this.owner.onError(reason);
	}
}

/** Of an exception in the handshake. */
function reasonOf(error: unknown): string {
	const message = error instanceof Error ? error.message : "";
	for (const known of [
		"certificate ",
		"handshake failed",
		"name mismatch",
		"not a TLS port",
		"unknown authority",
	])
		if (message.startsWith(known)) return message;
	if (!message.startsWith("alert: ")) return `handshake failed: ${message || "malformed"}`;
	const number = message.slice(message.indexOf(",") + 2);
	return `handshake failed: ${alerts[number] ?? `alert ${number}`}`;
}
