/** Every topic of this bridge, and names that are safe in them. */

import { plainAddress } from "../telemetry/device";
import { registerId } from "../victron/registers";

/** Non-characters and what UTF-8 cannot carry: brokers drop the connection that sends them. */
function isForbidden(code: number): boolean {
	return (
		code < 0x20 ||
		(code >= 0x7f && code <= 0x9f) ||
		(code >= 0xd800 && code <= 0xdfff) ||
		(code >= 0xfdd0 && code <= 0xfdef) ||
		(code & 0xfffe) === 0xfffe
	);
}

/**
 * A configured name as one topic level: letters of every script stay, runs of spaces, `/`, `+`, `#`, control and
 * non-characters become one `_`, none at the ends. Without anything left, the address without colons.
 */
export function topicName(name: string, address: string): string {
	let safe = "";
	let gap = false;
	for (const character of name) {
		const unsafe = isForbidden(character.codePointAt(0)!) || "/+#".includes(character);
		if (unsafe || character.trim() === "") {
			gap = true;
			continue;
		}
		if (gap && safe !== "") safe += "_";
		gap = false;
		safe += character;
	}
	return safe === "" ? plainAddress(address) : safe;
}

/**
 * Names of all devices, in their order, no two alike: those that share a safe name also carry the last 6 hex digits
 * of their address, whatever their order, so that a device keeps its topic when the list is sorted anew.
 */
export function deviceTopicNames(
	devices: readonly { readonly name: string; readonly address: string }[],
): string[] {
	const names = devices.map(({ name, address }) => topicName(name, address));
	const taken = names.filter((name) => names.indexOf(name) === names.lastIndexOf(name));
	return names.map((name, index) => {
		if (names.indexOf(name) === names.lastIndexOf(name)) return name;
		let distinct = `${name}_${plainAddress(devices[index]!.address).slice(-6)}`;
		while (taken.includes(distinct)) distinct += "_";
		taken.push(distinct);
		return distinct;
	});
}

export class Topics {
	private readonly base: string;
	private readonly bridge: string;
	private readonly discovery: string;

	/**
	 * @param base such as `victron`.
	 * @param discovery Home Assistant's discovery prefix; empty where nothing is announced.
	 * @param id of this bridge.
	 */
	constructor(options: { readonly base: string; readonly discovery: string; readonly id: string }) {
		this.base = options.base;
		this.bridge = `${options.base}/bridge/${options.id}`;
		this.discovery = options.discovery;
	}

	get bridgeState(): string {
		return `${this.bridge}/state`;
	}

	get health(): string {
		return `${this.bridge}/health`;
	}

	get log(): string {
		return `${this.bridge}/log`;
	}

	/** Progress of an update. */
	get update(): string {
		return `${this.bridge}/update`;
	}

	/** Of all chargers together. */
	get siteStatistics(): string {
		return `${this.bridge}/statistics`;
	}

	/** Before what is requested. */
	get request(): string {
		return `${this.bridge}/request/`;
	}

	response(what: string): string {
		return `${this.bridge}/response/${what}`;
	}

	/** Diagnosis of a device. */
	status(name: string): string {
		return `${this.bridge}/device/${name}/status`;
	}

	reading(type: string, name: string): string {
		return `${this.base}/${type}/${name}`;
	}

	/** Readings that were stored while the connection was away. */
	backlog(type: string, name: string): string {
		return `${this.base}/${type}/${name}/backlog`;
	}

	statistics(type: string, name: string): string {
		return `${this.base}/${type}/${name}/statistics`;
	}

	availability(type: string, name: string): string {
		return `${this.base}/${type}/${name}/availability`;
	}

	/** Registers of a device, together. */
	registers(type: string, name: string): string {
		return `${this.base}/${type}/${name}/registers`;
	}

	/** Registers of a member of the VE.Smart network, together. It stands beside the base. */
	member(serial: string): string {
		return `venetworking/${serial}`;
	}

	/** One of them by itself. @param id 16 bits. */
	memberRegister(serial: string, id: number): string {
		return `venetworking/${serial}/${registerId(id).slice(2)}`;
	}

	/** Where Home Assistant says `online`; undefined without discovery. */
	get discoveryStatus(): string | undefined {
		return this.discovery === "" ? undefined : `${this.discovery}/status`;
	}

	/** @param objectId letters, digits, `_` and `-` only, as Home Assistant wants. */
	deviceConfig(objectId: string): string | undefined {
		return this.discovery === "" ? undefined : `${this.discovery}/device/${objectId}/config`;
	}
}
