/** One image on its way into the slot. Whatever ends it before the image is verified leaves the slot as nothing. */

import type { Clock, Crypto, Scanner, Store, Timers, UpdateSlot } from "../../hosts/ports";
import type { UpdateProgress } from "../control/api";
import { ImageCheck } from "./image";
import { keepNote } from "./note";

export interface InstallationOptions {
	readonly crypto: Pick<Crypto, "sha256" | "verifyP256">;
	/** Hears nothing meanwhile: the radio and the flash are needed otherwise. */
	readonly scanner: Pick<Scanner, "pause" | "resume">;
	readonly store: Pick<Store, "set" | "delete">;
	readonly timers: Timers;
	readonly clock: Pick<Clock, "monotonic">;
	readonly progress: (progress: UpdateProgress) => void;
}

interface Job {
	readonly slot: UpdateSlot;
	/** X and Y of the key that must have signed the image. */
	readonly key: Uint8Array | undefined;
	/** Once: why it failed, a sentence, or undefined when the slot holds a new image for the next start. */
	readonly onEnd: (error: string | undefined) => void;
}

/** Milliseconds that may pass without a byte, and for the whole image. */
const longestSilence = 60_000;
const longestTime = 900_000;
const checkInterval = 5_000;
/** Progress is told at most this often, and then only when so much of the image has come. */
const progressInterval = 2_000;
const progressPart = 0.05;

export class Installation {
	private readonly options: InstallationOptions;
	private readonly job: Job;
	private readonly watch: unknown;
	private readonly startedAt: number;
	private heardAt: number;
	private toldAt = Number.NEGATIVE_INFINITY;
	private told = 0;
	private check: ImageCheck | undefined;
	private announced: number | undefined;
	private writing = false;
	#ended = false;

	constructor(options: InstallationOptions, job: Job) {
		this.options = options;
		this.job = job;
		this.startedAt = options.clock.monotonic();
		this.heardAt = this.startedAt;
		this.watch = options.timers.repeat(() => this.look(), checkInterval);
		options.scanner.pause();
	}

	get ended(): boolean {
		return this.#ended;
	}

	/** So many bytes will come; undefined when nobody knows. */
	begin(announced: number | undefined): void {
		if (this.#ended) return;
		const { crypto } = this.options;
		const { key, slot } = this.job;
		const write = (data: Uint8Array) => {
			if (!this.writing) slot.begin();
			this.writing = true;
			slot.write(data);
		};
		this.announced = announced;
		this.check = new ImageCheck({ size: slot.size, chip: slot.chip, announced, key, crypto, write });
		const problem = this.check.begin();
		if (problem !== undefined) this.fail(problem);
	}

	/** After `begin`. */
	take(data: Uint8Array): void {
		if (this.#ended) return;
		const now = this.options.clock.monotonic();
		this.heardAt = now;
		const problem = this.attempt(() => this.check!.take(data));
		if (problem !== undefined) {
			this.fail(problem);
			return;
		}
		const { received } = this.check!;
		if (now - this.toldAt < progressInterval || received - this.told < progressPart * this.size) return;
		this.toldAt = now;
		this.told = received;
		this.tell("receiving");
	}

	/** All has come. */
	finish(): void {
		if (this.#ended) return;
		const { store } = this.options;
		const { slot } = this.job;
		this.tell("verifying");
		const problem = this.attempt(() => {
			const wrong = this.check!.end();
			if (wrong !== undefined) return wrong;
			keepNote(store, this.check!.version);
			slot.complete();
			return undefined;
		});
		if (problem !== undefined) {
			this.fail(problem);
			return;
		}
		this.tell("restarting");
		this.end(undefined);
	}

	fail(error: string): void {
		if (this.#ended) return;
		if (this.writing) {
			this.attempt(() => {
				this.job.slot.abort();
				return undefined;
			});
			keepNote(this.options.store, undefined);
		}
		this.options.progress({ state: "failed", ...this.version, error });
		this.end(error);
	}

	private get size(): number {
		return this.announced ?? this.job.slot.size;
	}

	private get version(): { readonly version?: string } {
		const version = this.check?.version;
		return version === undefined ? {} : { version };
	}

	private tell(state: "receiving" | "verifying" | "restarting"): void {
		const size = this.announced === undefined ? {} : { size: this.announced };
		this.options.progress({ state, received: this.check!.received, ...size, ...this.version });
	}

	/** What the slot throws is a problem as any other. */
	private attempt(work: () => string | undefined): string | undefined {
		try {
			return work();
		} catch (error) {
			return `the image cannot be written: ${error instanceof Error ? error.message : String(error)}`;
		}
	}

	private look(): void {
		const now = this.options.clock.monotonic();
		if (now - this.heardAt >= longestSilence) this.fail("nothing has come for 60 s");
		else if (now - this.startedAt >= longestTime) this.fail("the image takes longer than 15 minutes");
	}

	private end(error: string | undefined): void {
		this.#ended = true;
		this.check = undefined;
		this.options.timers.clear(this.watch);
		if (error !== undefined) this.options.scanner.resume();
		this.job.onEnd(error);
	}
}
