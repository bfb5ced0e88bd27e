/** Adverts a second through the whole advert path, on the adverts of the file that the build's `adverts` names. */

import { File } from "file";
import config from "mc/config";
import { ciphers } from "moddable/ciphers";
import { Counters } from "telemetry/counters";
import { Device } from "telemetry/device";
import { Receiver } from "telemetry/receiver";
import Time from "time";
import { wrapManufacturerData } from "victron/advertisement";
import { hexBytes } from "victron/hex";
import { InstantReadout } from "victron/instant-readout";

interface Input {
	readonly devices: readonly { readonly address: string; readonly key: string }[];
	/** Number of the device, and the manufacturer data in hex. */
	readonly adverts: readonly (readonly [number, string])[];
	readonly rounds: number;
}

const file = new File(config.adverts);
const { devices, adverts, rounds } = JSON.parse(file.read(String)) as Input;
file.close();

const readout = new InstantReadout(ciphers);
const counters = new Counters();
const receiver = new Receiver({
	devices: devices.map(({ address, key }, index) => new Device(address, "", readout.device(key), index)),
	readout,
	clock: { monotonic: () => Time.ticks },
	counters,
	sink: { reading() {}, heard() {}, wrongKey() {} },
});
const heard = adverts.map(([device, data]) => ({
	address: devices[device]!.address,
	data: wrapManufacturerData(hexBytes(data)!),
}));

const start = Time.ticks;
for (let round = 0; round < rounds; round++)
	for (let i = 0; i < heard.length; i++) {
		const { address, data } = heard[i]!;
		receiver.advert(address, -60, data);
	}
const seconds = (Time.ticks - start) / 1000;

const result = new File(`${config.adverts}.result`, true);
result.write(JSON.stringify({ seconds, received: counters.received, decoded: counters.decoded }));
result.close();
