/** The device's own WiFi: an open network, in which every name leads to the device. */

import UDP from "embedded:io/socket/udp";
import { fault, guard } from "moddable/faults";
import { captiveAnswer } from "network/captive-dns";
import WiFi from "wifi";
import type { AccessPoint } from "../ports";

/** ESP-IDF's default for an access point. */
const address = [192, 168, 4, 1] as const;
const namePort = 53;
/** More would cost memory that the page needs. */
const mostStations = 4;

export class OpenNetwork implements AccessPoint {
	readonly wanted: boolean;

	constructor(wanted: boolean) {
		this.wanted = wanted;
	}

	start(name: string): void {
		try {
			WiFi.accessPoint({ ssid: name, max: mostStations });
			answerNames();
		} catch (error) {
			fault("access point", error);
		}
	}

	onJoined(callback: () => void): void {
		// The SDK keeps the object for as long as it has a callback.
		new WiFi(
			undefined,
			guard("access point", (message: string) => {
				if (message === WiFi.station_connected) callback();
			}),
		);
	}
}

function answerNames(): void {
	const answer = guard("access point", (socket: UDP) => {
		const query = socket.read();
		const bytes = captiveAnswer(new Uint8Array(query), address);
		if (bytes !== undefined) socket.write(bytes, query.address, query.port);
	});
	new UDP({
		port: namePort,
		onReadable(count) {
			while (count-- > 0) answer(this);
		},
	});
}
