/** The house battery: 12 V lead-acid as an open-circuit voltage, a resistance and a slow polarisation. */

/** Something that can charge: a constant-voltage source with a current limit. */
export interface Source {
	/** V. */
	readonly setpoint: number;
	/** A, at the battery's voltage. */
	limit(voltage: number): number;
	/** What it gave during the last second, A at V. */
	deliver(current: number, voltage: number): void;
}

/** Seconds in which the polarisation follows the current. */
const polarisationTime = 600;

export class Battery {
	/** Ah. */
	readonly capacity: number;
	/** V at the terminals. */
	voltage: number;
	/** A, negative when discharging. */
	current = 0;
	/** 0 to 1. */
	charge: number;
	#polarisation = 0;

	constructor(capacity: number, charge: number) {
		this.capacity = capacity;
		this.charge = charge;
		this.voltage = this.#rest();
	}

	/** One second with these sources and `loads` A drawn: finds the voltage at which the currents balance. */
	step(sources: readonly Source[], loads: number): void {
		const electromotive = this.#rest() + this.#polarisation;
		const resistance = 1.2 / this.capacity;
		const limits = new Map(sources.map((source) => [source, source.limit(this.voltage)]));
		const levels = [...new Set(sources.map((source) => source.setpoint))].sort((a, b) => b - a);

		// From the highest setpoint down: sources above the voltage give all they can, those at it share the rest.
		let full = 0;
		let atLevel: number | undefined;
		let share = 0;
		for (const level of levels) {
			const need = (level - electromotive) / resistance + loads;
			if (full >= need) break;
			let available = 0;
			for (const [source, limit] of limits) if (source.setpoint === level) available += limit;
			if (full + available >= need) {
				atLevel = level;
				share = (need - full) / available;
				break;
			}
			full += available;
		}
		this.voltage = atLevel ?? electromotive + resistance * (full - loads);
		this.current = (this.voltage - electromotive) / resistance;
		for (const [source, limit] of limits) {
			const part = source.setpoint > this.voltage ? 1 : source.setpoint === atLevel ? share : 0;
			source.deliver(limit * part, this.voltage);
		}
		this.#integrate();
	}

	#integrate(): void {
		// A full battery takes ever less current at the same voltage; that is what ends absorption.
		const acceptance = this.current > 0 ? 0.24 / (1.03 - this.charge) ** 2 : 1.5;
		const target = (this.current * acceptance) / this.capacity;
		this.#polarisation += (target - this.#polarisation) / polarisationTime;
		this.charge = Math.min(1, Math.max(0, this.charge + this.current / 3600 / this.capacity));
	}

	#rest(): number {
		return 11.75 + 1.05 * this.charge;
	}
}
