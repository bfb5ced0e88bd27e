/** Bulk, absorption, float: the charge algorithm that all of the site's chargers follow. */

const absorptionVoltage = 14.4;
const floatVoltage = 13.8;
/** A into the battery, below which it counts as full. */
const tailCurrent = 2;

export type Stage = "bulk" | "absorption" | "float";

export class ChargeStage {
	stage: Stage = "bulk";
	/** Seconds of absorption that this cycle needs. */
	#absorption = 0;
	/** Seconds for which the condition of the next change has held. */
	#held = 0;
	#tail = 0;

	/** V. */
	get setpoint(): number {
		return this.stage === "float" ? floatVoltage : absorptionVoltage;
	}

	/** A new charge cycle; an emptier battery gets a longer absorption. */
	begin(voltage: number): void {
		this.stage = "bulk";
		this.#held = 0;
		this.#tail = 0;
		const hours = voltage < 11.9 ? 6 : voltage < 12.2 ? 4 : voltage < 12.6 ? 2 : 1;
		this.#absorption = hours * 3600;
	}

	/** One second later, with the battery at V and A. */
	step(voltage: number, current: number): void {
		switch (this.stage) {
			case "bulk":
				this.#held = voltage > absorptionVoltage - 0.02 ? this.#held + 1 : 0;
				if (this.#held >= 30) this.#enter("absorption");
				break;
			case "absorption":
				if (voltage > absorptionVoltage - 0.05) this.#held++;
				this.#tail = voltage > absorptionVoltage - 0.05 && current < tailCurrent ? this.#tail + 1 : 0;
				if (this.#held >= this.#absorption || this.#tail >= 60) this.#enter("float");
				break;
			case "float":
				this.#held = voltage < floatVoltage - 0.2 ? this.#held + 1 : 0;
				if (this.#held >= 60) this.begin(voltage);
		}
	}

	#enter(stage: Stage): void {
		this.stage = stage;
		this.#held = 0;
		this.#tail = 0;
	}
}
