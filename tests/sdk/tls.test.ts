/** TLS of the SDK hosts against OpenSSL, in the simulator, in the memory of an ESP32-C3. */

import { after, before, describe } from "node:test";
import { buildSimulator } from "../../tools/sdk.mjs";
import { openssl, simulator } from "../support/environment.mjs";
import { closeDisplay, startSimulator } from "../support/simulator";
import { tlsSuite } from "../system/tls-suite";

if (simulator && openssl)
	describe("TLS in the simulator", () => {
		let program = "";
		before(() => {
			program = buildSimulator();
		});
		after(closeDisplay);
		for (const kind of ["ec", "rsa"] as const)
			tlsSuite(
				{ name: "simulator", start: (settings, airPort) => startSimulator(program, settings, airPort) },
				kind,
			);
	});
else describe.skip("TLS in the simulator: it needs the Moddable SDK, mosquitto, a display and openssl");
