/** What Node and XS say to each other of HTTP. An exchange is known by its number. */

/** From Node to XS. */
export type HttpEvent =
	| readonly [
			"http_request",
			exchange: number,
			method: string,
			path: string,
			headers: readonly (readonly [name: string, value: string])[],
			length: number,
	  ]
	/** Bytes in hex; the next follow after `http_more`. */
	| readonly ["http_data", exchange: number, data: string]
	| readonly ["http_end", exchange: number]
	/** The client has gone, or was too slow. */
	| readonly ["http_closed", exchange: number];

/** From XS to Node. */
export type HttpAction =
	| readonly ["http_listen"]
	| readonly [
			"http_respond",
			exchange: number,
			status: number,
			headers: Readonly<Record<string, string>>,
			body: string,
	  ]
	| readonly ["http_page", exchange: number, headers: Readonly<Record<string, string>>]
	| readonly ["http_stream", exchange: number, headers: Readonly<Record<string, string>>]
	| readonly ["http_send", exchange: number, text: string]
	| readonly ["http_more", exchange: number]
	| readonly ["http_close", exchange: number];
