/**
 * What solar chargers remember themselves, beside the statistics that are made of readings: their history in total, of
 * today and of yesterday, as it was read last. 105 bytes for each device that told it, none before.
 */

import type { Device } from "../telemetry/device";
import type { RegisterSink } from "../telemetry/register-sink";
import { decodeRegister } from "../victron/registers";

/** Registers of the total, today and yesterday follow each other. */
const first = 0x104f;
const count = 3;
/** A byte for the length of each, which is 0 before it was told. */
const longest = 34;
const size = 1 + longest;

const notOfTheDay = ["history_", "error_", "day"];

export class ChargerHistory implements RegisterSink {
	private readonly statistics: { payload(index: number): string; networkPayload(): string };
	private readonly blocks: (Uint8Array | undefined)[] = [];

	constructor(statistics: { payload(index: number): string; networkPayload(): string }) {
		this.statistics = statistics;
	}

	register({ index }: Device, id: number, bytes: Uint8Array): void {
		const { length } = bytes;
		if (id < first || id >= first + count || length > longest) return;
		this.blocks[index] ??= new Uint8Array(count * size);
		const block = this.blocks[index];
		const at = (id - first) * size;
		block[at] = length;
		block.set(bytes, at + 1);
	}

	/** JSON of a device's statistics, with `charger` where it told its history. */
	payload(index: number): string {
		const text = this.statistics.payload(index);
		const block = this.blocks[index];
		if (block === undefined) return text;
		const { yield_system, days } = decode(block, 0) ?? {};
		const charger = { yield_total: yield_system, days, today: day(block, 1), yesterday: day(block, 2) };
		return `${text.slice(0, -1)},"charger":${JSON.stringify(charger)}}`;
	}

	/** JSON of all chargers together. */
	networkPayload(): string {
		return this.statistics.networkPayload();
	}
}

type Fields = Record<string, unknown>;

function decode(block: Uint8Array, row: number): Fields | undefined {
	const at = row * size;
	const reading = decodeRegister(first + row, block.slice(at + 1, at + 1 + block[at]!));
	return reading.outcome === "value" ? { ...reading.fields } : undefined;
}

/** Undefined where it was not told, or the charger has not written it yet. */
function day(block: Uint8Array, row: number): Fields | undefined {
	const fields = decode(block, row);
	if (fields === undefined || fields.history_state !== "valid") return undefined;
	for (const name of Object.keys(fields))
		if (notOfTheDay.some((start) => name.startsWith(start))) delete fields[name];
	return fields;
}
