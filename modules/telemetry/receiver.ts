/**
 * The advert path: company id → configured device → counter → key check → decrypt → decode → reading.
 * Cheap things first; what is not a reading is counted by its one reason. Nothing here throws on any input.
 */

import type { Clock } from "../../hosts/ports";
import { contentEnd, findVictronData } from "../victron/advertisement";
import type { InstantReadout } from "../victron/instant-readout";
import { Plausibility } from "../victron/plausible";
import type { Reading } from "../victron/record";
import type { Counters } from "./counters";
import type { Device } from "./device";
import { withheld } from "./doubts";
import type { NetworkRegisters } from "./network-registers";
import type { UnsupportedAdvert } from "./unsupported-advert";

/** Who takes what the path yields. */
export interface ReadingSink {
	/**
	 * @param plain what the reading was made of, as `plain-record.ts` says; valid only during the call.
	 * @param rssi dBm; 0 where there is none.
	 * @param at monotonic milliseconds when it was heard.
	 */
	reading(device: Device, reading: Reading, plain: Uint8Array, rssi: number, at: number): void;
	/** The device repeated its last reading: it is alive. */
	heard(device: Device, rssi: number, at: number): void;
	/** The key does not fit; `wanted` is the first byte that it must have. Once for each such byte. */
	wrongKey(device: Device, wanted: number): void;
}

const instantReadout = 0x10;
const headerLength = 8;
const [counterLow, counterHigh, keyCheckByte] = [5, 6, 7];

export class Receiver {
	private readonly devices = new Map<string, Device>();
	private readonly readout: InstantReadout;
	private readonly clock: Pick<Clock, "monotonic">;
	private readonly counters: Counters;
	private readonly sink: ReadingSink;
	private readonly plausibility = new Plausibility();
	private readonly unsupported: UnsupportedAdvert | undefined;
	private readonly network: NetworkRegisters | undefined;

	/**
	 * @param clock milliseconds that never go back.
	 * @param unsupported keeps an advert of a record type that is not known.
	 * @param network takes the packets of VE.Smart networking, whose senders need not be configured.
	 */
	constructor(options: {
		devices: readonly Device[];
		readout: InstantReadout;
		clock: Pick<Clock, "monotonic">;
		counters: Counters;
		sink: ReadingSink;
		unsupported?: UnsupportedAdvert;
		network?: NetworkRegisters | undefined;
	}) {
		for (const device of options.devices) this.devices.set(device.address, device);
		this.readout = options.readout;
		this.clock = options.clock;
		this.counters = options.counters;
		this.sink = options.sink;
		this.unsupported = options.unsupported;
		this.network = options.network;
	}

	/**
	 * One advertisement as the scanner gives it.
	 * @param address lower case with colons.
	 * @param rssi dBm.
	 * @param data AD structures.
	 */
	advert(address: string, rssi: number, data: Uint8Array): void {
		const start = findVictronData(data);
		if (start < 0) {
			this.counters.not_victron++;
			return;
		}
		const device = this.devices.get(address);
		if (!device) {
			if (!this.network?.packet(undefined, data, start)) this.counters.unknown_device++;
			return;
		}
		const counters = this.counters;
		device.received++;
		if (data[start] !== instantReadout) {
			if (!this.network?.packet(device, data, start)) counters.not_instant_readout++;
			device.withoutReadoutAt = this.clock.monotonic();
			return;
		}
		const end = contentEnd(data, start);
		if (end - start < headerLength) {
			counters.too_short++;
			device.withoutReadoutAt = this.clock.monotonic();
			return;
		}
		const at = this.clock.monotonic();
		device.heardAt = at;
		device.rssi = rssi;
		const counter = data[start + counterLow]! | (data[start + counterHigh]! << 8);
		if (counter === device.counter) {
			counters.duplicate++;
			device.duplicate++;
			this.sink.heard(device, rssi, at);
			return;
		}
		const outcome = this.readout.read(data, start, end, device);
		if (typeof outcome === "string") {
			counters[outcome]++;
			if (outcome === "wrong_key") this.wrongKey(device, data[start + keyCheckByte]!);
			return;
		}
		device.counter = counter;
		device.wantedKeyByte = -1;
		if (outcome.type === "unknown") {
			counters.unknown_record++;
			this.unsupported?.keep(device, data, start, end);
		} else if (withheld(device, this.plausibility.doubt(outcome))) {
			counters.implausible++;
			return;
		} else counters.decoded++;
		this.sink.reading(device, outcome, this.readout.plain, rssi, at);
	}

	private wrongKey(device: Device, wanted: number): void {
		device.wrong_key++;
		if (device.wantedKeyByte === wanted) return;
		device.wantedKeyByte = wanted;
		this.sink.wrongKey(device, wanted);
	}
}
