import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bundle } from "../../hosts/node/bundle";
import { EngineError, XsWorker } from "../../hosts/node/xs-worker";

async function broken(): Promise<XsWorker> {
	const worker = new XsWorker(() => new Uint8Array(0));
	await worker.evaluate(await bundle("tests/support/xs/broken.ts"));
	return worker;
}

const ask = (worker: XsWorker, text: string) => worker.command(Buffer.from(text));

function engineError(says: RegExp) {
	return (error: unknown) => {
		assert.ok(error instanceof EngineError);
		assert.match(error.message, says);
		return true;
	};
}

describe("the XS engine", { timeout: 60_000 }, () => {
	it("answers bytes with bytes, of any length, and tells the same cost each time", async () => {
		const worker = await broken();
		for (const length of [0, 1, 100_000]) {
			const text = "ü".repeat(length);
			assert.equal((await ask(worker, text)).reply.toString("utf8"), text);
		}
		await ask(worker, "warm");
		const [first, second] = [await ask(worker, "cost"), await ask(worker, "cost")];
		assert.equal(first.meter.compute, second.meter.compute);
		assert.ok(first.meter.compute > 0 && first.meter.heap > 0);
		worker.close();
		assert.equal(await worker.exited, undefined);
	});

	it("tells an exception and goes on", async () => {
		const worker = await broken();
		await assert.rejects(ask(worker, "throw"), engineError(/^the XS engine threw: .*as told/));
		assert.equal((await ask(worker, "still here")).reply.toString(), "still here");
		worker.close();
	});

	for (const [what, says] of [
		["fill", /memory/],
		["recurse", /stack/],
	] as const)
		it(`says why it ended at "${what}"`, async () => {
			const worker = await broken();
			const why = engineError(says);
			await assert.rejects(ask(worker, what), why);
			assert.ok(why(await worker.exited));
			await assert.rejects(ask(worker, "anyone?"), why);
		});

	it("says by which signal it ended", async () => {
		const worker = await broken();
		process.kill(worker.pid!, "SIGKILL");
		assert.ok(engineError(/^the XS engine stopped: it was ended by SIGKILL$/)(await worker.exited));
	});

	it("takes one call at a time", async () => {
		const worker = await broken();
		const first = ask(worker, "first");
		await assert.rejects(ask(worker, "second"), engineError(/busy/));
		assert.equal((await first).reply.toString(), "first");
		worker.close();
	});

	it("refuses calls after its end", async () => {
		const worker = await broken();
		worker.close();
		await worker.exited;
		await assert.rejects(ask(worker, "hello"), engineError(/closed/));
	});
});
