/** What is left of the fixed heap of an ESP32-C3 in the simulator with TLS up and the page open by two clients. */

import { userInfo } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { Air } from "../tests/support/air";
import { freePort, mosquittoBroker } from "../tests/support/brokers";
import { Authority } from "../tests/support/certificates";
import { Listener } from "../tests/support/listener";
import { startSimulator } from "../tests/support/simulator";
import { buildSimulator } from "./sdk.mjs";
import { lastLines, peak } from "./sdk-heap";
import { kinds, parseSite } from "./simulate/description";
import { createSite } from "./simulate/site";

/** Seconds with everything up: the heaps are read from the instruments of each. */
const watched = 30;
/** Milliseconds between adverts. */
const pace = 20;

async function openPage(url: string): Promise<() => void> {
	const abort = new AbortController();
	for (const path of ["/", "/api/records", "/api/history"]) await (await fetch(url + path)).text();
	const { body } = await fetch(`${url}/api/events`, { signal: abort.signal });
	const read = async () => {
		for await (const _ of body!);
	};
	read().catch(() => {});
	return () => abort.abort();
}

/** @param devices how many are configured. */
export async function operated(
	devices: number,
	print: (label: string, value: string) => void,
): Promise<void> {
	const site = createSite(
		parseSite({
			devices: Array.from({ length: devices }, (_, index) => ({
				kind: kinds[index % kinds.length],
				name: `Device ${index + 1}`,
			})),
		}),
	);
	const authority = new Authority();
	const { certificate, key } = authority.issue({ names: "IP:127.0.0.1" });
	const [tlsPort, airPort, httpPort] = [await freePort(), await freePort(), await freePort()];
	const broker = await mosquittoBroker(
		`allow_anonymous true\nuser ${userInfo().username}\nlistener ${tlsPort} 127.0.0.1\ncertfile ${certificate}\nkeyfile ${key}`,
	);
	await broker.start();
	const listener = await Listener.connect(broker.port);
	const settings = {
		mqtt: { host: "127.0.0.1", port: tlsPort, tls: true, ca: authority.pem },
		site: { id: "bench" },
		devices: site.settings().devices,
	};
	const simulator = await startSimulator(buildSimulator(), settings, airPort, httpPort);
	const air = new Air(airPort);
	const label = (what: string) => `TLS, two pages, ${devices} devices: ${what}`;
	try {
		await listener.message("victron/bridge/bench/state", ({ state }) => state === "online", 60_000);
		const pages = [
			await openPage(`http://127.0.0.1:${httpPort}`),
			await openPage(`http://127.0.0.1:${httpPort}`),
		];
		const adverts = site.adverts(0);
		for (const until = Date.now() + watched * 1000; Date.now() < until; await delay(pace)) {
			const { address, manufacturerData } = adverts.next().value!;
			await air.advert(address, manufacturerData);
		}
		if (simulator.output().includes("XS abort")) throw new Error("memory full");
		for (const close of pages) close();
		await simulator.stop();
		for (const name of ["Chunk", "Slot"])
			print(label(`${name.toLowerCase()}s held`), peak(simulator.output(), name));
	} catch (error) {
		print(label("not reached"), error instanceof Error ? error.message : String(error));
		process.stderr.write(`${lastLines(simulator.output())}\n`);
		await simulator.kill();
	} finally {
		air.close();
		listener.close();
		await broker.kill();
		authority.close();
	}
}
