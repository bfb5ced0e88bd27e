/**
 * One attempt to reach a device, until nothing of it is left in the stack. What the SDK's client does, from its C
 * sources:
 *
 * - It looks for the device for ever, and cannot be told to stop: NimBLE is, through `ffi`. While it looks, scanning is
 *   refused, and the SDK does not say so. That it has stopped is not told either: it is asked.
 * - Once connected it encrypts with the bond, or pairs. A failure is not told: nothing comes, or the device disconnects.
 * - What is searched ends in the same event when the link breaks; `onDisconnected` follows.
 * - After a reset of the controller nothing comes at all.
 */

import type { RawTarget } from "bleclient";
import type { Client, Characteristic as RadioCharacteristic, Service } from "gatt";
import FFI from "mc/ffi";
import type { Characteristic, GattFailure } from "../../modules/victron/vreg/port";
import { fault } from "../moddable/faults";
import type { Timers } from "../ports";
import { characteristicOf, serviceUuid } from "./gatt-uuids";
import { noPasskey, type RadioClient, type RadioLink } from "./radio-client";

/** Milliseconds of each step; a session gives all of them 35 s. */
const limits = {
	connecting: 7_000,
	/** Until the link is encrypted, or a passkey is asked for. */
	securing: 6_000,
	/** From the passkey on. */
	pairing: 12_000,
	sizing: 3_000,
	searching: 5_000,
	listing: 5_000,
	/** Until a link that broke has said so. */
	missing: 300,
	leaving: 5_000,
	/** Each time that the stack is asked whether it still looks for the device. */
	cancelling: 200,
} as const;
const mostPolls = 25;

/** Bytes. More than the chunks of any known device, and few enough for one buffer of the stack. */
const wantedMtu = 77;
const smallestMtu = 23;
/** Of a write. */
const header = 3;

/** Of the SDK's `IOCapability`, that with which it asks for the passkey. */
const keyboardDisplay = 3;

/** The last two: before the link was encrypted or a passkey asked for. A bond that the device has not, perhaps. */
export type AttemptFailure = GattFailure | "said_nothing" | "hung_up";

export interface AttemptEvents {
	/** The service is there; `longestWrite` in bytes. */
	onOpen(longestWrite: number): void;
	onSubscribed(characteristic: Characteristic): void;
	onRead(characteristic: Characteristic, value: Uint8Array): void;
	onNotified(characteristic: Characteristic, value: Uint8Array): void;
	/** Of the events, only `onGone` follows. */
	onFailed(reason: AttemptFailure): void;
	/** Also after `end`: the stack is free. */
	onGone(): void;
}

export interface AttemptOptions {
	readonly radio: RadioClient;
	readonly target: RawTarget;
	readonly passkey: number | undefined;
	readonly timers: Timers;
}

export class GattAttempt implements RadioLink {
	private readonly options: AttemptOptions;
	private readonly events: AttemptEvents;
	private step: keyof typeof limits | "open" = "connecting";
	private device: Client | undefined;
	private longestWrite = smallestMtu - header;
	/** Of the service's UUIDs that is looked for. */
	private uuid = 0;
	/** All three, when it is open. */
	private found: Partial<Record<Characteristic, RadioCharacteristic>> = {};
	private limit: unknown;
	private polls = 0;

	/** Nothing is told from inside this. */
	constructor(options: AttemptOptions, events: AttemptEvents) {
		this.options = options;
		this.events = events;
		this.enter("connecting");
		const { radio, target } = options;
		radio.link = this;
		try {
			// each time: the stack may be a new one
			radio.securityParameters = {
				encryption: true,
				bonding: true,
				mitm: true,
				ioCapability: keyboardDisplay,
			};
			radio.connect(target);
		} catch (error) {
			fault("gatt", error);
			this.setLimit(0);
		}
	}

	/** Undefined unless it is open. */
	find(characteristic: Characteristic): RadioCharacteristic | undefined {
		return this.step === "open" ? this.found[characteristic] : undefined;
	}

	/** Ends the link, or the search for the device; `onGone` follows. */
	end(): void {
		if (this.leaving) return;
		const searched = this.step === "connecting";
		this.enter(searched ? "cancelling" : "leaving");
		try {
			if (searched) new FFI().ble_gap_conn_cancel();
			else if (this.device) this.device.close();
			else this.setLimit(0);
		} catch (error) {
			fault("gatt", error); // the stack has lost it
			this.setLimit(0);
		}
	}

	onConnected(device: Client): void {
		this.device = device;
		if (this.step === "connecting") this.enter("securing");
		else {
			this.enter("leaving");
			device.close();
		}
	}

	onPasskeyRequested(): number {
		const { passkey } = this.options;
		if (this.step !== "securing") return noPasskey;
		if (passkey === undefined) this.fail("pairing_failed");
		else this.enter("pairing");
		return passkey ?? noPasskey;
	}

	onOtherPairing(): void {
		this.fail("pairing_failed");
	}

	onAuthenticated(): void {
		if (this.step !== "securing" && this.step !== "pairing") return;
		this.enter("sizing");
		this.device!.exchangeMTU(wantedMtu);
	}

	onMTUExchanged(mtu: number): void {
		if (this.step !== "sizing") return;
		this.longestWrite = mtu - header;
		this.search();
	}

	onServices(services: readonly Service[]): void {
		if (this.step !== "searching") return;
		const service = services[0];
		if (service) {
			this.enter("listing");
			service.discoverAllCharacteristics();
		} else {
			this.uuid++;
			this.search();
		}
	}

	onCharacteristics(characteristics: readonly RadioCharacteristic[]): void {
		if (this.step !== "listing") return;
		const found = this.found;
		for (const characteristic of characteristics) {
			const name = characteristicOf(characteristic.uuid);
			if (name) found[name] = characteristic;
		}
		if (found.control && found.lastData && found.data) {
			this.step = "open";
			this.options.timers.clear(this.limit);
			this.events.onOpen(this.longestWrite);
		} else this.enter("missing");
	}

	onNotificationEnabled(characteristic: RadioCharacteristic): void {
		const name = this.nameOf(characteristic);
		if (name) this.events.onSubscribed(name);
	}

	onValue(characteristic: RadioCharacteristic, value: ArrayBuffer): void {
		const name = this.nameOf(characteristic);
		if (name) this.events.onRead(name, new Uint8Array(value));
	}

	onNotification(characteristic: RadioCharacteristic, value: ArrayBuffer): void {
		const name = this.nameOf(characteristic);
		if (name) this.events.onNotified(name, new Uint8Array(value));
	}

	onDisconnected(): void {
		this.device = undefined;
		if (this.leaving) this.setLimit(0);
		else if (this.step === "securing") this.fail("hung_up");
		else this.fail(this.step === "pairing" ? "pairing_failed" : "disconnected");
	}

	private get leaving(): boolean {
		return this.step === "leaving" || this.step === "cancelling";
	}

	private enter(step: keyof typeof limits): void {
		this.step = step;
		this.setLimit(limits[step]);
	}

	private setLimit(delay: number): void {
		const { timers } = this.options;
		timers.clear(this.limit);
		this.limit = timers.set(() => this.onLimit(), delay);
	}

	private onLimit(): void {
		switch (this.step) {
			case "connecting":
				this.fail("not_found");
				break;
			case "securing":
				this.fail("said_nothing");
				break;
			case "pairing":
				this.fail("pairing_failed");
				break;
			case "sizing":
				this.search();
				break;
			case "missing":
				this.fail("no_service");
				break;
			case "cancelling":
				// once more in any case: what the stack has to say may be on its way
				if (this.polls === 0 || (new FFI().ble_gap_conn_active() !== 0 && this.polls < mostPolls)) {
					this.polls++;
					this.setLimit(limits.cancelling);
				} else this.gone();
				break;
			case "leaving":
				this.gone();
				break;
			default:
				this.fail("disconnected");
		}
	}

	private search(): void {
		const uuid = serviceUuid(this.uuid);
		this.enter(uuid ? "searching" : "missing");
		if (uuid) this.device!.discoverPrimaryService(uuid);
	}

	private fail(reason: AttemptFailure): void {
		if (this.leaving) return;
		this.end();
		this.events.onFailed(reason);
	}

	private gone(): void {
		this.options.radio.link = undefined;
		this.events.onGone();
	}

	private nameOf(characteristic: RadioCharacteristic): Characteristic | undefined {
		if (this.step !== "open") return undefined;
		const { control, lastData, data } = this.found;
		if (characteristic === data) return "data";
		if (characteristic === lastData) return "lastData";
		return characteristic === control ? "control" : undefined;
	}
}
