/** Connections to devices, one at a time, over the Bluetooth client that the scanner uses: it hears nothing meanwhile. */

import type { GattConnection, GattEvents, GattPort, GattTarget } from "../../modules/victron/vreg/port";
import type { Timers } from "../ports";
import { GattLink, type LinkOwner } from "./gatt-link";
import type { RadioClient } from "./radio-client";
import type { RadioScanner } from "./scanner";

export class RadioGatt implements GattPort, LinkOwner {
	readonly timers: Timers;
	private readonly scanner: RadioScanner;
	/** The first is under way, until nothing of it is left in the stack; the others wait. */
	private readonly links: GattLink[] = [];

	constructor(scanner: RadioScanner, timers: Timers) {
		this.scanner = scanner;
		this.timers = timers;
	}

	get radio(): RadioClient | undefined {
		return this.scanner.client;
	}

	connect(target: GattTarget, events: GattEvents): GattConnection {
		const link = new GattLink(target, events, this);
		if (this.links.push(link) === 1) {
			this.scanner.pause();
			link.begin();
		}
		return link;
	}

	onGone(): void {
		this.links.shift();
		if (this.links[0]) this.links[0].begin();
		else this.scanner.resume();
	}
}
