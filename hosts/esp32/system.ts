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
export function chip(): { readonly system: System; readonly power: Power } {
	const ffi = new FFI();
	const resetReason = readResetReason(ffi.esp_reset_reason());

	(globalThis as { abort?: typeof keepProblem }).abort = keepProblem;

	const system: System = {
		id: readId(ffi),
		resetReason,
		memory: () => ({
			...measure("chunks", "XS Chunk Heap Used"),
			...measure("slots", "XS Slot Heap Used"),
			free: ffi.esp_get_free_heap_size(),
		}),
		log: (line) => trace(`${line}\n`),
		restart(reason) {
			RetainedMemory.keepReason(reason, "");
			ffi.esp_restart();
		},
		onFault,
		// Nobody asks a device to end.
		onStop() {},
	};

	const power: Power = {
		sleep(duration) {
			ffi.esp_wifi_stop();
			ffi.esp_deep_sleep(BigInt(Math.round(duration)) * 1000n);
		},
		retained() {
			const data = RetainedMemory.kept();
			if (data === undefined && resetReason === "deep_sleep") system.log("the retained memory is corrupt");
			return data;
		},
		retain(data) {
			RetainedMemory.keep(data);
		},
	};

	return { system, power };
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
