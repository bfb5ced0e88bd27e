/** The end-to-end suite in the Moddable simulator, in the memory of an ESP32-C3. */

import { after, before, describe } from "node:test";
import { buildSimulator } from "../../tools/sdk.mjs";
import { mosquittoBroker } from "../support/brokers";
import { simulator } from "../support/environment.mjs";
import { closeDisplay, startSimulator } from "../support/simulator";
import { systemSuite } from "../system/suite";

if (simulator)
	describe("the simulator", () => {
		let program = "";
		before(() => {
			program = buildSimulator();
		});
		after(closeDisplay);
		systemSuite(
			{ name: "simulator", start: (settings, airPort) => startSimulator(program, settings, airPort) },
			"mosquitto",
			mosquittoBroker,
		);
	});
else describe.skip("the simulator: it needs the Moddable SDK, mosquitto and a display");
