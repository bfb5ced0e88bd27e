/** The simulator's process by FFI. Import it first: it sets the folder that preferences are read from. */

import { File } from "file";
import FFI from "mc/ffi";

const ffi = new FFI();
ffi.processBegin();
setAsideDamagedPreferences();

/** Somebody wants the simulator to end: SIGTERM or Ctrl-C. */
export function stopRequested(): boolean {
	return ffi.processStopRequested() !== 0;
}

export function end(): void {
	ffi.processEnd();
}

/** What the process before said, or empty after a start by hand. */
export function resetReason(): string {
	return ffi.processResetReason();
}

/** Random bytes of the operating system. @throws when it has none. */
export function fillRandom(bytes: ArrayBuffer): void {
	if (ffi.processRandom(bytes, bytes.byteLength) !== 0) throw new Error("no random numbers");
}

/** Begins anew after `delay` milliseconds. */
export function restart(reason: string, delay: number): void {
	ffi.processRestart(reason, delay);
}

/** The SDK takes what is no JSON object for no preferences at all, and writes over it with the next one. */
function setAsideDamagedPreferences(): void {
	const path = "./modpreferences.json";
	if (!File.exists(path) || areReadable(path)) return;
	trace("modpreferences.json is damaged, and now modpreferences.damaged: the defaults hold\n");
	File.rename(path, "modpreferences.damaged");
}

function areReadable(path: string): boolean {
	const longest = 32_768;
	const file = new File(path);
	try {
		const value: unknown = file.length <= longest && JSON.parse(file.read(String));
		return typeof value === "object" && value !== null && !Array.isArray(value);
	} catch {
		return false;
	} finally {
		file.close();
	}
}
