/** Which Victron devices are around, configured or not. Nothing is kept while nobody asks. */

import type { LongText, Scanner } from "../../hosts/ports";
import type { Reply } from "../control/desk";
import { contentEnd, findVictronData, header, instantReadout, recordTypeAt } from "../victron/advertisement";
import { productName } from "../victron/products";
import { recordById } from "../victron/records/index";
import type { Device } from "./device";

/** Devices that one scan tells of. */
const mostHeard = 32;
/** Askers that one scan answers. */
const mostWaiting = 4;
/** Record types from here on are not encrypted. */
const twoByteTypes = 0xff00;

interface Heard {
	/** dBm. */
	rssi: number;
	/** Product id, record type and key check byte; -1 without Instant Readout. */
	product: number;
	record: number;
	keyByte: number;
}

export class Discovery {
	private readonly scanner: Pick<Scanner, "discover">;
	private readonly devices: readonly Device[];
	/** By address; undefined while there is no scan. */
	private heard: Map<string, Heard> | undefined;
	private waiting: ((reply: Reply) => void)[] = [];

	constructor(scanner: Pick<Scanner, "discover">, devices: readonly Device[]) {
		this.scanner = scanner;
		this.devices = devices;
	}

	/** A scan is under way: `advert` wants every advert. */
	get busy(): boolean {
		return this.heard !== undefined;
	}

	/** @param duration seconds; who asks during a scan gets what that one finds. */
	scan(duration: number, done: (reply: Reply) => void): void {
		if (this.waiting.length === mostWaiting) {
			done({ error: "a scan is under way, and enough wait for it: ask again later" });
			return;
		}
		this.waiting.push(done);
		if (this.heard !== undefined) return;
		this.heard = new Map();
		try {
			this.scanner.discover(duration * 1000, () => this.end());
		} catch (error) {
			this.answer({ error: `the radio cannot scan: ${error}` });
		}
	}

	/** As the scanner gives it. */
	advert(address: string, rssi: number, data: Uint8Array): void {
		const start = findVictronData(data);
		const heard = this.heard;
		if (start < 0 || heard === undefined) return;
		const known = heard.get(address);
		if (known === undefined && heard.size === mostHeard) return;
		const entry = known ?? { rssi, product: -1, record: -1, keyByte: -1 };
		if (known === undefined) heard.set(address, entry);
		entry.rssi = rssi;
		if (data[start] !== instantReadout) return;
		const length = contentEnd(data, start) - start;
		if (length < header.recordType) return;
		entry.product = data[start + header.productId]! | (data[start + header.productId + 1]! << 8);
		if (length < header.length) return;
		entry.record = recordTypeAt(data, start);
		entry.keyByte = data[start + header.keyCheck]!;
	}

	private end(): void {
		const heard = this.heard;
		if (heard !== undefined) this.answer({ members: this.members(heard) });
	}

	private answer(reply: Reply): void {
		this.heard = undefined;
		const waiting = this.waiting;
		this.waiting = [];
		for (const done of waiting) done(reply);
	}

	/** The strongest first. */
	private members(heard: ReadonlyMap<string, Heard>): LongText {
		const list = [...heard].sort(([, one], [, other]) => other.rssi - one.rssi);
		const last = list.length + 1;
		const part = (index: number) => {
			if (index === 0) return '"heard":[';
			return index === last ? "]" : (index > 1 ? "," : "") + this.text(...list[index - 1]!);
		};
		return { count: list.length + 2, part };
	}

	private text(address: string, { rssi, product, record, keyByte }: Heard): string {
		const device = this.devices.find((each) => each.address === address);
		return JSON.stringify({
			address,
			rssi,
			model: product < 0 ? undefined : productName(product),
			type: record < 0 ? undefined : recordById(record)?.type,
			name: device?.name || undefined,
			key: keyState(record, keyByte, device),
		});
	}
}

function keyState(record: number, keyByte: number, device: Device | undefined): string {
	if (record < 0) return "off";
	if (record >= twoByteTypes) return "fits";
	if (device === undefined || device.first < 0) return "none";
	return device.first === keyByte ? "fits" : "wrong";
}
