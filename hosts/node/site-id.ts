/** What stands for the MAC of a board: this machine's. */

import { createHash } from "node:crypto";
import { hostname, networkInterfaces } from "node:os";

/** Last 6 hex digits of the MAC; without a network card, digits that the machine's name gives. */
export function siteId(): string {
	for (const addresses of Object.values(networkInterfaces()))
		for (const { internal, mac } of addresses ?? [])
			if (!internal && mac !== "00:00:00:00:00:00") return mac.replaceAll(":", "").slice(-6);
	return createHash("sha256").update(hostname()).digest("hex").slice(0, 6);
}
