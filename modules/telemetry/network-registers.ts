/** The VE.Smart network in the advert path: packets in, registers out. Each packet has one fate, which is counted. */

import { contentEnd } from "../victron/advertisement";
import type { BlockCiphers } from "../victron/cipher";
import { VeSmartNetwork, type VeSmartOutcome } from "../victron/vesmart/network";
import { packetTypes } from "../victron/vesmart/packet";
import type { Device } from "./device";
import type { RegisterSink } from "./register-sink";

/** Who takes the registers of the network's members. */
export interface NetworkRegisterSink extends RegisterSink {
	/**
	 * @param address of the member: 32 bits, of which `serialNumber` makes its serial number.
	 * @param priority 0 to 15, as the member says.
	 * @param bytes little-endian, valid only during the call.
	 */
	networkRegister(address: number, priority: number, id: number, bytes: Uint8Array): void;
}

export interface NetworkRegistersOptions {
	readonly ciphers: BlockCiphers;
	/** `network.id` and `network.key`. */
	readonly id: string;
	readonly key: string;
	/** Takes registers once there are any. */
	readonly sink: NetworkRegisterSink;
	readonly log: { log(level: "warning", message: string): void };
}

/** Packets by what became of them, as `VeSmartOutcome` says. */
export class NetworkOutcomes implements Record<VeSmartOutcome, number> {
	registers = 0;
	synchronised = 0;
	repeated = 0;
	other_network = 0;
	unsynchronised = 0;
	wrong_key = 0;
	unknown_type = 0;
	replayed = 0;
	too_short = 0;
	too_long = 0;
	truncated = 0;
	no_room = 0;

	get received(): number {
		let sum = 0;
		for (const name of Object.keys(this)) sum += this[name as VeSmartOutcome];
		return sum;
	}

	/** `network_registers` and so on. */
	named(): object {
		const named: Record<string, number> = {};
		for (const name of Object.keys(this)) named[`network_${name}`] = this[name as VeSmartOutcome];
		return named;
	}
}

/** Packets that the key may fail before this is told: a few may be forged, or of another network. */
const patience = 8;

export class NetworkRegisters {
	readonly outcomes = new NetworkOutcomes();
	private readonly network: VeSmartNetwork;
	private readonly id: string;
	private readonly sink: NetworkRegisterSink;
	private readonly log: { log(level: "warning", message: string): void };
	private told = false;

	private constructor(network: VeSmartNetwork, { id, log, sink }: NetworkRegistersOptions) {
		this.network = network;
		this.id = id;
		this.log = log;
		this.sink = sink;
	}

	/** Undefined where no network is configured, or not all of it. */
	static create(options: NetworkRegistersOptions): NetworkRegisters | undefined {
		const network = VeSmartNetwork.create(options.ciphers, options.id, options.key);
		return network && new NetworkRegisters(network, options);
	}

	/**
	 * A manufacturer payload that is no Instant Readout.
	 * @param device who sent it, where it is configured.
	 * @param start place of the payload in AD structures.
	 * @returns whether it is a packet of VE.Smart networking.
	 */
	packet(device: Device | undefined, data: Uint8Array, start: number): boolean {
		const type = data[start]!;
		if (type === 0 || type > packetTypes.otherData) return false;
		const network = this.network;
		const outcome = network.receive(data, start, contentEnd(data, start));
		this.outcomes[outcome]++;
		if (outcome === "registers") this.pass(device);
		else if (outcome === "wrong_key") this.wrongKey();
		return true;
	}

	private pass(device: Device | undefined): void {
		const network = this.network;
		const sink = this.sink;
		while (network.next()) {
			const start = network.valueStart;
			const value = network.plaintext.subarray(start, start + network.valueLength);
			sink.networkRegister(network.source, network.priority, network.register, value);
			if (device) sink.register(device, network.register, value);
		}
	}

	/** Once, and only while nothing was ever authentic: then the key fits, and these are another network's. */
	private wrongKey(): void {
		const { synchronised, wrong_key } = this.outcomes;
		if (this.told || synchronised > 0 || wrong_key < patience) return;
		this.told = true;
		this.log.log(
			"warning",
			`VE.Smart network ${this.id}: network.key does not fit what is heard; copy network.id and network.key anew from VictronConnect's database`,
		);
	}
}
