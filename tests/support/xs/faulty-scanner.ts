/** A scanner that throws at each advert with this signal. Imported before the firmware. */

import { host } from "host";

const { scanner } = host;

Object.assign(host, {
	scanner: {
		stop: scanner.stop,
		start(onAdvert: Parameters<typeof scanner.start>[0]) {
			scanner.start((address, rssi, data) => {
				if (rssi === 13) throw new Error("the radio is confused");
				onAdvert(address, rssi, data);
			});
		},
	},
});
