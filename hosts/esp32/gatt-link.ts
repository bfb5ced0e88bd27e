/**
 * A connection of the GATT port: one attempt to reach the device, or a few.
 *
 * - A static random address has its two highest bits set, but a public one may have them, too.
 * - Links break in their first moments now and then.
 * - A device that has forgotten its bond may say nothing, or disconnect: then it is paired with anew, where there is a
 *   passkey. If it says so, NimBLE does that by itself.
 */

import type { RawTarget } from "bleclient";
import { Bytes } from "btutils";
import GAP from "gap";
import SM from "sm";
import type { Characteristic, GattConnection, GattEvents, GattTarget } from "../../modules/victron/vreg/port";
import type { Timers } from "../ports";
import { type AttemptEvents, type AttemptFailure, GattAttempt } from "./gatt-attempt";
import type { RadioClient } from "./radio-client";

/** Who lets one link after the other begin. */
export interface LinkOwner {
	readonly timers: Timers;
	/** Undefined while the stack is not ready. */
	readonly radio: RadioClient | undefined;
	/** The next may begin. */
	onGone(): void;
}

export class GattLink implements GattConnection, AttemptEvents {
	private readonly target: GattTarget;
	private readonly owner: LinkOwner;
	/** Who is told; nobody after the end. */
	private events: GattEvents | undefined;
	private attempt: GattAttempt | undefined;
	private random: boolean;
	private broken = false;
	private bondDropped = false;

	constructor(target: GattTarget, events: GattEvents, owner: LinkOwner) {
		this.target = target;
		this.events = events;
		this.owner = owner;
		this.random = target.address >= "c0";
	}

	begin(): void {
		const { timers, radio } = this.owner;
		const { passkey } = this.target;
		if (this.events && radio)
			this.attempt = new GattAttempt({ radio, target: this.rawTarget(), passkey, timers }, this);
		else
			timers.set(() => {
				this.tellEnd("not_found");
				this.owner.onGone();
			}, 0);
	}

	subscribe(characteristic: Characteristic): void {
		this.attempt?.find(characteristic)?.enableNotifications();
	}

	read(characteristic: Characteristic): void {
		this.attempt?.find(characteristic)?.readValue();
	}

	write(characteristic: Characteristic, value: Uint8Array): void {
		this.attempt?.find(characteristic)?.writeWithoutResponse(value.slice().buffer);
	}

	close(): void {
		this.events = undefined;
		this.attempt?.end();
	}

	onOpen(longestWrite: number): void {
		this.events?.onConnected(longestWrite);
	}

	onSubscribed(characteristic: Characteristic): void {
		this.events?.onSubscribed(characteristic);
	}

	onRead(characteristic: Characteristic, value: Uint8Array): void {
		this.events?.onRead(characteristic, value);
	}

	onNotified(characteristic: Characteristic, value: Uint8Array): void {
		this.events?.onNotified(characteristic, value);
	}

	/** Those that are tried again end with `onGone` alone. */
	onFailed(reason: AttemptFailure): void {
		if (reason === "not_found" && this.random) this.random = false;
		else if (reason !== "said_nothing" && reason !== "hung_up") this.tellEnd(reason);
		else if (reason === "hung_up" && !this.broken) this.broken = true;
		else if (this.target.passkey !== undefined && !this.bondDropped) {
			this.bondDropped = true;
			const { address, addressType } = this.rawTarget();
			SM.deleteBonding(address, addressType);
		} else this.tellEnd(reason === "hung_up" ? "disconnected" : "pairing_failed");
	}

	onGone(): void {
		this.attempt = undefined;
		if (this.events) this.begin();
		else this.owner.onGone();
	}

	private tellEnd(reason: Parameters<GattEvents["onClosed"]>[0]): void {
		const events = this.events;
		this.events = undefined;
		events?.onClosed(reason);
	}

	private rawTarget(): RawTarget {
		const address = new Bytes(this.target.address.replaceAll(":", ""), true);
		const addressType = this.random ? GAP.AddressType.RANDOM : GAP.AddressType.PUBLIC;
		return { address, addressType };
	}
}
