/** HTTP addresses: as much of RFC 3986 as an address of a firmware image needs. */

import { isHost } from "../settings/host-name";
import { wholeNumber } from "../settings/text";

export interface HttpUrl {
	/** HTTPS. */
	readonly secure: boolean;
	/** A name or an IPv4 address. */
	readonly host: string;
	readonly port: number;
	/** With the query; begins with a slash. Printable ASCII without spaces. */
	readonly path: string;
}

const longest = 1024;

/** Undefined for what is no such address; one with a user, a password or an IPv6 address is none. */
export function parseUrl(text: string): HttpUrl | undefined {
	if (text.length > longest) return undefined;
	const schemeEnd = text.indexOf("://");
	const scheme = text.slice(0, Math.max(0, schemeEnd)).toLowerCase();
	if (scheme !== "http" && scheme !== "https") return undefined;
	const rest = text.slice(schemeEnd + 3);
	let end = 0;
	while (end < rest.length && !"/?#".includes(rest.charAt(end))) end++;
	const authority = rest.slice(0, end);
	const colon = authority.indexOf(":");
	const host = colon < 0 ? authority : authority.slice(0, colon);
	const secure = scheme === "https";
	const port = colon < 0 ? (secure ? 443 : 80) : wholeNumber(authority.slice(colon + 1));
	const path = cleanPath(rest.slice(end));
	if (host === "" || !isHost(host) || !(port >= 1 && port <= 65_535) || path === undefined) return undefined;
	return { secure, host, port, path };
}

export function urlText({ secure, host, port, path }: HttpUrl): string {
	return `${secure ? "https" : "http"}://${host}:${port}${path}`;
}

/** Where a redirect leads: `location` is an address, or a path on the same server. */
export function followUrl(from: HttpUrl, location: string): HttpUrl | undefined {
	const scheme = from.secure ? "https" : "http";
	if (location.startsWith("//")) return parseUrl(`${scheme}:${location}`);
	if (location.includes("://")) return parseUrl(location);
	const query = from.path.indexOf("?");
	const file = query < 0 ? from.path : from.path.slice(0, query);
	const path = location.startsWith("/") ? location : file.slice(0, file.lastIndexOf("/") + 1) + location;
	return parseUrl(`${scheme}://${from.host}:${from.port}${path}`);
}

/** Without the fragment. */
function cleanPath(text: string): string | undefined {
	const fragment = text.indexOf("#");
	const path = fragment < 0 ? text : text.slice(0, fragment);
	for (let index = 0; index < path.length; index++) {
		const code = path.charCodeAt(index);
		if (code <= 0x20 || code > 0x7e) return undefined;
	}
	return path.startsWith("/") ? path : `/${path}`;
}
