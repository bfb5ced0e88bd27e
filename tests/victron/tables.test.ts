/** The tables hold together; what they must say of the devices is in the captures. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Field, RecordTable } from "../../modules/victron/record";
import { records } from "../../modules/victron/records/index";

/** Bits of the 16 bytes that a record may have. */
const mostBits = 128;

function each(check: (field: Field, record: RecordTable, where: string) => void): void {
	for (const record of records)
		for (const field of record.fields) check(field, record, `${record.type}.${field.name}`);
}

test("every record type of the dictionary is there", () => {
	assert.deepEqual(
		records.map(({ id, type }) => [id, type]),
		[
			[0x00, "test_record"],
			[0x01, "solar_charger"],
			[0x02, "battery_monitor"],
			[0x03, "inverter"],
			[0x04, "dcdc_converter"],
			[0x05, "smart_lithium"],
			[0x06, "inverter_rs"],
			[0x07, "gx_device"],
			[0x08, "ac_charger"],
			[0x09, "battery_protect"],
			[0x0a, "lynx_smart_bms"],
			[0x0b, "multi_rs"],
			[0x0c, "ve_bus"],
			[0x0d, "dc_energy_meter"],
			[0x0e, "smart_bms"],
			[0x0f, "orion_xs"],
			[0xff01, "solar_sense"],
		],
	);
});

test("every field fits a word and the record", () => {
	each(({ start, width }, _, where) => {
		assert.ok(width >= 1 && (start % 8) + width <= 32, where);
		assert.ok(start + width <= mostBits, where);
	});
});

test("no two fields share bits, but those that another field selects between", () => {
	for (const record of records) {
		const taken = new Map<number, Field>();
		for (const field of record.fields)
			for (let bit = field.start; bit < field.start + field.width; bit++) {
				const other = taken.get(bit);
				const exclusive = field.only && other?.only && field.only.raw !== other.only.raw;
				assert.ok(!other || exclusive, `${record.type}: ${field.name} and ${other?.name} share bit ${bit}`);
				taken.set(bit, field);
			}
	}
});

test("names are unique and are slugs", () => {
	for (const record of records) {
		const names = record.fields.flatMap(({ name, kind }) =>
			kind === "enum" ? [name, `${name}_code`] : [name],
		);
		assert.equal(new Set(names).size, names.length, record.type);
		for (const name of names) assert.match(name, /^[a-z][a-z0-9_]*$/);
	}
});

test("slugs of enumerations, flags and groups are slugs", () => {
	each((field, _, where) => {
		const slugs =
			field.kind === "enum"
				? Object.values(field.values)
				: field.kind === "flags"
					? field.flags
					: field.kind === "groups"
						? field.groups.names
						: [];
		for (const slug of slugs) assert.match(slug, /^([a-z][a-z0-9_]*)?$/, where);
	});
});

test("a value that is not available fits its bits and is no code", () => {
	each((field, _, where) => {
		if (field.na === undefined) return;
		assert.ok(field.na < 2 ** field.width, where);
		if (field.kind === "enum") assert.ok(!(field.na in field.values), where);
	});
});

test("flags have no more names than bits, and groups have a name or none for each", () => {
	each((field, _, where) => {
		if (field.kind === "flags") assert.ok(field.flags.length <= field.width, where);
		if (field.kind === "groups")
			assert.equal(field.groups.names.length * field.groups.width, field.width, where);
	});
});

test("a field that another selects stands behind it, and that is an enumeration", () => {
	for (const { fields, type } of records)
		fields.forEach(({ only, name }, place) => {
			if (!only) return;
			const selector = fields.findIndex((field) => field.name === only.field);
			assert.ok(selector >= 0 && selector < place, `${type}.${name}`);
			assert.equal(fields[selector]!.kind, "enum");
		});
});

test("yield is energy that only grows, and charge has no device class", () => {
	each((field, _, where) => {
		if (field.kind !== "number") return;
		if (field.unit === "kWh") assert.equal(field.stateClass, "total_increasing", where);
		if (field.unit === "Ah") assert.equal(field.deviceClass, undefined, where);
	});
});
