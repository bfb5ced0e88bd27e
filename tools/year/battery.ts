/**
 * The house battery in steps of many seconds: 12 V lead-acid as an open-circuit voltage, a resistance and a slow
 * polarisation, as `tools/simulate/battery.ts` has it for steps of one.
 */

/** A constant-voltage source with a current limit. */
export interface Source {
	/** V. */
	readonly setpoint: number;
	/** A, at the battery's voltage of the step before. */
	readonly limit: number;
	/** What it gave during the step, A at V. */
	deliver(current: number, voltage: number, seconds: number): void;
}

/** Seconds in which the polarisation follows the current. */
const polarisationTime = 600;

export class YearBattery {
	/** Ah. */
	readonly capacity: number;
	/** V at the terminals. */
	voltage: number;
	/** A, negative when discharging. */
	current = 0;
	/** 0 to 1. */
	charge: number;
	#polarisation = 0;
	/** Setpoint that holds the voltage, and what sources with it give. */
	#level = Number.NEGATIVE_INFINITY;
	#share = 0;

	constructor(capacity: number, charge: number) {
		this.capacity = capacity;
		this.charge = charge;
		this.voltage = this.#rest();
	}

	/** Finds the voltage at which sources and `loads` A balance, and lets `seconds` pass. */
	step(sources: readonly Source[], loads: number, seconds: number): void {
		const part = seconds / (polarisationTime + seconds);
		// A full battery takes ever less current at the same voltage; that is what ends absorption.
		const charging = (0.24 / (1.03 - this.charge) ** 2 / this.capacity) * part;
		const discharging = (1.5 / this.capacity) * part;
		// The polarisation that the step's current brings about is part of what the current meets: taken with it, long
		// steps are as stable as short ones.
		const polarisation = this.#polarisation * (1 - part);
		const electromotive = this.#rest() + polarisation;
		const resistance = 1.2 / this.capacity;
		this.#balance(sources, loads, electromotive, resistance + charging);
		const acceptance = this.current > 0 ? charging : discharging;
		if (this.current <= 0) this.#balance(sources, loads, electromotive, resistance + discharging);
		this.#polarisation = polarisation + this.current * acceptance;
		this.charge = Math.min(1, Math.max(0, this.charge + (this.current * seconds) / 3600 / this.capacity));
		for (const source of sources)
			source.deliver(source.limit * this.#given(source.setpoint), this.voltage, seconds);
	}

	/** From the highest setpoint down: sources above the voltage give all they can, those at it share the rest. */
	#balance(sources: readonly Source[], loads: number, electromotive: number, resistance: number): void {
		let full = 0;
		this.#share = 0;
		this.#level = Number.POSITIVE_INFINITY;
		for (;;) {
			let next = Number.NEGATIVE_INFINITY;
			for (const { setpoint } of sources) if (setpoint < this.#level && setpoint > next) next = setpoint;
			this.#level = next;
			if (next === Number.NEGATIVE_INFINITY) break;
			let available = 0;
			for (const { setpoint, limit } of sources) if (setpoint === next) available += limit;
			const need = (next - electromotive) / resistance + loads;
			if (full + available >= need) {
				this.#share = available > 0 ? Math.max(0, (need - full) / available) : 0;
				break;
			}
			full += available;
		}
		let charge = 0;
		for (const { setpoint, limit } of sources) charge += limit * this.#given(setpoint);
		this.current = charge - loads;
		this.voltage = electromotive + resistance * this.current;
	}

	/** Part of its limit that a source of this setpoint gives. */
	#given(setpoint: number): number {
		return setpoint > this.#level ? 1 : setpoint === this.#level ? this.#share : 0;
	}

	#rest(): number {
		return 11.75 + 1.05 * this.charge;
	}
}
