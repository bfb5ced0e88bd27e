/** Asks a device for registers: which of the devices behind the connection has one is found by trying. */

import { decodeRegister } from "victron/registers";
import { capabilitiesRegister, isOfInterface, keyRegister } from "victron/vreg/interface";
import type { VregInstance } from "victron/vreg/messages";
import type { RegisterAddress, RegisterAnswer } from "victron/vreg/work";
import type { VregLink } from "../vreg-link";
import { idsOf } from "./registers";

/** What a word on the command line stands for: registers can share a name, and the device has one of them. */
export interface Wanted {
	readonly word: string;
	readonly ids: readonly number[];
}

/** A value with its register, or why there is none, in a few words. */
export type Found = { readonly id: number; readonly value: Uint8Array } | string;

/** @throws UsageError when there is no such register. */
export function wantedOf(word: string): Wanted {
	return { word, ids: idsOf(word) };
}

function addressesOf(ids: readonly number[], instances: readonly VregInstance[]): RegisterAddress[] {
	const order = instances.map(({ instance }) => instance);
	if (!isOfInterface(ids[0]!)) order.reverse();
	return order.flatMap((instance) => ids.map((register) => ({ instance, register })));
}

/** In the order of `wanted`. @throws Error in a sentence, when the device does not answer at all. */
export async function readRegisters(link: VregLink, wanted: readonly Wanted[]): Promise<readonly Found[]> {
	const found: Found[] = wanted.map(() => "the device does not have this register");
	let open = wanted.map(({ ids }, index) => ({ index, left: addressesOf(ids, link.instances) }));
	while (open.length > 0) {
		const addresses = open.map(({ left }) => left.shift()!);
		const answers = await link.get(addresses);
		if (answers.every(({ status }) => status === "no_answer"))
			throw new Error("the device does not answer any more");
		const unanswered: typeof open = [];
		for (const [at, one] of open.entries()) {
			const answer = answers[at]!;
			if (answer.status === "value") found[one.index] = { id: addresses[at]!.register, value: answer.value };
			else {
				if (answer.status !== "unknown_register") found[one.index] = refusal(answer);
				if (one.left.length > 0) unanswered.push(one);
			}
		}
		open = unanswered;
	}
	return found;
}

function refusal(answer: RegisterAnswer): string {
	return answer.status === "refused"
		? `the device refuses this register with code ${answer.code}`
		: "the device does not answer for this register";
}

/** The key of Instant Readout, 16 bytes, or why there is none. */
export async function readKey(link: VregLink): Promise<Uint8Array | string> {
	const read = async (id: number): Promise<Found> =>
		(await readRegisters(link, [{ word: "", ids: [id] }]))[0]!;
	const capable = await read(capabilitiesRegister);
	if (typeof capable === "string" || !tellsKey(capable.value))
		return "the device does not tell its key over Bluetooth; newer firmware may, and VictronConnect shows it";
	const key = await read(keyRegister);
	if (typeof key === "string") return key;
	return key.value.length === 16 ? key.value : "the device gives something that is no key";
}

function tellsKey(bytes: Uint8Array): boolean {
	const reading = decodeRegister(capabilitiesRegister, bytes);
	const flags = reading.outcome === "value" ? reading.fields.ble_capabilities : undefined;
	return Array.isArray(flags) && flags.includes("advertisement_key");
}
