/** Stands in for the firmware: does what the signal of an advert says, and logs what it finds. */

import { host } from "host";

const { power, scanner, system, timers } = host;
const retained = power.retained();
const starts = retained === undefined ? 0 : new Uint8Array(retained)[0]!;
power.retain(Uint8Array.of(starts + 1, 0xff, 0).buffer);
system.log(`start ${starts} after ${system.resetReason}`);
timers.set(() => system.log(`timer of start ${starts}`), 5_000);
system.onStop((done) => done());

scanner.start((address, rssi) => {
	system.log(`heard ${address}`);
	if (rssi === 1) power.sleep(10_000);
	else if (rssi === 2) system.restart("settings changed");
	else if (rssi === 3) timers.set(() => power.sleep(3_600_000), 0);
});
