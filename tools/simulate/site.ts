/** A believable site of Victron devices in simulated time: the same description and seed give the same bytes. */

import { nodeCiphers } from "../../hosts/node/node-ciphers";
import { type Advert, Advertiser } from "./advertiser";
import {
	type DeviceDescription,
	defaultSite,
	type Kind,
	type NetworkDescription,
	type SiteDescription,
} from "./description";
import type { Device, Values } from "./device";
import { EnergyModel } from "./energy";
import { NetworkMember } from "./network-member";
import { mulberry32, subSeed } from "./random";

export type { Advert } from "./advertiser";

export interface SiteDevice {
	readonly kind: Kind;
	readonly name: string;
	/** Lower case with colons. */
	readonly address: string;
	/** 32 lower-case hex digits. */
	readonly key: string;
	/** 0 to 999999. */
	readonly passkey: number;
}

/** What the firmware needs to know of the site, as its settings file has it. */
export interface SiteSettings {
	readonly devices: readonly { readonly address: string; readonly key: string; readonly name: string }[];
	readonly network?: NetworkDescription;
}

export interface Site {
	readonly devices: readonly SiteDevice[];
	/** Time of day at the start, seconds after midnight. */
	readonly start: number;
	/**
	 * Every advertisement from that second on, in the order of time and without an end. A later start is the tail of
	 * an earlier one, reached by calculating what lies between.
	 * @param from seconds after the start of the site.
	 */
	adverts(from?: number): Generator<Advert, never, void>;
	settings(): SiteSettings;
	/** What every device measures in that second, by address, before quantisation. Cheapest in the order of time. */
	truth(at: number): Readonly<Record<string, Values>>;
}

/** @param seed in place of the description's. */
export function createSite(description: SiteDescription = defaultSite, seed = description.seed): Site {
	const devices = description.devices.map((device, index) =>
		identify(device, subSeed(seed, `device ${index}`)),
	);
	let model: EnergyModel | undefined;
	return {
		devices,
		start: description.start,
		adverts: (from = 0) => adverts(description, seed, devices, from),
		settings: () => ({
			devices: devices.map(({ address, key, name }) => ({ address, key, name })),
			...(description.network && { network: description.network }),
		}),
		truth(at) {
			if (!model || model.seconds > Math.floor(at)) model = new EnergyModel(description, seed);
			model.advanceTo(Math.floor(at));
			const { bus } = model;
			return Object.fromEntries(
				model.devices.map((device, index) => [devices[index]!.address, device.values(bus)]),
			);
		},
	};
}

/** What puts adverts on the air. */
type Sender = Pick<Advertiser, "due" | "measures" | "update" | "skip" | "advertise">;

function* adverts(
	description: SiteDescription,
	seed: number,
	devices: readonly SiteDevice[],
	from: number,
): Generator<Advert, never, void> {
	const model = new EnergyModel(description, seed);
	const senders: { readonly sender: Sender; readonly device: Device }[] = [];
	for (const [index, device] of model.devices.entries()) {
		const own = subSeed(seed, `device ${index}`);
		senders.push({ sender: new Advertiser(device, devices[index]!, nodeCiphers, own), device });
		const member =
			description.network &&
			NetworkMember.create(device, devices[index]!, description.network, nodeCiphers, own);
		if (member) senders.push({ sender: member, device });
	}
	for (;;) {
		let next = senders[0]!;
		for (const each of senders) if (each.sender.due < next.sender.due) next = each;
		const { sender, device } = next;
		if (sender.measures) {
			model.advanceTo(Math.floor(sender.due / 1000));
			sender.update(device.values(model.bus));
		}
		if (sender.due < from * 1000) sender.skip();
		else yield sender.advertise();
	}
}

/** Address and key of the description, or from the seed: a random static address has its two highest bits set. */
function identify({ kind, name, address, key, pin }: DeviceDescription, seed: number): SiteDevice {
	const random = mulberry32(subSeed(seed, "identity"));
	const bytes = Array.from({ length: 22 }, () => Math.floor(random() * 256));
	bytes[0]! |= 0xc0;
	const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0"));
	return {
		kind,
		name,
		address: address ?? hex.slice(0, 6).join(":"),
		key: key ?? hex.slice(6).join(""),
		passkey: Number(pin ?? 0),
	};
}
