/** Decodes single adverts on XS, for the command line: no firmware, just the protocol library. */

import { hexBytes } from "victron/hex";
import type { DeviceKey } from "victron/instant-readout";
import { InstantReadout } from "victron/instant-readout";
import { longestPayload } from "../../air";
import { serveText } from "./bridge";
import { ciphers } from "./ciphers";

const readout = new InstantReadout(ciphers);
const keys = new Map<string, DeviceKey>();
/** Keys that a batch may use before the oldest are forgotten. */
const keyLimit = 200;

function keyOf(hex: string): DeviceKey {
	const known = keys.get(hex);
	if (known) return known;
	if (keys.size === keyLimit) keys.clear();
	const key = readout.device(hex);
	keys.set(hex, key);
	return key;
}

function decode(line: string): unknown {
	let request: { key?: unknown; manufacturerData?: unknown };
	try {
		request = JSON.parse(line);
	} catch {
		return { error: "not_json" };
	}
	if (typeof request !== "object" || request === null) return { error: "not_json" };
	const { key, manufacturerData } = request;
	// What no advert can hold is not looked at: text is slow on XS.
	const isText = typeof manufacturerData === "string" && manufacturerData.length <= 2 * longestPayload;
	const data = isText ? hexBytes(manufacturerData) : undefined;
	if (data === undefined) return { error: "bad_data" };
	if (key !== undefined && key !== null && key !== "") {
		const bytes = typeof key === "string" ? hexBytes(key) : undefined;
		if (bytes?.length !== 16) return { error: "bad_key" };
	}
	const outcome = readout.read(data, 0, data.length, keyOf(typeof key === "string" ? key.toLowerCase() : ""));
	return typeof outcome === "string" ? { error: outcome } : { reading: outcome };
}

/** Lines in, lines out. */
serveText((text) =>
	text
		.split("\n")
		.map((line) => JSON.stringify(decode(line)))
		.join("\n"),
);
