/** Registers in the Moddable simulator, in the memory of an ESP32-C3. */

import { after, before, describe } from "node:test";
import { buildSimulator } from "../../tools/sdk.mjs";
import { Air } from "../support/air";
import { freePort, mosquittoBroker } from "../support/brokers";
import { simulator } from "../support/environment.mjs";
import { closeDisplay, startSimulator } from "../support/simulator";
import { registerSuite } from "../system/registers-suite";

if (simulator)
	describe("the simulator's connections", () => {
		let program = "";
		before(() => {
			program = buildSimulator();
		});
		after(closeDisplay);
		const start = async (settings: Record<string, unknown>, gatt: number) => {
			const airPort = await freePort();
			const air = new Air(airPort);
			const firmware = await startSimulator(program, { ...settings, simulator: { gatt } }, airPort);
			return {
				advert: (text: string) => void air.send(text),
				output: () => firmware.output(),
				async stop() {
					await firmware.kill();
					air.close();
				},
			};
		};
		registerSuite({ name: "simulator", speed: 1, start }, mosquittoBroker);
	});
else describe.skip("registers in the simulator: it needs the Moddable SDK, mosquitto and a display");
