/** The session on XS, with nothing that only Node has. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { XsProgram } from "../../../hosts/node/xs-program";

test("a session runs on XS", { timeout: 60_000 }, async (context) => {
	const program = await XsProgram.start("tests/support/xs/vreg-session.ts");
	try {
		const { text, meter } = await program.ask(JSON.stringify([0xedbb, 0x1051, 0x034e]));
		context.diagnostic(`${meter.compute} computrons with the simulated device`);
		const { answers, pending } = JSON.parse(text);
		assert.deepEqual(answers, [
			"f30a",
			"000100000000000000b505d004000000000028000100e90102000000010086083500",
			"unknown_register",
		]);
		assert.equal(pending, 0);
	} finally {
		program.close();
	}
});
