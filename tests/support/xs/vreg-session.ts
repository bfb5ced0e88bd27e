/** A whole VREG session on XS: opens, reads the registers that it is told of, answers with what they hold. */

import { hexText } from "victron/hex";
import { VregSession } from "victron/vreg/session";
import { serveText } from "../../../hosts/node/xs/bridge";
import { smartSolar } from "../../../tools/simulate/gatt-devices";
import { GattPeer } from "../../../tools/simulate/gatt-peer";
import { FakeTime } from "../fakes";

serveText((text) => {
	const registers = JSON.parse(text) as number[];
	const answers: string[] = [];
	const time = new FakeTime();
	const gatt = new GattPeer(smartSolar, { timers: time });
	const session = new VregSession(
		{ gatt, timers: time },
		{
			onReady() {
				session.get(
					registers.map((register) => ({ instance: 3, register })),
					(_, answer) => answers.push(answer.status === "value" ? hexText(answer.value) : answer.status),
					() => session.close(),
				);
			},
			onValue() {},
			onDropped: (why) => answers.push(why),
			onEnded: ({ reason }) => answers.push(reason),
		},
	);
	session.open(smartSolar);
	time.advance(2_000);
	return JSON.stringify({ answers, pending: time.pending });
});
