/** How connections end. */

import type { GattFailure } from "../../../modules/victron/vreg/port";
import type { DBusFailure } from "./bus";

export class Ending extends Error {
	readonly reason: GattFailure;

	constructor(reason: GattFailure) {
		super(reason);
		this.reason = reason;
	}
}

const pairingErrors = [
	"org.bluez.Error.AuthenticationFailed",
	"org.bluez.Error.AuthenticationCanceled",
	"org.bluez.Error.AuthenticationRejected",
	"org.bluez.Error.AuthenticationTimeout",
	"org.bluez.Error.NotAuthorized",
	"org.bluez.Error.NotPermitted",
];

/** @param error an Ending, or what D-Bus says. */
export function failureOf(error: unknown): GattFailure {
	if (error instanceof Ending) return error.reason;
	const { dbusName = "" } = error as DBusFailure;
	if (pairingErrors.includes(dbusName)) return "pairing_failed";
	// BlueZ forgets a device that was not heard for a while.
	if (dbusName === "org.bluez.Error.ConnectionAttemptFailed" || dbusName.endsWith(".UnknownObject"))
		return "not_found";
	return "disconnected";
}
