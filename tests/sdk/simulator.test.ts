/** The end-to-end suite in the Moddable simulator, in the memory of an ESP32-C3. */

import { after, before, describe } from "node:test";
import { buildSimulator } from "../../tools/sdk.mjs";
import { mosquittoBroker } from "../support/brokers";
import { simulator } from "../support/environment.mjs";
import { closeDisplay, startSimulator } from "../support/simulator";
import { requestSuite } from "../system/requests";
import { systemSuite, type Target } from "../system/suite";

if (simulator)
	describe("the simulator", () => {
		let program = "";
		before(() => {
			program = buildSimulator();
		});
		after(closeDisplay);
		const target: Target = {
			name: "simulator",
			start: (settings, airPort) => startSimulator(program, settings, airPort),
		};
		for (const suite of [systemSuite, requestSuite]) suite(target, "mosquitto", mosquittoBroker);
	});
else describe.skip("the simulator: it needs the Moddable SDK, mosquitto and a display");
