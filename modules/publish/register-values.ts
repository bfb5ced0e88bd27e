/**
 * The latest values of one source's registers, in a block that grows with them, by ascending id:
 *
 * | byte | field                                                                            |
 * |------|----------------------------------------------------------------------------------|
 * | 0-1  | register, little-endian                                                          |
 * | 2    | bytes of the value                                                               |
 * | 3    | 1: changed, 2: heard, since it went out; 4: it is to go out; 8: a lower register |
 * |      | has its name and is told instead                                                 |
 * | 4    | value, little-endian                                                             |
 */

import { findRegister } from "../victron/registers";

/** Places in a register's entry. */
const place = { length: 2, flags: 3, value: 4 } as const;
/** Bits of its flags. */
export const news = { changed: 1, heard: 2 } as const;
const due = 4;
const shadowed = 8;

/** Bytes of a block; a register that does not fit any more is not kept. */
const mostBytes = 512;
const longestValue = 64;
const grain = 32;

export class RegisterValues {
	private bytes = new Uint8Array(grain);
	#end = 0;
	/** What any register has of `news`. */
	news = 0;

	/**
	 * Secrets are not kept, nor are rows of registers, such as history, and what is longer than 64 bytes.
	 * @param value as it came, little-endian; it is copied.
	 */
	put(id: number, value: Uint8Array): void {
		const { length } = value;
		if (length === 0 || length > longestValue) return;
		let at = 0;
		while (at < this.#end && this.id(at) < id) at = this.after(at);
		const known = at < this.#end && this.id(at) === id;
		let state: number = news.heard;
		if (!known || this.bytes[at + place.length] !== length) {
			if (!(known ? this.resize(at, this.after(at) - at, length) : this.insert(at, id, length))) return;
			state |= news.changed;
		}
		const bytes = this.bytes;
		for (let i = 0, to = at + place.value; i < length; i++, to++) {
			if (bytes[to] === value[i]) continue;
			bytes[to] = value[i]!;
			state |= news.changed;
		}
		bytes[at + place.flags]! |= state;
		this.news |= state;
	}

	/** Registers with any of `news` are to go out. */
	publish(bits: number): void {
		let left = 0;
		for (let at = 0; at < this.#end; at = this.after(at)) {
			const flags = this.bytes[at + place.flags]!;
			if (flags & bits) this.bytes[at + place.flags] = (flags & ~(news.changed | news.heard)) | due;
			else left |= flags & (news.changed | news.heard);
		}
		this.news = left;
	}

	/** All are to go out. */
	publishAll(): void {
		for (let at = 0; at < this.#end; at = this.after(at))
			this.bytes[at + place.flags] = (this.bytes[at + place.flags]! & shadowed) | due;
		this.news = 0;
	}

	/** Place of a register that is to go out, and is not any more; -1 without one. */
	takeDue(): number {
		for (let at = 0; at < this.#end; at = this.after(at)) {
			if (!(this.bytes[at + place.flags]! & due)) continue;
			this.bytes[at + place.flags]! &= ~due;
			return at;
		}
		return -1;
	}

	/** The same values, for good. */
	copy(): RegisterValues {
		const copy = new RegisterValues();
		copy.bytes = this.bytes.slice(0, this.#end);
		copy.#end = this.#end;
		return copy;
	}

	/** Places are from 0 up to here. */
	get end(): number {
		return this.#end;
	}

	/** The place after this one. */
	after(at: number): number {
		return at + place.value + this.bytes[at + place.length]!;
	}

	id(at: number): number {
		return this.bytes[at]! | (this.bytes[at + 1]! << 8);
	}

	/** Valid until the next `put`. */
	value(at: number): Uint8Array {
		return this.bytes.subarray(at + place.value, this.after(at));
	}

	/** A lower register has its name. */
	isShadowed(at: number): boolean {
		return (this.bytes[at + place.flags]! & shadowed) !== 0;
	}

	private insert(at: number, id: number, length: number): boolean {
		const register = findRegister(id);
		if (register?.secret || register?.count !== undefined || !this.resize(at, 0, length)) return false;
		const bytes = this.bytes;
		bytes[at] = id;
		bytes[at + 1] = id >> 8;
		bytes[at + place.flags] = 0;
		for (let other = 0; register && other < this.#end; other = this.after(other))
			if (other !== at && findRegister(this.id(other))?.name === register.name)
				bytes[Math.max(at, other) + place.flags]! |= shadowed;
		return true;
	}

	/** Makes room for a value of `length` at `at`, in place of so many bytes. */
	private resize(at: number, before: number, length: number): boolean {
		const size = place.value + length;
		const end = this.#end + size - before;
		if (end > mostBytes) return false;
		if (end > this.bytes.length) {
			const larger = new Uint8Array(Math.ceil(end / grain) * grain);
			larger.set(this.bytes);
			this.bytes = larger;
		}
		this.bytes.copyWithin(at + size, at + before, this.#end);
		this.bytes[at + place.length] = length;
		this.#end = end;
		return true;
	}
}
