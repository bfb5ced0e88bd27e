/** Devices of the simulated air for who connects over TCP; `hosts/air-gatt.ts` has the format. */

import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { type AirEvent, AirLines, type AirOrder, airLine, airOrder } from "../../hosts/air-gatt";
import { bindError } from "../../hosts/node/air-socket";
import type { GattConnection, GattEvents, GattFailure, GattPort } from "../../modules/victron/vreg/port";

const mostLinks = 16;
/** Bytes that may wait for who does not read. */
const mostWaiting = 1 << 20;

export class GattServer {
	readonly #server: Server;
	readonly #links = new Set<Link>();

	private constructor(devices: GattPort) {
		this.#server = createServer((socket) => {
			const link = new Link(socket, devices);
			this.#links.add(link);
			socket.once("close", () => this.#links.delete(link));
		});
		this.#server.maxConnections = mostLinks;
	}

	/**
	 * Listens there, or at a free port when that one is taken.
	 * @throws Error with a sentence when that address cannot be had.
	 */
	static async listen(devices: GattPort, host: string, port: number): Promise<GattServer> {
		const server = new GattServer(devices);
		try {
			await server.#listen(host, port);
		} catch (error) {
			const problem = error as NodeJS.ErrnoException;
			if (problem.code !== "EADDRINUSE") throw bindError(host, port, problem);
			await server.#listen(host, 0);
		}
		server.#server.on("error", () => {}); // a connection that was not accepted
		return server;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	close(): void {
		this.#server.close();
		for (const link of this.#links) link.end();
	}

	#listen(host: string, port: number): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#server.once("error", reject);
			this.#server.listen(port, host, () => {
				this.#server.off("error", reject);
				resolve();
			});
		});
	}
}

/** One connection: what it orders goes to the device, and what that does comes back. */
class Link implements GattEvents {
	readonly #socket: Socket;
	readonly #devices: GattPort;
	readonly #lines = new AirLines();
	#device: GattConnection | undefined;
	#over = false;

	constructor(socket: Socket, devices: GattPort) {
		this.#socket = socket;
		this.#devices = devices;
		socket.setNoDelay(true);
		socket.on("error", () => {}); // `close` follows
		socket.on("close", () => this.end());
		socket.on("data", (bytes) => {
			if (!this.#over && !this.#lines.receive(bytes, (line) => this.#obey(airOrder(line)))) this.end();
		});
	}

	onConnected(longestWrite: number): void {
		this.#tell({ kind: "connected", longestWrite });
	}

	onSubscribed(characteristic: Parameters<GattEvents["onSubscribed"]>[0]): void {
		this.#tell({ kind: "subscribed", characteristic });
	}

	onRead(characteristic: Parameters<GattEvents["onRead"]>[0], value: Uint8Array): void {
		this.#tell({ kind: "read", characteristic, value });
	}

	onNotified(characteristic: Parameters<GattEvents["onNotified"]>[0], value: Uint8Array): void {
		this.#tell({ kind: "notified", characteristic, value });
	}

	onClosed(reason: GattFailure): void {
		this.#tell({ kind: "closed", reason });
		this.end();
	}

	end(): void {
		if (this.#over) return;
		this.#over = true;
		this.#device?.close();
		this.#socket.destroySoon();
	}

	/** @returns false: that is no order, or not now. */
	#obey(order: AirOrder | undefined): boolean {
		if (order === undefined || (order.kind === "connect") !== (this.#device === undefined)) return false;
		try {
			if (order.kind === "connect") this.#device = this.#devices.connect(order, this);
			else if (order.kind === "write") this.#device!.write(order.characteristic, order.value);
			else this.#device![order.kind](order.characteristic);
			return !this.#over;
		} catch {
			return false; // longer than a write
		}
	}

	#tell(event: AirEvent): void {
		if (this.#over) return;
		if (this.#socket.writableLength > mostWaiting) this.#socket.destroy();
		else this.#socket.write(airLine(event), "latin1");
	}
}
