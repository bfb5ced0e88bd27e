/** TLS of the SDK hosts against OpenSSL, in the simulator with the memory of the larger chips. */

import { after, before, describe } from "node:test";
import { openssl, simulator } from "../support/environment.mjs";
import { closeDisplay, startSimulator } from "../support/simulator";
import { tlsSuite } from "../system/tls-suite";
import { buildRoomy } from "./roomy-simulator";

if (simulator && openssl)
	describe("TLS in the simulator", () => {
		let program = "";
		before(() => {
			program = buildRoomy(72_000, 6000);
		});
		after(closeDisplay);
		for (const kind of ["ec", "rsa"] as const)
			tlsSuite(
				{ name: "simulator", start: (settings, airPort) => startSimulator(program, settings, airPort) },
				kind,
			);
	});
else describe.skip("TLS in the simulator: it needs the Moddable SDK, mosquitto, a display and openssl");
