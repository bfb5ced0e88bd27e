/** The page of the web interface from flash, a few bytes at a time. */

import Resource from "Resource";

export class PageBytes {
	private readonly resource = new Resource("page.html.gz");
	private sent = 0;

	/** The next bytes, at most `room`; undefined at the end. */
	next(room: number): ArrayBuffer | undefined {
		if (this.sent >= this.resource.byteLength) return undefined;
		const bytes = this.resource.slice(this.sent, this.sent + room);
		this.sent += bytes.byteLength;
		return bytes;
	}
}
