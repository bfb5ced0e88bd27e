/**
 * The site's devices behind the GATT port: what they measure as the registers show it, the site's keys, and settings that
 * stay as they were set. A device takes one connection at a time.
 */

import type { Timers } from "../../hosts/ports";
import { hexText } from "../../modules/victron/hex";
import { encodeRegister, registerIds } from "../../modules/victron/registers";
import type { GattConnection, GattEvents, GattPort, GattTarget } from "../../modules/victron/vreg/port";
import type { Kind } from "./description";
import type { Values } from "./device";
import { otherDevice, smartShunt, smartSolar } from "./gatt-devices";
import { GattPeer, type PeerDescription, placeOf } from "./gatt-peer";
import type { Site, SiteDevice } from "./site";
import { historyOf, historyTotals, number } from "./vedirect-values";

export interface SitePeersOptions {
	readonly timers: Timers;
	/** Seconds since the start of the site. */
	readonly now: () => number;
}

/** The instance that measures. */
const instance = 3;
/** V of a panel with and without sun. */
const panelVoltage = { day: 31.39, night: 0.01 } as const;
const historyDays = 31;

interface SitePeer {
	readonly device: SiteDevice;
	readonly settings: Map<string, string>;
	/** Somebody has paired before: no passkey is needed. One that is given must be right all the same. */
	bonded: boolean;
	latest: GattPeer | undefined;
}

export class SitePeers implements GattPort {
	readonly #site: Site;
	readonly #options: SitePeersOptions;
	readonly #peers: ReadonlyMap<string, SitePeer>;

	constructor(site: Site, options: SitePeersOptions) {
		this.#site = site;
		this.#options = options;
		this.#peers = new Map(
			site.devices.map((device) => [
				device.address,
				{ device, settings: new Map(), bonded: false, latest: undefined },
			]),
		);
	}

	connect(target: GattTarget, events: GattEvents): GattConnection {
		const { timers } = this.#options;
		const known = this.#peers.get(target.address);
		if (known === undefined || known.latest?.connected)
			return new GattPeer(otherDevice, { timers }).connect({ ...target, address: "" }, events);
		const { passkey } = known.device;
		const peer = new GattPeer(this.#describe(known), {
			timers,
			onSet: (place, value) => known.settings.set(place, value),
		});
		known.latest = peer;
		const given = target.passkey ?? (known.bonded ? passkey : undefined);
		known.bonded ||= given === passkey;
		return peer.connect({ ...target, passkey: given }, events);
	}

	#describe({ device, settings }: SitePeer): PeerDescription {
		const { kind, address, passkey, key } = device;
		const values = this.#site.truth(this.#options.now())[address]!;
		const model = models[kind] ?? otherDevice;
		return {
			...model,
			address,
			passkey,
			registers: {
				...model.registers,
				"0/EC65": key,
				"0/EC66": hexText(Uint8Array.from(Buffer.from(address.replaceAll(":", ""), "hex").reverse())),
				...measuredRegisters(values),
				...(kind === "solar_charger" ? solarRegisters(values) : {}),
				...Object.fromEntries(settings),
			},
		};
	}
}

const models: Partial<Record<Kind, PeerDescription>> = {
	solar_charger: smartSolar,
	battery_monitor: smartShunt,
};

/** Fields of the record that a register has as well. */
function measuredRegisters(values: Values): Record<string, string> {
	const registers: Record<string, string> = {};
	for (const [name, value] of Object.entries(values))
		for (const id of registerIds(name)) {
			const encoded = encodeRegister(id, value);
			if (encoded.outcome === "bytes") registers[placeOf(instance, id)] = hexText(encoded.bytes);
		}
	return registers;
}

function solarRegisters(values: Values): Record<string, string> {
	const voltage = encodeRegister(0xedbb, number(values.pv_power) > 0 ? panelVoltage.day : panelVoltage.night);
	const registers: Record<string, string> = { [placeOf(instance, 0x104f)]: hexText(historyTotals()) };
	if (voltage.outcome === "bytes") registers[placeOf(instance, 0xedbb)] = hexText(voltage.bytes);
	for (let ago = 0; ago < historyDays; ago++)
		registers[placeOf(instance, 0x1050 + ago)] = hexText(historyOf(ago, values));
	return registers;
}
