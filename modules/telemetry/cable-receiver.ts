/** The device on the VE.Direct cable: its text is a reading, and registers for what the reading has no field for. */

import type { Clock, Timers, VeDirectCable } from "../../hosts/ports";
import type { Fields } from "../victron/decode";
import { decodePlainRecord } from "../victron/plain-record";
import type { RecordTable } from "../victron/record";
import { encodeRegister, type RegisterValue, registerIds } from "../victron/registers";
import { type RequestOutcome, type SessionOptions, VeDirectSession } from "../victron/vedirect/session";
import type { StreamFault } from "../victron/vedirect/stream";
import { encodeText, textRecord } from "../victron/vedirect/text-record";
import type { Counters } from "./counters";
import type { Device } from "./device";
import type { ReadingSink } from "./receiver";
import type { RegisterSink } from "./register-sink";

export interface CableReceiverOptions {
	readonly cable: VeDirectCable;
	/** With `cableAddress` for its address. */
	readonly device: Device;
	readonly timers: Timers;
	readonly clock: Pick<Clock, "monotonic">;
	readonly counters: Counters;
	readonly registers: RegisterSink;
}

/** Asks the device on the cable, one request after the other; each has its outcome within three seconds. */
export interface CableRequests {
	/** @param onOutcome called once, never from inside this call. */
	get(id: number, onOutcome: (outcome: RequestOutcome) => void): void;
	/** Whether it may be written is the caller's question. */
	set(id: number, value: Uint8Array, onOutcome: (outcome: RequestOutcome) => void): void;
}

export class CableReceiver implements CableRequests, SessionOptions {
	readonly timers: Timers;
	readonly device: Device;
	private readonly options: CableReceiverOptions;
	private readonly session: VeDirectSession;
	private sink: ReadingSink | undefined;
	/** Values of the latest text that went to `registers`. */
	private readonly told: Fields = {};

	constructor(options: CableReceiverOptions) {
		const { counters, device, timers } = options;
		this.timers = timers;
		this.device = device;
		this.options = options;
		this.session = new VeDirectSession(this);
		counters.vedirect_blocks = counters.vedirect_bad_blocks = counters.vedirect_bad_frames = 0;
	}

	start(sink: ReadingSink): void {
		this.sink = sink;
		this.options.cable.open((data) => this.session.receive(data));
	}

	/** Undefined where nothing can be sent to it. */
	get requests(): CableRequests | undefined {
		return this.options.cable.twoWay ? this : undefined;
	}

	get(id: number, onOutcome: (outcome: RequestOutcome) => void): void {
		this.session.request({ kind: "get", id }, onOutcome);
	}

	set(id: number, value: Uint8Array, onOutcome: (outcome: RequestOutcome) => void): void {
		this.session.request({ kind: "set", id, value }, onOutcome);
	}

	/** Of the session. */
	write(frame: string): void {
		this.options.cable.write(frame);
	}

	/** Of the session: a block of text. */
	onText(fields: Fields): void {
		const { clock, counters, device } = this.options;
		counters.vedirect_blocks!++;
		device.received++;
		const at = clock.monotonic();
		device.heardAt = at;
		const record = textRecord(fields);
		if (record !== undefined) {
			if (fields.product_id === undefined && device.productId >= 0) fields.product_id = device.productId;
			const plain = encodeText(fields, record);
			const reading = decodePlainRecord(plain);
			device.recordType = record.id;
			device.productId = reading.product_id;
			device.model = reading.model;
			this.sink?.reading(device, reading, plain, 0, at);
		}
		this.tellRegisters(fields, record);
	}

	/** Of the session: a register that the device sent by itself. */
	onRegister(id: number, value: Uint8Array): void {
		this.options.registers.register(this.device, id, value);
	}

	/** Of the session. */
	onFault(fault: StreamFault): void {
		const { clock, counters, device } = this.options;
		if (fault === "text_checksum" || fault === "text_too_long") counters.vedirect_bad_blocks!++;
		else counters.vedirect_bad_frames!++;
		device.withoutReadoutAt = clock.monotonic();
	}

	/** What has changed, and has a register but no field in the record. */
	private tellRegisters(fields: Fields, record: RecordTable | undefined): void {
		const sink = this.options.registers;
		for (const name of Object.keys(fields)) {
			const value = fields[name];
			if (same(value, this.told[name]) || record?.fields.some((field) => field.name === name)) continue;
			this.told[name] = value;
			for (const id of registerIds(name)) {
				const encoded = encodeRegister(id, value);
				if (encoded.outcome !== "bytes") continue;
				sink.register(this.device, id, encoded.bytes);
				break;
			}
		}
	}
}

function same(one: RegisterValue, other: RegisterValue): boolean {
	return Array.isArray(one) ? String(one) === String(other) : one === other;
}
