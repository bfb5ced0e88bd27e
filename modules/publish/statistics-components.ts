/** What Home Assistant is told of a device's statistics: what its energy dashboard can use. */

import type { RecordTable } from "../victron/record";
import type { Member } from "./long-text";

interface Total {
	readonly name: string;
	readonly label: string;
	/** Of the record: a device without it has no such statistic. */
	readonly field: string;
	readonly unit: "kWh" | "Wh";
	readonly period: "yesterday" | "lifetime";
	/** In the statistics' payload. */
	readonly key: string;
}

const totals: readonly Total[] = [
	{
		name: "yield_yesterday",
		label: "Yield yesterday",
		field: "yield_today",
		unit: "kWh",
		period: "yesterday",
		key: "yield",
	},
	{
		name: "yield_lifetime",
		label: "Yield, lifetime",
		field: "yield_today",
		unit: "kWh",
		period: "lifetime",
		key: "yield",
	},
	{
		name: "charge_energy",
		label: "Energy into the battery",
		field: "consumed_charge",
		unit: "Wh",
		period: "lifetime",
		key: "charge_wh",
	},
	{
		name: "discharge_energy",
		label: "Energy from the battery",
		field: "consumed_charge",
		unit: "Wh",
		period: "lifetime",
		key: "discharge_wh",
	},
];

/** Statistics are sent every five minutes; seconds. */
const shortestExpiry = 600;

/** How many components the statistics of a record give. */
export function statisticsCount(record: RecordTable): number {
	return totalsOf(record).length;
}

/**
 * @param index from 0 to below `statisticsCount`.
 * @param id of the device in Home Assistant.
 * @param expires seconds.
 */
export function statisticsComponent(
	record: RecordTable,
	index: number,
	id: string,
	topic: string,
	expires: number,
): Member {
	const { name, label, unit, period, key } = totalsOf(record)[index]!;
	const value = () => ({
		p: "sensor",
		unique_id: `${id}_${name}`,
		name: label,
		state_topic: topic,
		device_class: "energy",
		// what was made yesterday is no meter's reading
		...(period === "lifetime" ? { state_class: "total_increasing" } : {}),
		unit_of_measurement: unit,
		suggested_display_precision: unit === "kWh" ? 2 : 0,
		value_template: `{{value_json.${period}.get('${key}')}}`,
		expire_after: Math.max(expires, shortestExpiry),
	});
	return { name, value, more: "" };
}

function totalsOf({ fields }: RecordTable): readonly Total[] {
	return totals.filter((total) => fields.some(({ name }) => name === total.field));
}
