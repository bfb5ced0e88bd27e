/** What Node and the XS engine say to each other about updates; downloads are numbered by XS. */

/** From XS to Node. */
export type DownloadAction =
	| readonly ["download", number: number, url: string]
	| readonly ["download_close", number: number];

/** From Node to XS. The bytes of `download_data` are taken by an upcall; the next come after that. */
export type DownloadEvent =
	| readonly ["download_head", number: number, status: number, length: number | null, location: string | null]
	| readonly ["download_data", number: number]
	| readonly ["download_end", number: number]
	| readonly ["download_failed", number: number, reason: string];

/** What is asked of the slot, as the second byte of the upcall. */
export const slotOrders = { begin: 0, write: 1, complete: 2, abort: 3, confirm: 4, rollBack: 5 } as const;

/** The slot as this start finds it. */
export interface SlotState {
	readonly size: number;
	readonly chip: number;
	readonly trial: boolean;
}
