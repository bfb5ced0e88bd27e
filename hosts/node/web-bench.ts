/** How many requests a second the web interface answers in XS while adverts come, and whether one of those is lost. */

import { Agent, get } from "node:http";
import mqtt from "mqtt";
import { createSite } from "../../tools/simulate/site";
import { startBroker } from "./broker";
import { Firmware } from "./firmware";

export interface WebFigures {
	/** Of `/api/history`, a second. */
	readonly requests: number;
	/** Adverts a second that came meanwhile. */
	readonly adverts: number;
	/** Adverts that have no fate in the counters. */
	readonly lost: number;
}

/** Milliseconds; the firmware's first health message comes after 5 s. */
const duration = 4_000;
const advertEvery = 10;
const clients = 8;

export async function measureWeb(): Promise<WebFigures> {
	const broker = await startBroker();
	const site = createSite();
	const client = await mqtt.connectAsync({ host: "127.0.0.1", port: broker.port });
	const health = new Promise<{ counters: { received: number } }>((resolve) => {
		client.on("message", (_, payload) => resolve(JSON.parse(payload.toString())));
	});
	await client.subscribeAsync("victron/bridge/bench/health");
	const firmware = await Firmware.start({
		settings: {
			...site.settings(),
			mqtt: { host: "127.0.0.1", port: broker.port },
			site: { id: "bench" },
		},
		http: { host: "127.0.0.1", port: 0 },
	});
	const adverts = site.adverts(0);
	let given = 0;
	const hear = setInterval(() => {
		const { value } = adverts.next();
		firmware.advert(JSON.stringify(value));
		given++;
	}, advertEvery);
	const requests = await load(`${firmware.url}api/history`);
	clearInterval(hear);
	const { received } = (await health).counters;
	await firmware.stop(5_000);
	client.end(true);
	await broker.close();
	const seconds = duration / 1000;
	return {
		requests: Math.round(requests / seconds),
		adverts: Math.round(given / seconds),
		lost: given - received,
	};
}

/** As many as are answered in time. */
async function load(url: string): Promise<number> {
	const agent = new Agent({ keepAlive: true, maxSockets: clients });
	const end = performance.now() + duration;
	let answered = 0;
	const one = () =>
		new Promise<void>((resolve, reject) => {
			get(url, { agent }, (response) => {
				response.resume();
				response.once("end", () => {
					if (response.statusCode === 200) answered++;
					resolve();
				});
			}).once("error", reject);
		});
	const ask = async () => {
		while (performance.now() < end) await one();
	};
	await Promise.all(Array.from({ length: clients }, ask));
	agent.destroy();
	return answered;
}
