/** The partition for the next firmware: the SDK writes it, ESP-IDF's bootloader starts it on trial. */

import FlashStorage from "embedded:storage/flash";
import Update, { type Updater } from "embedded:update";
import type { UpdateSlot } from "../ports";
import { RetainedMemory } from "./retained-memory";

/** `chip_id` in the header of an image. */
const chipAt = 12;

/** The C side. */
class BootState {
	static trial(): boolean {
		return native("xs_bootState_trial").call(this);
	}

	/** @throws when the flash cannot be written. */
	static confirm(): unknown {
		return native("xs_bootState_confirm").call(this);
	}

	static rollBack(): unknown {
		return native("xs_bootState_rollBack").call(this);
	}
}

/** Undefined where the partitions have no room for a second firmware. */
export function updateSlot(): UpdateSlot | undefined {
	try {
		return new Slot();
	} catch {
		return undefined;
	}
}

class Slot implements UpdateSlot {
	readonly size: number;
	readonly chip: number;
	readonly trial: boolean;
	private update: Updater | undefined;

	constructor() {
		const next = FlashStorage.open({ path: "nextota" });
		this.size = next.status().size;
		next.close();
		const running = FlashStorage.open({ path: "running", mode: "r" });
		this.chip = new DataView(running.read(2, chipAt)).getUint16(0, true);
		running.close();
		this.trial = BootState.trial();
	}

	/** Erases as it goes on: 4 KB at a time, before they are written. */
	begin(): void {
		this.abort();
		const partition = FlashStorage.open({ path: "nextota" });
		this.update = Update.open({ partition, mode: "a" });
		partition.close();
	}

	write(data: Uint8Array): void {
		this.update!.write(data);
	}

	/** Reads the whole image again, as the bootloader will. */
	complete(): void {
		this.update!.complete();
		this.abort();
	}

	abort(): void {
		this.update?.close();
		this.update = undefined;
	}

	confirm(): void {
		BootState.confirm();
	}

	rollBack(): void {
		RetainedMemory.keepReason("rolled back", "");
		BootState.rollBack();
	}
}
