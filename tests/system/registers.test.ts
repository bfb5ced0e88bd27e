/** Registers on the XS engine from npm. */

import { AirGattPort } from "../../hosts/node/air-gatt-port";
import { Firmware } from "../../hosts/node/firmware";
import { embeddedBroker } from "../support/brokers";
import { type ConnectingHost, registerSuite } from "./registers-suite";

const npm: ConnectingHost = {
	name: "npm host",
	speed: 10,
	async start(settings, gattPort) {
		let output = "";
		const onLog = (line: string) => {
			output += line;
		};
		const gatt = new AirGattPort("127.0.0.1", gattPort);
		const firmware = await Firmware.start({ settings, speed: npm.speed, gatt, onLog, onFault: onLog });
		return {
			advert: (text) => firmware.advert(text),
			output: () => output,
			stop: async () => firmware.kill(),
		};
	},
};

registerSuite(npm, embeddedBroker);
