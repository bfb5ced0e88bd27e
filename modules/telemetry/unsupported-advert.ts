import type { Device } from "./device";

/** One advert of a record type that is not known, for people to report: the first, as memory is short. */
export class UnsupportedAdvert {
	/** Who sent it. */
	device: Device | undefined;
	/** What follows the company id. */
	data = new Uint8Array(0);

	/** @param data holds it from `start` to `end`. */
	keep(device: Device, data: Uint8Array, start: number, end: number): void {
		if (this.device !== undefined) return;
		this.device = device;
		this.data = data.slice(start, end);
	}
}
