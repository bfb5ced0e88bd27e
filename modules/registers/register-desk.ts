/** Answers the requests about registers of devices, and fetches keys. */

import type { Reply } from "../control/desk";
import type { Parameters } from "../control/rights";
import { mostRegisters, parseRegisters } from "../settings/register-list";
import { deviceSchema } from "../settings/schema";
import { kindOf, show } from "../settings/text";
import { parseValue } from "../settings/value";
import type { Device } from "../telemetry/device";
import type { RegisterSink } from "../telemetry/register-sink";
import { hexText } from "../victron/hex";
import { encodeRegister, findRegister, type RegisterValue } from "../victron/registers";
import { capabilitiesRegister, keyRegister } from "../victron/vreg/interface";
import type { RegisterAnswer } from "../victron/vreg/work";
import { failureSentence, type JobFailure, type RegisterJob, type RegisterJobs } from "./job";
import { RegisterAnswers } from "./register-answers";

export interface RegisterDeskOptions {
	readonly jobs: RegisterJobs;
	readonly sink: RegisterSink;
	readonly settings: {
		/** `pin` of the device with that address; empty without one. */
		pin(address: string): string;
		/** As `devices/add`. */
		add(entry: Parameters): Reply;
	};
}

/** Of the capabilities: the key can be read. */
const tellsKey = 1 << 6;

export class RegisterDesk {
	private readonly options: RegisterDeskOptions;

	constructor(options: RegisterDeskOptions) {
		this.options = options;
	}

	/** For each of these: undefined when `done` is called later. */
	read(device: Device, { pin, registers }: Parameters, done: (reply: Reply) => void): Reply | undefined {
		if (!Array.isArray(registers) || registers.length === 0)
			return { error: 'registers is no list of registers; accepted: such as ["battery_voltage", "0xED8D"]' };
		const list = parseRegisters(registers, mostRegisters.request);
		if ("problem" in list) return { error: `registers ${list.problem}` };
		const passkey = this.passkey(device.address, pin);
		if (typeof passkey !== "number") return passkey;
		return this.add(device, { passkey, registers: list.ids }, (answers, failure) => {
			if (failure !== undefined && answers.count === 0) done({ error: failureSentence(failure) });
			else done({ members: answers.members(failure) });
		});
	}

	set(device: Device, { register, value }: Parameters, done: (reply: Reply) => void): Reply | undefined {
		const wanted = settingOf(register);
		if ("error" in wanted) return wanted;
		const encoded = isValue(value) ? encodeRegister(wanted.id, value) : undefined;
		if (encoded === undefined)
			return { error: `value is ${kindOf(value)}; accepted: a number, text, or a list of texts` };
		if (encoded.outcome === "refused") return { error: encoded.sentence };
		const passkey = this.passkey(device.address, undefined);
		if (typeof passkey !== "number") return passkey;
		const job = { passkey, registers: [wanted.id], value: encoded.bytes };
		return this.add(device, job, (answers, failure) => {
			const error = answers.problem(failure);
			done(error === undefined ? { members: answers.members(undefined) } : { error });
		});
	}

	fetchKey({ address, pin }: Parameters, done: (reply: Reply) => void): Reply | undefined {
		const { jobs, settings } = this.options;
		const parsed = parseValue(deviceSchema.address, address);
		if ("problem" in parsed) return { error: `address ${parsed.problem}` };
		const plain = String(parsed.value);
		const passkey = this.passkey(plain, pin);
		if (typeof passkey !== "number") return passkey;
		const kept = pin === undefined ? undefined : { pin: passkey === 0 ? "" : pin };
		jobs.add(
			new KeyJob(plain, passkey, (outcome) => {
				if ("error" in outcome) done(outcome);
				else done(settings.add({ address: plain, key: outcome.key, ...kept }));
			}),
		);
		return undefined;
	}

	private add(
		device: Device,
		job: Pick<RegisterJob, "passkey" | "registers" | "value">,
		onEnd: (answers: RegisterAnswers, failure: JobFailure | undefined) => void,
	): Reply | undefined {
		const { jobs, sink } = this.options;
		jobs.add(new RegisterAnswers({ ...job, device, sink, onEnd }));
		return undefined;
	}

	/** @param pin as a request has it; undefined for the device's own. */
	private passkey(address: string, pin: unknown): number | Reply {
		const wanted = pin ?? this.options.settings.pin(address);
		const parsed = parseValue(deviceSchema.pin, wanted);
		return "problem" in parsed ? { error: `pin ${parsed.problem}` } : Number(parsed.value);
	}
}

/** Reads the capabilities, and the key where they say that it can be read. */
class KeyJob implements RegisterJob {
	readonly address: string;
	readonly passkey: number;
	readonly registers: readonly number[] = [capabilitiesRegister];
	readonly radio = true as const;
	readonly #onEnd: (outcome: { readonly error: string } | { readonly key: string }) => void;
	private able = false;
	private asked = false;
	private key = "";

	constructor(
		address: string,
		passkey: number,
		onEnd: (outcome: { readonly error: string } | { readonly key: string }) => void,
	) {
		this.address = address;
		this.passkey = passkey;
		this.#onEnd = onEnd;
	}

	onAnswer(register: number, answer: RegisterAnswer): void {
		if (answer.status !== "value") return;
		const { value } = answer;
		if (register === keyRegister) this.key = value.length === 16 ? hexText(value) : "";
		else this.able = ((value[0] ?? 0) & tellsKey) !== 0;
	}

	more(): readonly number[] {
		if (this.asked || !this.able) return [];
		this.asked = true;
		return [keyRegister];
	}

	onEnd(failure: JobFailure | undefined): void {
		if (failure !== undefined) this.#onEnd({ error: failureSentence(failure) });
		else if (this.key !== "") this.#onEnd({ key: this.key });
		else
			this.#onEnd({
				error: this.asked
					? "the device does not tell its key; copy it from VictronConnect"
					: "the device's firmware does not tell its key over Bluetooth; copy it from VictronConnect",
			});
	}
}

function isValue(value: unknown): value is RegisterValue {
	if (Array.isArray(value)) return value.every((each) => typeof each === "string");
	return typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}

/** Of those that share a name, the one that can be set. */
function settingOf(name: unknown): { readonly id: number } | { readonly error: string } {
	const list = parseRegisters([name], 1);
	if ("problem" in list) return { error: `register ${list.problem}` };
	const id = list.ids.find((each) => findRegister(each)?.writable);
	return id === undefined ? { error: `${show(name)} can only be read` } : { id };
}
