/** The firmware, compiled once for Node's own engine; each start evaluates it anew, as a wake from deep sleep does. */

import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";
import { bundle } from "../../hosts/node/bundle";
import type { Host } from "../../hosts/ports";

/** Sees the firmware's queue of readings: what the publish policy let through, and what the broker has. */
export interface Probe {
	/** @param at the reading's monotonic milliseconds, which with the device name it. */
	put(device: number, at: number): void;
	acknowledged(device: number, at: number): void;
	/** There was no room for all. @param waiting what is left, as `ReadingQueue.save` gives it. */
	thinned(waiting: Uint8Array): void;
}

/**
 * One start. It returns when the firmware has set its timers; what it throws is a start that failed. Its `Math` has the
 * seed's `random`.
 */
export type Program = (host: Host, probe: Probe, math: typeof Math) => void;

const spy = `
	const { put, acknowledge } = ReadingQueue.prototype;
	ReadingQueue.prototype.put = function (device, plain, rssi, at) {
		const before = this.thinned;
		put.call(this, device, plain, rssi, at);
		yearProbe.put(device, at);
		if (this.thinned !== before) yearProbe.thinned(this.save(Number.POSITIVE_INFINITY));
	};
	ReadingQueue.prototype.acknowledge = function (number) {
		const { device, at } = this.at(number);
		acknowledge.call(this, number);
		yearProbe.acknowledged(device, at);
	};
`;

const plugin: Plugin = {
	name: "year",
	setup(builder) {
		builder.onResolve({ filter: /^host$/ }, () => ({ path: "host", namespace: "year" }));
		builder.onLoad({ filter: /.*/, namespace: "year" }, () => ({
			contents: "export const makeHost = () => yearHost;",
			loader: "js",
		}));
		builder.onLoad({ filter: /modules[\\/]publish[\\/]reading-queue\.ts$/ }, async ({ path }) => ({
			contents: (await readFile(path, "utf8")) + spy,
			loader: "ts",
		}));
	},
};

export async function compileFirmware(): Promise<Program> {
	const script = await bundle("hosts/node/xs/firmware.ts", [plugin]);
	return new Function("yearHost", "yearProbe", "Math", script) as Program;
}
