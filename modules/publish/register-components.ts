/** What Home Assistant is told of registers that are read by schedule: their values are on a topic of their own. */

import type { RecordTable } from "../victron/record";
import { findRegister, type Register } from "../victron/registers";
import { type Component, component, labelOf, optionsOf, plainTemplate } from "./field-components";
import type { Member } from "./long-text";

export interface ReadRegisters {
	readonly ids: ArrayLike<number>;
	readonly topic: string;
	/** Seconds. */
	readonly expireAfter: number;
}

/** Ids of those that become entities: one of each name, none that the record has, no structures and no keys. */
export function registersTold(registers: ReadRegisters | undefined, record: RecordTable): number[] {
	const told: number[] = [];
	const names = record.fields.map(({ name }) => name);
	for (const id of Array.from(registers?.ids ?? [])) {
		const register = findRegister(id);
		if (register === undefined || register.kind === "structure" || register.secret) continue;
		if (names.includes(register.name)) continue;
		names.push(register.name);
		told.push(id);
	}
	return told;
}

/** @param id one of `registersTold`. @param deviceId object id of the device. */
export function registerMember(id: number, deviceId: string, { expireAfter, topic }: ReadRegisters): Member {
	const register = findRegister(id)!;
	const more = register.kind === "enum" ? optionsOf(register.values) : "";
	const value = () => ({ ...entity(register, `${deviceId}_register`, expireAfter), state_topic: topic });
	return { name: `register_${register.name}`, value, more };
}

function entity(register: Register, prefix: string, expires: number): Component {
	if ("width" in register) return component(register, prefix, expires);
	const { name } = register;
	return {
		p: "sensor",
		unique_id: `${prefix}_${name}`,
		name: labelOf(register),
		entity_category: "diagnostic",
		value_template: plainTemplate(name),
		expire_after: expires,
	};
}
