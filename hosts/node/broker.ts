/** The MQTT broker for newcomers: aedes in this process, on the loopback interface. */

import { createServer, type Server } from "node:net";
import { Aedes } from "aedes";

export interface EmbeddedBroker {
	readonly port: number;
	close(): Promise<void>;
}

const attempts = 100;

function listen(server: Server, port: number): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const failed = (error: NodeJS.ErrnoException) => {
			if (error.code === "EADDRINUSE") resolve(false);
			else reject(error);
		};
		server.once("error", failed);
		server.listen(port, "127.0.0.1", () => {
			server.off("error", failed);
			resolve(true);
		});
	});
}

/** Listens on 127.0.0.1 at `port`, or the next free one. */
export async function startBroker(port = 1883): Promise<EmbeddedBroker> {
	const aedes = await Aedes.createBroker();
	const server = createServer(aedes.handle);
	for (let n = 0; n < attempts; n++) {
		if (!(await listen(server, port + n))) continue;
		return {
			port: port + n,
			close: () =>
				new Promise((resolve) => {
					aedes.close(() => server.close(() => resolve()));
				}),
		};
	}
	throw new Error(`no free port from ${port} to ${port + attempts - 1}`);
}
