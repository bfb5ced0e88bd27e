/** What Node and the XS engine say to each other about multicast; sockets are numbered by XS. */

/** From XS to Node. Datagrams are hex. */
export type MulticastAction =
	| readonly ["multicast_open", socket: number]
	| readonly ["multicast_send", socket: number, data: string]
	| readonly ["multicast_close", socket: number];

/** From Node to XS. */
export type MulticastEvent = readonly [
	"datagram",
	socket: number,
	data: string,
	address: string,
	port: number,
];
