/** The simulated charger on a pseudo-terminal, as a cable would be. */

import { UsageError } from "../../hosts/node/cli/usage-error";
import { Pty } from "../../hosts/node/pty";
import type { Site } from "./site";
import { SimulatedCharger } from "./vedirect";

export class ChargerPort {
	readonly #pty: Pty;
	readonly #ticker: NodeJS.Timeout;

	/**
	 * The site's first solar charger.
	 * @param link where the terminal can be opened, until `close`.
	 * @param speed simulated seconds per second.
	 */
	constructor(site: Site, link: string, speed: number) {
		const device = site.devices.find(({ kind }) => kind === "solar_charger");
		if (!device) throw new UsageError("--vedirect needs a solar_charger in the site");
		let at = 0;
		const charger = new SimulatedCharger({
			values: () => site.truth(at)[device.address]!,
			write: (bytes) => this.#pty.write(bytes),
		});
		this.#pty = new Pty(link, (bytes) => charger.receive(bytes));
		this.#ticker = setInterval(() => {
			at += speed;
			charger.tick();
		}, 1000);
	}

	close(): void {
		clearInterval(this.#ticker);
		this.#pty.close();
	}
}
