/** Real MQTT brokers for the end-to-end tests: the embedded one, and mosquitto where it is installed. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedBroker, startBroker } from "../../hosts/node/broker";
import { mosquitto } from "./environment.mjs";

export interface TestBroker {
	readonly port: number;
	/** Comes up, on the same port each time and without what it held before. */
	start(): Promise<void>;
	/** Goes away without a word to its clients. */
	kill(): Promise<void>;
}

/** A TCP port that nobody listens on now. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const { port } = server.address() as { port: number };
			server.close(() => resolve(port));
		});
	});
}

export async function embeddedBroker(): Promise<TestBroker> {
	const port = await freePort();
	let broker: EmbeddedBroker | undefined;
	return {
		port,
		async start() {
			broker = await startBroker(port);
		},
		async kill() {
			await broker?.close();
			broker = undefined;
		},
	};
}

function answers(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1");
		socket.once("connect", () => {
			socket.destroy();
			resolve(true);
		});
		socket.once("error", () => resolve(false));
	});
}

/** @param lines of the broker's configuration beside the listener; a function is asked at each start. */
export async function mosquittoBroker(
	lines: string | (() => string) = "allow_anonymous true",
): Promise<TestBroker> {
	const port = await freePort();
	let process: ChildProcess | undefined;
	let folder: string | undefined;
	return {
		port,
		async start() {
			folder = mkdtempSync(join(tmpdir(), "heliograph-mosquitto-"));
			writeFileSync(
				join(folder, "mosquitto.conf"),
				`listener ${port} 127.0.0.1\n${typeof lines === "string" ? lines : lines()}\npersistence false\n`,
			);
			process = spawn(mosquitto!, ["-c", join(folder, "mosquitto.conf")], { stdio: "ignore" });
			while (!(await answers(port))) {
				if (process.exitCode !== null) throw new Error("mosquitto did not start");
				await new Promise((resolve) => setTimeout(resolve, 20));
			}
		},
		async kill() {
			const gone = new Promise((resolve) => process?.once("exit", resolve) ?? resolve(undefined));
			process?.kill("SIGKILL");
			await gone;
			if (folder) rmSync(folder, { recursive: true, force: true });
			process = undefined;
		},
	};
}
