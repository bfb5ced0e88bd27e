/** A scanner that throws at each advert with this signal. */

import { host } from "host";
import type { Host } from "../../../hosts/ports";

export function faultyHost(): Host {
	const { scanner } = host;
	return {
		...host,
		scanner: {
			...scanner,
			start(onAdvert) {
				scanner.start((address, rssi, data) => {
					if (rssi === 13) throw new Error("the radio is confused");
					onAdvert(address, rssi, data);
				});
			},
		},
	};
}
