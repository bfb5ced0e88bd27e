/** How a start ends, but for a sleep: the last words, then what has to survive, then the end. */

import type { Power, Store, System } from "../../hosts/ports";
import { forgetAll } from "../settings/stored";
import type { Survivors } from "./survivors";

export interface EndingOptions {
	readonly sleeper: { stop(): void };
	readonly publisher: { stop(done: () => void): void };
	readonly keeper: { keepAll(): void };
	readonly survivors: Pick<Survivors, "pack">;
	readonly power: Pick<Power, "retain">;
	readonly store: Store;
	readonly system: Pick<System, "restart">;
}

export class Ending {
	private readonly options: EndingOptions;

	constructor(options: EndingOptions) {
		this.options = options;
	}

	/** Ends in order; then `done` starts anew. */
	end(done: () => void): void {
		const { keeper, power, publisher, sleeper, survivors } = this.options;
		sleeper.stop();
		publisher.stop(() => {
			keeper.keepAll();
			power.retain(survivors.pack(0));
			done();
		});
	}

	restart(reason: string): void {
		this.end(() => this.options.system.restart(reason));
	}

	/** Restarts as it was before anything was set. */
	factoryReset(): void {
		const { publisher, sleeper, store, system } = this.options;
		sleeper.stop();
		publisher.stop(() => {
			forgetAll(store);
			system.restart("factory reset");
		});
	}

	/** Ends for good. */
	stop(done: () => void): void {
		const { keeper, publisher, sleeper } = this.options;
		sleeper.stop();
		keeper.keepAll();
		publisher.stop(done);
	}
}
