import type { NetworkOutcomes } from "./network-registers";

/** Adverts and messages by what became of them, since the start; they go to the health topic. */
export class Counters {
	/** Not Victron's company id, or no advert at all. */
	not_victron = 0;
	/** Victron's, from an address without settings. */
	unknown_device = 0;
	/** Another of Victron's protocols, such as VE.Smart networking. */
	not_instant_readout = 0;
	/** Ends before the encrypted part: Instant Readout is off. */
	too_short = 0;
	/** Same counter as the last one: same data, the device is alive. */
	duplicate = 0;
	/** The key check byte is not the key's first. */
	wrong_key = 0;
	/** Encrypted, and the device has no key in the settings. */
	no_key = 0;
	/** Decrypted, but the values make no sense: see `doubts.ts`. */
	implausible = 0;
	/** A record type without a table: published raw, once. */
	unknown_record = 0;
	/** Readings that were decoded. */
	decoded = 0;
	/** Readings that went to the outbox. */
	published = 0;
	/** Messages that a full outbox dropped. */
	queue_dropped = 0;
	/** Times that the registers of a device were read by schedule, and that this failed. */
	registers_read = 0;
	registers_failed = 0;
	/** Exceptions that a port caught. */
	faults = 0;
	/** Whole blocks of text over VE.Direct, damaged ones, and damaged or unknown frames; absent without a cable. */
	declare vedirect_blocks?: number;
	declare vedirect_bad_blocks?: number;
	declare vedirect_bad_frames?: number;
	/** Packets of VE.Smart networking; undefined where no network is configured. */
	network: NetworkOutcomes | undefined;

	/** Adverts that the scanner gave: each has exactly one of the fates above, so none is counted twice. */
	get received(): number {
		return (
			this.not_victron +
			this.unknown_device +
			this.not_instant_readout +
			this.too_short +
			this.duplicate +
			this.wrong_key +
			this.no_key +
			this.implausible +
			this.unknown_record +
			this.decoded +
			(this.network?.received ?? 0)
		);
	}

	/** All of them, for the health topic. */
	toJSON(): object {
		const { network, ...own } = this;
		return { ...own, ...network?.named(), received: this.received };
	}
}
