/** Stands in for the firmware: connects to whoever advertises, reads the panel voltage, and logs what came of it. */

import { host } from "host";
import { hexText } from "victron/hex";
import { VregSession } from "victron/vreg/session";
import type { VregFailure } from "victron/vreg/session-events";
import type { RegisterAddress, RegisterAnswer } from "victron/vreg/work";

const { gatt, timers, scanner, system } = host;
system.onStop((done) => done());

scanner.start((address) => {
	if (gatt === undefined) {
		system.log("no radio");
		return;
	}
	let answer = "";
	const session = new VregSession(
		{ gatt, timers },
		{
			onReady: () =>
				void session.get(
					[{ instance: 3, register: 0xedbb }],
					(_: RegisterAddress, { status, ...rest }: RegisterAnswer) => {
						answer = "value" in rest ? hexText(rest.value) : status;
					},
					() => {
						session.close();
						system.log(answer);
					},
				),
			onValue() {},
			onDropped() {},
			onEnded: ({ reason, step }: VregFailure) => system.log(`${reason} while ${step}`),
		},
	);
	session.open({ address, passkey: 0 });
});
