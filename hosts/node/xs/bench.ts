/** Measures the advert path in XS's meter, from inside. Answers with JSON. */

import { Counters } from "telemetry/counters";
import { Device } from "telemetry/device";
import { PublishPolicy, readingPayload } from "telemetry/publish-policy";
import { Receiver } from "telemetry/receiver";
import { wrapManufacturerData } from "victron/advertisement";
import { encodeAdvertisement } from "victron/encode";
import { hexBytes } from "victron/hex";
import { InstantReadout } from "victron/instant-readout";
import type { Reading } from "victron/record";
import { solarCharger } from "victron/records/solar-charger";
import { serveText } from "./bridge";
import { ciphers } from "./ciphers";

/** Sets limit and meter, and gives the meter as it stood. Computrons. */
declare function resetMeter(limit: number, meter: number): number;
declare function gc(): void;

const keyHex = "c129cf8f75c3fe5a1655b481e205fb7d";
const address = "fa:ac:27:84:c6:6f";
const key = hexBytes(keyHex)!;
const cipher = ciphers.aes(key.buffer as ArrayBuffer);
const readout = new InstantReadout(ciphers);
const counters = new Counters();
const device = new Device(address, "Roof", readout.device(keyHex));
const policy = new PublishPolicy(0, 60_000);
let payload = "";
let latest: Reading | undefined;
let now = 0;

const receiver = new Receiver({
	devices: [device],
	readout,
	monotonic: () => now,
	counters,
	sink: {
		reading(_, reading) {
			latest = reading;
		},
		heard() {},
		wrongKey() {},
	},
});

function advert(counter: number): Uint8Array {
	return wrapManufacturerData(
		encodeAdvertisement({
			productId: 0xa060,
			record: solarCharger,
			counter,
			key,
			cipher,
			reading: {
				device_state: "bulk",
				charger_error: "none",
				battery_voltage: 13.88,
				battery_current: 1.4,
				yield_today: 0.03 + (counter % 7) / 100,
				pv_power: 19,
				load_current: 0,
			},
		}),
	);
}

const appleAdvert = hexBytes("02011a0aff4c0010055b1c4e8ad8")!;

function meter(work: () => void): number {
	resetMeter(0, 0);
	work();
	return resetMeter(0, 0);
}

const overhead = () => meter(() => {});

function costs(): Record<string, number> {
	const first = advert(1);
	const second = advert(2);
	const third = advert(3);
	receiver.advert(address, -60, first);
	const empty = overhead();
	const measured = {
		other_company: meter(() => receiver.advert(address, -60, appleAdvert)) - empty,
		unknown_device: meter(() => receiver.advert("c0:00:00:00:00:01", -60, first)) - empty,
		duplicate: meter(() => receiver.advert(address, -60, first)) - empty,
		reading: meter(() => receiver.advert(address, -60, second)) - empty,
		payload:
			meter(() => {
				policy.offer(latest!, -60, now);
				const due = policy.due(now)!;
				payload = readingPayload(due.body, 1_700_000_000_000, due.rssi);
			}) - empty,
	};
	receiver.advert(address, -60, third);
	return measured;
}

/** Adverts of all four fates in turn; the live heap must not grow with their number. */
function mixed(count: number): number {
	const known = [advert(10), advert(11), advert(12), advert(13)];
	for (let i = 0; i < count; i++) {
		now += 25;
		const kind = i & 7;
		if (kind === 0) receiver.advert(address, -60, known[(i >> 3) & 3]!);
		else if (kind === 1) receiver.advert(address, -60, appleAdvert);
		else if (kind === 2) receiver.advert("c0:00:00:00:00:01", -60, known[0]!);
		else receiver.advert(address, -60, known[(i >> 3) & 3]!);
	}
	gc();
	return counters.received;
}

serveText((text) => {
	const [what, count] = JSON.parse(text) as [string, number];
	if (what === "costs") return JSON.stringify({ ...costs(), payload_bytes: payload.length });
	return JSON.stringify({ received: mixed(count) });
});
