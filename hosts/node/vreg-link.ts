/** A session with one device over a radio of this computer. */

import type { VregInstance } from "victron/vreg/messages";
import { VregSession } from "victron/vreg/session";
import type { VregFailure } from "victron/vreg/session-events";
import type { RegisterAddress, RegisterAnswer } from "victron/vreg/work";
import type { GattPort, GattTarget } from "../../modules/victron/vreg/port";
import { nodeTimers } from "./node-timers";

export type OnValue = (instance: number, register: number, value: Uint8Array) => void;

export class VregLink {
	readonly #session: VregSession;
	/** In the order of the device's list; none before `ready`. */
	instances: readonly VregInstance[] = [];
	readonly ready: Promise<void>;
	/** Rejects when the session ends by itself: an Error in a sentence. */
	readonly ended: Promise<never>;

	/** @param onValue a value that was not asked for; valid only during the call. */
	constructor(gatt: GattPort, target: GattTarget, onValue: OnValue) {
		let onEnded = (_: VregFailure): void => {};
		this.ended = new Promise<never>((_, reject) => {
			onEnded = (failure) => reject(new Error(sentence(target, failure)));
		});
		this.ended.catch(() => {});
		let onReady = (_: readonly VregInstance[]): void => {};
		this.ready = new Promise<void>((resolve) => {
			onReady = (instances) => {
				this.instances = instances;
				resolve();
			};
		});
		const events = { onReady, onValue, onDropped() {}, onEnded };
		this.#session = new VregSession({ gatt, timers: nodeTimers() }, events);
		this.#session.open(target);
	}

	/** One answer for each address. @throws Error in a sentence, when the session ends. */
	async get(addresses: readonly RegisterAddress[]): Promise<readonly RegisterAnswer[]> {
		const answers = new Map<RegisterAddress, RegisterAnswer>();
		const done = new Promise<void>((resolve) => {
			this.#session.get(addresses, (address, answer) => answers.set(address, answer), resolve);
		});
		await Promise.race([done, this.ended]);
		return addresses.map((address) => answers.get(address)!);
	}

	close(): void {
		this.#session.close();
	}
}

function sentence({ address, passkey }: GattTarget, { reason, step, code }: VregFailure): string {
	switch (reason) {
		case "not_found":
			return `${address} is not heard, or does not answer: is it on and near, and is no phone connected to it?`;
		case "pairing_failed":
			return passkey === undefined
				? `${address} wants its PIN: give it with --passkey; it is 000000, or stands on the device's label`
				: `${address} does not accept this PIN`;
		case "no_service":
			return `${address} has no registers over Bluetooth: is it a Victron device?`;
		case "no_answer":
			return `${address} does not answer any more`;
		case "device_error":
			return `${address} refuses the session with error ${code}`;
		case "disconnected":
			return step === "connecting"
				? `${address} ended the connection; if its PIN was changed since it was paired, give the new one with --passkey`
				: `${address} ended the connection`;
	}
}
