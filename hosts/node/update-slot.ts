/**
 * A file that stands for the place of the next firmware: an image that is complete is copied there, and beside it, in
 * `<file>.state`, what the bootloader of a device would know of it. The image does not run: every start is this
 * firmware, which takes itself for the new one as long as the bootloader would.
 */

import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { upcalls } from "./protocol";
import { type SlotState, slotOrders } from "./update-protocol";

/** As ESP-IDF has them (`esp_ota_img_states_t`). */
const states = ["new", "pending_verify", "valid", "invalid", "aborted"] as const;
type State = (typeof states)[number];

/** ESP32-C3, with the partitions for 4 MB of flash. */
const chip = 5;
const size = 0x1f0000;

export class UpdateSlotFile {
	readonly #path: string;
	#part: number | undefined;

	constructor(path: string) {
		this.#path = path;
	}

	/**
	 * A start: an image that was new is on trial, and one that did not pass its trial is given up.
	 * @throws Error in a sentence when the state cannot be written.
	 */
	start(): SlotState {
		const state = this.#read();
		try {
			if (state === "new") this.#keep("pending_verify");
			else this.#keep(state === "pending_verify" ? "aborted" : (state ?? "invalid"));
		} catch (error) {
			throw new Error(
				`${this.#path}: this file cannot be written (${(error as NodeJS.ErrnoException).code})`,
			);
		}
		return { size, chip, trial: state === "new" };
	}

	/** Answers the upcall of `hosts/node/xs/update.ts`: empty, or why it cannot be. Undefined for other upcalls. */
	answer(request: Buffer): Uint8Array | undefined {
		if (request[0] !== upcalls.slot) return undefined;
		try {
			this.#do(request[1]!, request.subarray(2));
			return new Uint8Array(0);
		} catch (error) {
			return Buffer.from(`${this.#path}: ${(error as NodeJS.ErrnoException).code ?? error}`);
		}
	}

	#do(order: number, data: Uint8Array): void {
		switch (order) {
			case slotOrders.begin:
				this.#close();
				rmSync(this.#path, { force: true });
				this.#keep("invalid");
				this.#part = openSync(`${this.#path}.part`, "w");
				break;
			case slotOrders.write:
				writeSync(this.#part!, data);
				break;
			case slotOrders.complete:
				this.#close();
				renameSync(`${this.#path}.part`, this.#path);
				this.#keep("new");
				break;
			case slotOrders.abort:
				this.#close();
				rmSync(`${this.#path}.part`, { force: true });
				break;
			case slotOrders.confirm:
				this.#keep("valid");
				break;
			case slotOrders.rollBack:
				this.#keep("invalid");
				break;
		}
	}

	#close(): void {
		if (this.#part !== undefined) closeSync(this.#part);
		this.#part = undefined;
	}

	#read(): State | undefined {
		try {
			const text = readFileSync(`${this.#path}.state`, "utf8").trim();
			return states.find((state) => state === text);
		} catch {
			return undefined;
		}
	}

	/** Whole at any time: written aside, then renamed. */
	#keep(state: State): void {
		writeFileSync(`${this.#path}.state.new`, `${state}\n`);
		renameSync(`${this.#path}.state.new`, `${this.#path}.state`);
	}
}
