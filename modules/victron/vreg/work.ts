/** Registers that a session is asked to read or set, and what has become of each. */

import { pushGet, pushSet } from "./messages";

export interface RegisterAddress {
	readonly instance: number;
	readonly register: number;
}

/**
 * - `value`: little-endian; after a `set` what the register holds now, which a device may have limited.
 * - `refused`: the register is not supported here, or the value is wrong; `code` as the device gave it.
 * - `no_answer`: within the time limit.
 */
export type RegisterAnswer =
	| { readonly status: "value"; readonly value: Uint8Array }
	| { readonly status: "unknown_register" }
	| { readonly status: "refused"; readonly code: number }
	| { readonly status: "no_answer" };

export type OnAnswer = (address: RegisterAddress, answer: RegisterAnswer) => void;

export class RegisterWork {
	private readonly addresses: readonly RegisterAddress[];
	/** To be set; undefined to read. */
	private readonly value: Uint8Array | undefined;
	private readonly onAnswer: OnAnswer;
	private readonly answered: Uint8Array;
	private asked = 0;
	private left: number;
	/** What was heard of a register that was set, where it is not the value set. */
	private other: Uint8Array | undefined;

	/** @param value one address only. */
	constructor(addresses: readonly RegisterAddress[], value: Uint8Array | undefined, onAnswer: OnAnswer) {
		this.addresses = addresses;
		this.value = value;
		this.onAnswer = onAnswer;
		this.answered = new Uint8Array(addresses.length);
		this.left = addresses.length;
	}

	get done(): boolean {
		return this.left === 0;
	}

	/** Adds to a message as much as it has room for. @returns whether that was anything. */
	ask(message: number[], longest: number): boolean {
		const before = this.asked;
		while (this.asked < this.addresses.length) {
			const { instance, register } = this.addresses[this.asked]!;
			const { length } = message;
			if (this.value) pushSet(message, instance, register, this.value);
			else pushGet(message, instance, register);
			if (message.length > longest) {
				message.length = length;
				break;
			}
			this.asked++;
		}
		return this.asked > before;
	}

	/** @returns whether this is an answer. Another value than was set may be one that was on its way. */
	onValue(instance: number, register: number, value: Uint8Array): boolean {
		const index = this.find(instance, register);
		if (index < 0) return false;
		if (this.value && !equal(this.value, value)) {
			this.other = value.slice();
			return false;
		}
		this.answer(index, { status: "value", value: value.slice() });
		return true;
	}

	/** Refusals of what another instance was asked for also come from instance 0. */
	onRefusal(instance: number, register: number, code: number): boolean {
		let index = this.find(instance, register);
		if (index < 0 && instance === 0) index = this.find(undefined, register);
		if (index < 0) return false;
		this.answer(index, code === 1 ? { status: "unknown_register" } : { status: "refused", code });
		return true;
	}

	/** All that an instance was asked for is refused. */
	refuse(instance: number, code: number): boolean {
		return this.answerAll({ status: "refused", code }, instance);
	}

	/** What was asked for stays without an answer. */
	giveUp(): boolean {
		return this.answerAll(
			this.other ? { status: "value", value: this.other } : { status: "no_answer" },
			undefined,
		);
	}

	/** No answers from now on. */
	abandon(): void {
		this.asked = this.left = 0;
	}

	private answerAll(answer: RegisterAnswer, instance: number | undefined): boolean {
		const before = this.left;
		for (let index = 0; index < this.asked; index++)
			if (this.answered[index] === 0 && this.isFor(index, instance)) this.answer(index, answer);
		return this.left < before;
	}

	private answer(index: number, answer: RegisterAnswer): void {
		this.answered[index] = 1;
		this.left--;
		this.onAnswer(this.addresses[index]!, answer);
	}

	/** Index of what was asked for and has no answer yet; or -1. */
	private find(instance: number | undefined, register: number): number {
		for (let index = 0; index < this.asked; index++)
			if (
				this.answered[index] === 0 &&
				this.addresses[index]!.register === register &&
				this.isFor(index, instance)
			)
				return index;
		return -1;
	}

	/** Undefined stands for any. */
	private isFor(index: number, instance: number | undefined): boolean {
		return instance === undefined || this.addresses[index]!.instance === instance;
	}
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
