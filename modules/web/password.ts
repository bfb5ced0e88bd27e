/** The password of the web interface: kept as `pbkdf2-sha256$<rounds>$<salt>$<hash>`, salt and hash in hex. */

import type { Crypto, Timers } from "../../hosts/ports";
import { wholeNumber } from "../settings/text";
import { hexBytes, hexText } from "../victron/hex";
import { Derivation } from "./pbkdf2";
import { utf8Bytes } from "./utf8";

const scheme = "pbkdf2-sha256";
/**
 * A round is two hashes of two blocks, on an ESP32 about a quarter of a millisecond each with the objects around them:
 * half a second for all.
 */
const rounds = 1000;
/** Of a stored hash; more would keep the device busy for minutes. */
const mostRounds = 100_000;
/** Rounds at a time, and milliseconds between: adverts come meanwhile. */
const slice = { rounds: 20, pause: 1 };
const saltSize = 16;

interface PasswordHash {
	readonly rounds: number;
	readonly salt: Uint8Array;
	readonly key: Uint8Array;
}

/** As the setting keeps it; a text that is a hash already stays. It takes the time of all rounds. */
export function hashPassword(crypto: Crypto, text: string): string {
	if (text === "" || parseHash(text) !== undefined) return text;
	const salt = crypto.random(saltSize);
	const key = new Derivation(crypto, utf8Bytes(text), salt, rounds).step(rounds)!;
	return hashText(salt, key);
}

function parseHash(text: string): PasswordHash | undefined {
	const [name, count, saltText, keyText, more] = text.split("$");
	if (name !== scheme || more !== undefined) return undefined;
	const number = wholeNumber(count ?? "");
	const salt = hexBytes(saltText ?? "");
	const key = hexBytes(keyText ?? "");
	if (!(number >= 1 && number <= mostRounds) || salt === undefined || key?.length !== 32) return undefined;
	return { rounds: number, salt, key };
}

export class PasswordCheck {
	private readonly crypto: Crypto;
	private readonly timers: Timers;
	private hash = "";
	#busy = false;

	/** @param password a hash, or the text itself (from a file), which is hashed now, in slices. */
	constructor(crypto: Crypto, timers: Timers, password: string) {
		this.crypto = crypto;
		this.timers = timers;
		if (parseHash(password) !== undefined) this.hash = password;
		else {
			const salt = crypto.random(saltSize);
			this.derive(password, salt, rounds, (key) => {
				this.hash = hashText(salt, key);
			});
		}
	}

	/** One at a time. */
	get busy(): boolean {
		return this.#busy;
	}

	/** Not while it is busy. @param done called later, never from inside the call. */
	verify(text: string, done: (fits: boolean) => void): void {
		const hash = parseHash(this.hash)!;
		this.derive(text, hash.salt, hash.rounds, (key) => done(sameBytes(key, hash.key)));
	}

	private derive(text: string, salt: Uint8Array, count: number, done: (key: Uint8Array) => void): void {
		this.#busy = true;
		const derivation = new Derivation(this.crypto, utf8Bytes(text), salt, count);
		const step = () => {
			const key = derivation.step(slice.rounds);
			if (key === undefined) {
				this.timers.set(step, slice.pause);
				return;
			}
			this.#busy = false;
			done(key);
		};
		this.timers.set(step, slice.pause);
	}
}

function hashText(salt: Uint8Array, key: Uint8Array): string {
	return `${scheme}$${rounds}$${hexText(salt)}$${hexText(key)}`;
}

/** In a time that does not tell where they differ. */
export function sameBytes(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
	let difference = a.length ^ b.length;
	for (let index = 0; index < a.length; index++) difference |= a[index]! ^ b[index % b.length]!;
	return difference === 0;
}
