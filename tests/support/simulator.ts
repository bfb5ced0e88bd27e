/** The firmware in the Moddable simulator: own home, own preferences, a display of its own where there is none. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment, moddable } from "../../tools/sdk.mjs";

export interface Simulator {
	/** What it said so far, lines of instruments included. */
	output(): string;
	/** Asks it to end in order and waits. */
	stop(): Promise<void>;
	/** Ends it as a power cut does. */
	kill(): Promise<void>;
}

let display: Promise<string> | undefined;
let server: ChildProcess | undefined;

/** Ends the display that `startSimulator` made. */
export function closeDisplay(): void {
	server?.kill();
	server = undefined;
	display = undefined;
}

/** The display of this machine, or one in memory. */
function findDisplay(): Promise<string> {
	if (process.env.DISPLAY) return Promise.resolve(process.env.DISPLAY);
	display ??= new Promise((resolve, reject) => {
		const words = ["-displayfd", "3", "-screen", "0", "1024x768x24", "-nolisten", "tcp"];
		server = spawn("Xvfb", words, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
		server.once("error", reject);
		server.stdio[3]!.once("data", (bytes) => resolve(`:${String(bytes).trim()}`));
	});
	return display;
}

/** Settings as people write them, nested, as the simulator's preferences hold them. */
export function preferences(
	settings: Readonly<Record<string, unknown>>,
	airPort: number,
	httpPort?: number,
): object {
	const { devices = [], simulator, ...domains } = settings as { devices?: object[]; simulator?: object };
	const numbered = devices.map((device, index) => [`device.${index + 1}`, device]);
	const host = { ...simulator, air: airPort, http: httpPort };
	return { ...domains, ...Object.fromEntries(numbered), simulator: host };
}

/** How to run a program in the simulator, with `home` as its home and the folder of its preferences. */
export async function simulatorCommand(program: string, home: string) {
	mkdirSync(join(home, ".config"));
	return {
		program: "stdbuf",
		words: [
			"-oL",
			join(moddable!, "build/bin/lin/release/mcsim"),
			join(moddable!, "build/simulators"),
			program,
		],
		env: {
			...environment(),
			DISPLAY: await findDisplay(),
			HOME: home,
			HELIOGRAPH_FOLDER: home,
			// another simulator would take the program over, and this one end
			DBUS_SESSION_BUS_ADDRESS: "disabled:",
			NO_AT_BRIDGE: "1",
			XSBUG_PORT: "1",
		},
	};
}

/**
 * @param program as `buildSimulator` gives it.
 * @param httpPort of the web interface; without one there is none.
 */
export async function startSimulator(
	program: string,
	settings: Readonly<Record<string, unknown>>,
	airPort: number,
	httpPort?: number,
): Promise<Simulator> {
	const home = mkdtempSync(join(tmpdir(), "heliograph-simulator-"));
	writeFileSync(join(home, "modpreferences.json"), JSON.stringify(preferences(settings, airPort, httpPort)));
	const command = await simulatorCommand(program, home);
	const child = spawn(command.program, command.words, {
		stdio: ["ignore", "pipe", "pipe"],
		env: command.env,
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (bytes) => {
			output += bytes;
		});
	const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
	void gone.then(() => rmSync(home, { recursive: true, force: true }));
	const end = async (signal: NodeJS.Signals) => {
		child.kill(signal);
		await gone;
	};
	while (!output.includes("listening to the simulated air")) {
		if (child.exitCode !== null || output.includes("XS abort"))
			throw new Error(`the simulator ended: ${output}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return { output: () => output, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}
