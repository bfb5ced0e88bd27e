/** The serial ports of this computer that may have a device at them. */

import { readdirSync } from "node:fs";
import { SerialPort } from "serialport";
import { printable } from "../serial-link";

export interface FoundPort {
	readonly path: string;
	/** With the maker, where that is known. */
	readonly label: string;
}

interface Port {
	readonly path: string;
	readonly vendorId?: string | undefined;
	readonly manufacturer?: string | undefined;
}

/** Those at USB: a board is never at one of the computer's own. */
export async function findPorts(): Promise<FoundPort[]> {
	const ports: Port[] = await SerialPort.list().catch(() => listByName("/dev"));
	return ports
		.filter(({ path, vendorId }) => vendorId !== undefined || isUsb(path))
		.map(({ path, manufacturer }) => ({
			path,
			label: manufacturer ? `${path} (${printable(manufacturer)})` : path,
		}));
}

/** Of a Linux without `udevadm`, as containers are. */
function listByName(folder: string): Port[] {
	return readdirSync(folder)
		.filter(isUsb)
		.sort()
		.map((name) => ({ path: `${folder}/${name}` }));
}

function isUsb(path: string): boolean {
	return /tty(USB|ACM)\d+$/.test(path);
}
