/** Joins a WiFi network over the SDK's `wifi`. Modem power save stays on: Bluetooth needs the radio too. */

import Net from "net";
import WiFi, { type WiFiOptions } from "wifi";
import { guard } from "../moddable/faults";
import type { Wifi, WifiPlace } from "../ports";
import { OfferedTime } from "./network-time";

export const wifi: Wifi = {
	connect(ssid, password, place) {
		const options: WiFiOptions & { channel?: number } = { ssid, password };
		if (place !== undefined) {
			options.bssid = addressBytes(place.bssid);
			options.channel = place.channel;
		}
		OfferedTime.expect();
		WiFi.connect(options);
	},
	disconnect() {
		WiFi.disconnect();
	},
	place(): WifiPlace | undefined {
		const bssid: unknown = Net.get("BSSID");
		const channel: unknown = Net.get("CHANNEL" as "RSSI");
		if (typeof bssid !== "string" || typeof channel !== "number") return undefined;
		return { bssid: bssid.toLowerCase(), channel };
	},
	listen(onUp, onDown) {
		// The SDK keeps the object for as long as it has a callback. The code -1 says that the password was rejected.
		new WiFi(
			undefined,
			guard("WiFi", (message: string, code?: number) => {
				if (message === WiFi.gotIP) onUp();
				else if (message === WiFi.disconnected) onDown(code === -1 ? "password" : "other");
			}),
		);
	},
};

function addressBytes(text: string): ArrayBuffer {
	const bytes = new Uint8Array(6);
	for (let index = 0; index < 6; index++)
		bytes[index] = Number.parseInt(text.slice(3 * index, 3 * index + 2), 16);
	return bytes.buffer as ArrayBuffer;
}
