import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { startBroker } from "../../hosts/node/broker";
import { freePort } from "../support/brokers";
import { Listener } from "../support/listener";

test("the embedded broker takes the next port when its own is taken", async () => {
	const first = await startBroker(await freePort());
	const second = await startBroker(first.port);
	try {
		assert.ok(second.port > first.port);
		const listener = await Listener.connect(second.port);
		listener.publish("a/topic", '{"b":1}');
		assert.deepEqual(await listener.message("a/topic"), { b: 1 });
		listener.close();
	} finally {
		await first.close();
		await second.close();
	}
});

test("the embedded broker gives its port back", async () => {
	const broker = await startBroker(await freePort());
	await broker.close();
	await new Promise<void>((resolve, reject) => {
		const server = createServer().once("error", reject);
		server.listen(broker.port, "127.0.0.1", () => server.close(() => resolve()));
	});
});
