/** Names to IPv4 addresses. */

import { guard } from "moddable/faults";
import Net from "net";
import Timer from "timer";

/** @param done with undefined where the name has no address; never from inside the call. */
export function resolve(host: string, done: (address: string | undefined) => void): void {
	const answer = guard("name service", done);
	if (isAddress(host)) Timer.set(() => answer(host), 0);
	else if (host === "localhost") Timer.set(() => answer("127.0.0.1"), 0);
	else Net.resolve(host, (_, address) => answer(address));
}

function isAddress(host: string): boolean {
	for (const character of host)
		if (character !== "." && !(character >= "0" && character <= "9")) return false;
	return true;
}
