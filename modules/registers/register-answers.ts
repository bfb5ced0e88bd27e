/** The registers of one device as they are read, for an answer and for whoever takes them; kept as bytes until then. */

import type { LongText } from "../../hosts/ports";
import type { Device } from "../telemetry/device";
import type { RegisterSink } from "../telemetry/register-sink";
import { decodeRegister, namedFields, nameOf, registerId } from "../victron/registers";
import type { RegisterAnswer } from "../victron/vreg/work";
import { answerSentence, failureSentence, type JobFailure, type RegisterJob } from "./job";

type Missing = Exclude<RegisterAnswer, { status: "value" }>;

export interface RegisterAnswersOptions extends Pick<RegisterJob, "passkey" | "registers" | "value"> {
	readonly device: Device;
	/** Takes the values as they come; secrets are not told. */
	readonly sink: RegisterSink;
	/** Once, with what there is by then. */
	readonly onEnd: (answers: RegisterAnswers, failure: JobFailure | undefined) => void;
}

export class RegisterAnswers implements RegisterJob {
	readonly passkey: number;
	readonly registers: readonly number[];
	readonly value: Uint8Array | undefined;
	private readonly options: RegisterAnswersOptions;
	/** Registers, their names, and what they hold. */
	private readonly ids: number[] = [];
	private readonly names: string[] = [];
	private readonly values: Uint8Array[] = [];
	/** By register. */
	private readonly missing = new Map<number, Missing>();

	constructor(options: RegisterAnswersOptions) {
		this.options = options;
		this.passkey = options.passkey;
		this.registers = options.registers;
		this.value = options.value;
	}

	get address(): string {
		return this.options.device.address;
	}

	/** Registers that have a value. */
	get count(): number {
		return this.ids.length;
	}

	onAnswer(register: number, answer: RegisterAnswer): void {
		if (answer.status !== "value") {
			this.missing.set(register, answer);
			return;
		}
		const { device, sink } = this.options;
		const name = nameOf(register);
		// one of several with a name is enough
		if (!this.names.includes(name)) {
			this.ids.push(register);
			this.names.push(name);
			this.values.push(answer.value);
		}
		sink.register(device, register, answer.value);
	}

	onEnd(failure: JobFailure | undefined): void {
		this.options.onEnd(this, failure);
	}

	/**
	 * `"registers":{…},"problems":{…}`, without the second where everything has a value.
	 * @param failure why what has no answer has none.
	 */
	members(failure: JobFailure | undefined): LongText {
		const ids = this.ids;
		const problems = this.problems(failure);
		const last = ids.length + 1;
		return {
			count: ids.length + 2,
			part: (index) => {
				if (index === 0) return '"registers":{';
				if (index < last)
					return (index > 1 ? "," : "") + registerMembers(ids[index - 1]!, this.values[index - 1]!);
				return problems === "{}" ? "}" : `},"problems":${problems}`;
			},
		};
	}

	/** One sentence for all that has no value; undefined where everything has one. */
	problem(failure: JobFailure | undefined): string | undefined {
		const problems: Record<string, string> = JSON.parse(this.problems(failure));
		for (const name of Object.keys(problems)) return `${name}: ${problems[name]}`;
		return undefined;
	}

	private problems(failure: JobFailure | undefined): string {
		const problems: Record<string, string> = {};
		for (const register of this.registers) {
			const name = nameOf(register);
			const missing = this.missing.get(register);
			if (this.names.includes(name)) continue;
			if (missing !== undefined) problems[name] ??= answerSentence(missing);
			else if (failure !== undefined) problems[name] = failureSentence(failure);
		}
		return JSON.stringify(problems);
	}
}

/** JSON without braces: fields by name, null where there is none; hex under the id of what is not known. */
function registerMembers(id: number, bytes: Uint8Array): string {
	const reading = decodeRegister(id, bytes);
	if (reading.outcome !== "value") return `"${registerId(id)}":"${reading.raw}"`;
	return JSON.stringify({ [reading.name]: null, ...namedFields(reading) }).slice(1, -1);
}
