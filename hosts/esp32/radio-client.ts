/**
 * The one client of the SDK's Bluetooth (NimBLE): a second cannot be made. Adverts go straight to the scanner; all about
 * a connection goes to who has it.
 */

import BLEClient, { type RawAdvert } from "bleclient";
import type { Characteristic, Client, Service } from "gatt";
import { fault } from "../moddable/faults";

/** What becomes of a connection. Values are valid for as long as they are held. */
export interface RadioLink {
	/** The radio is connected, and pairs or encrypts by itself. */
	onConnected(device: Client): void;
	/** The link is encrypted. */
	onAuthenticated(): void;
	/** @returns what the device was given as its PIN, or `noPasskey`. */
	onPasskeyRequested(): number;
	/** The device wants to pair in a way for which a person would be needed. */
	onOtherPairing(): void;
	/** @param mtu bytes. */
	onMTUExchanged(mtu: number): void;
	/** All that there are; also when the link broke meanwhile. */
	onServices(services: readonly Service[]): void;
	onCharacteristics(characteristics: readonly Characteristic[]): void;
	onNotificationEnabled(characteristic: Characteristic): void;
	onValue(characteristic: Characteristic, value: ArrayBuffer): void;
	onNotification(characteristic: Characteristic, value: ArrayBuffer): void;
	onDisconnected(): void;
}

/** Refused by the stack: there are six digits. */
export const noPasskey = -1;

export class RadioClient extends BLEClient {
	/** Who has the connection. */
	link: RadioLink | undefined;
	readonly #onReady: () => void;
	readonly #onAdvert: (advert: RawAdvert) => void;

	constructor(onReady: () => void, onAdvert: (advert: RawAdvert) => void) {
		super();
		this.#onReady = onReady;
		this.#onAdvert = onAdvert;
	}

	override callback(event: string, options: RawAdvert): unknown {
		if (event === "onDiscovered") this.#onAdvert(options);
		else if (event === "onReady") this.#onReady();
		else
			try {
				return super.callback(event, options);
			} catch (error) {
				fault("gatt", error);
				return noPasskey;
			}
		return undefined;
	}

	/** A link that nobody wants any more is ended. */
	override onConnected(device: Client): void {
		if (this.link) this.link.onConnected(device);
		else device.close();
	}

	override onAuthenticated(): void {
		this.link?.onAuthenticated();
	}

	override onPasskeyRequested(): number {
		return this.link?.onPasskeyRequested() ?? noPasskey;
	}

	override onPasskeyConfirm(): void {
		this.link?.onOtherPairing();
	}

	override onPasskeyDisplay(): void {
		this.link?.onOtherPairing();
	}

	// These come past `callback`.

	override onMTUExchanged(_: Client, mtu: number): void {
		this.tell((link) => link.onMTUExchanged(mtu));
	}

	override onServices(services: Service[]): void {
		this.tell((link) => link.onServices(services));
	}

	override onCharacteristics(characteristics: Characteristic[]): void {
		this.tell((link) => link.onCharacteristics(characteristics));
	}

	override onCharacteristicNotificationEnabled(characteristic: Characteristic): void {
		this.tell((link) => link.onNotificationEnabled(characteristic));
	}

	override onCharacteristicValue(characteristic: Characteristic, value: unknown): void {
		this.tell((link) => link.onValue(characteristic, value as ArrayBuffer));
	}

	override onCharacteristicNotification(characteristic: Characteristic, value: unknown): void {
		this.tell((link) => link.onNotification(characteristic, value as ArrayBuffer));
	}

	override onDisconnected(): void {
		this.tell((link) => link.onDisconnected());
	}

	private tell(work: (link: RadioLink) => void): void {
		try {
			if (this.link) work(this.link);
		} catch (error) {
			fault("gatt", error);
		}
	}
}
