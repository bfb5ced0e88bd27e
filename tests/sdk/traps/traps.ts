/**
 * Makes the simulator's host misbehave on command: an advert with one of these signals, which no radio hears, is a
 * command, every other is an advert. The firmware behind it is the real one.
 */

import { host } from "host";

const commands = { throw: 20, throwLater: 19, restart: 18, sleep: 17 } as const;
const kept = [104, 101, 108, 105, 111];
const nap = 1500;

const { scanner, power, system, timers } = host;
const retained = power.retained();
system.log(`traps: retained ${retained === undefined ? "nothing" : new Uint8Array(retained).join()}`);

const start = scanner.start;

scanner.start = (onAdvert) =>
	start((address, rssi, data) => {
		switch (rssi) {
			case commands.throw:
				throw new Error("a trap");
			case commands.throwLater:
				timers.set(() => {
					throw new Error("a late trap");
				}, 0);
				return;
			case commands.restart:
				power.retain(new Uint8Array(kept).buffer);
				system.restart("a trap");
				return;
			case commands.sleep:
				power.retain(new Uint8Array(kept).buffer);
				power.sleep(nap);
				return;
			default:
				onAdvert(address, rssi, data);
		}
	});
