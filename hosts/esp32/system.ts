/** The chip: who it is, why it started, how it restarts and sleeps. */

import Instrumentation from "instrumentation";
import FFI from "mc/ffi";
import { onFault } from "../moddable/faults";
import type { Power, System } from "../ports";
import { RetainedMemory } from "./retained-memory";

/** By ESP-IDF's `esp_reset_reason_t`. */
const resetReasons: readonly (string | undefined)[] = [
	undefined,
	"power_on",
	undefined,
	"restart",
	"panic",
	"watchdog",
	"watchdog",
	"watchdog",
	"deep_sleep",
	"brown_out",
	undefined,
	undefined,
	undefined,
	undefined,
	"brown_out",
	"panic",
];
/** `esp_mac_type_t`: the WiFi station's. */
const stationMac = 0;

/** Once: it takes the reason of the restart. Also keeps one when XS aborts, for want of memory or otherwise. */
export class Chip implements System {
	readonly id: string;
	readonly resetReason: string;

	constructor() {
		const ffi = new FFI();
		this.id = readId(ffi);
		this.resetReason = readResetReason(ffi.esp_reset_reason());
		(globalThis as { abort?: typeof keepProblem }).abort = keepProblem;
	}

	memory(): ReturnType<System["memory"]> {
		return {
			...measure("chunks", "XS Chunk Heap Used"),
			...measure("slots", "XS Slot Heap Used"),
			free: new FFI().esp_get_free_heap_size(),
		};
	}

	log(line: string): void {
		log(line);
	}

	restart(reason: string): void {
		RetainedMemory.keepReason(reason, "");
		new FFI().esp_restart();
	}

	onFault(callback: Parameters<System["onFault"]>[0]): void {
		onFault(callback);
	}

	// Nobody asks a device to end.
	onStop(): void {}
}

export class ChipPower implements Power {
	private readonly resetReason: string;

	constructor(resetReason: string) {
		this.resetReason = resetReason;
	}

	sleep(duration: number): void {
		const ffi = new FFI();
		ffi.esp_wifi_stop();
		ffi.esp_deep_sleep(BigInt(Math.round(duration)) * 1000n);
	}

	retained(): ArrayBuffer | undefined {
		const data = RetainedMemory.kept();
		if (data === undefined && this.resetReason === "deep_sleep") log("the retained memory is corrupt");
		return data;
	}

	retain(data: ArrayBuffer): void {
		RetainedMemory.keep(data);
	}
}

export function log(line: string): void {
	trace(`${line}\n`);
}

/** From the chip's generator, which is a true one while the radio is on. */
export function fillRandom(bytes: ArrayBuffer): void {
	new FFI().esp_fill_random(bytes, bytes.byteLength);
}

function readResetReason(code: number): string {
	const kept = RetainedMemory.takeReason();
	const reason = resetReasons[code] ?? "other";
	return reason === "restart" && kept !== undefined ? String.fromArrayBuffer(kept) : reason;
}

/**
 * Called by XS before it restarts the device (`abortHook`). When memory is full there is none here either: no string is
 * made.
 * @param exception of `unhandled exception`.
 */
function keepProblem(problem: string, exception: unknown): void {
	const message = exception instanceof Error ? exception.message : problem;
	RetainedMemory.keepReason("XS: ", typeof message === "string" ? message : problem);
}

function readId(ffi: FFI): string {
	const mac = new ArrayBuffer(6);
	ffi.esp_read_mac(mac, stationMac);
	let id = "";
	for (const byte of new Uint8Array(mac).subarray(3)) id += (256 + byte).toString(16).slice(1);
	return id;
}

/** Absent in a release, which has no instrumentation. */
function measure(
	name: "chunks" | "slots",
	instrument: "XS Chunk Heap Used" | "XS Slot Heap Used",
): { readonly chunks?: number; readonly slots?: number } {
	const value = Instrumentation.get(Instrumentation.map(instrument));
	return value === undefined ? {} : { [name]: value };
}
