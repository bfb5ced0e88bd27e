/** `docs/protocol.md` and the README's table of devices, from the record tables. */

import * as enums from "../../modules/victron/enums";
import * as flags from "../../modules/victron/flags";
import type {
	EnumTable,
	Field,
	FlagTable,
	GroupTable,
	NumberField,
	RecordTable,
} from "../../modules/victron/record";
import { records } from "../../modules/victron/records/index";
import { recordNotes } from "../../modules/victron/records/notes";

const introduction = `# The advertisements, bit by bit

Generated from the tables in \`modules/victron/\` by \`npm run docs\`: the tables are the decoder.

## The manufacturer payload

Victron's devices advertise with company id 0x02E1. What follows it, all little-endian:

| byte | field |
|---|---|
| 0 | 0x10: product advertisement, *Instant Readout*. 0x01 to 0x03 are VE.Smart networking |
| 1 | status; bit 7 is set while a phone is connected. Neither a length nor a prefix |
| 2–3 | product id |
| 4 | record type; 0xFF is the first byte of a type of two bytes, and its record is not encrypted |
| 5–6 | counter, the nonce of the encryption; it changes with the data, about once a second |
| 7 | key check byte: the first byte of the key; with record type 0xFF the second byte of the type |
| 8– | the record, encrypted, at most 16 bytes |

An advert that ends before byte 8 comes from a device whose Instant Readout is off. Adverts come every 160 ms or so, each
value about seven times.

## Encryption

AES-128 in counter mode with the device's key. The counter block holds the nonce in its bytes 0 and 1, low byte first,
and zeros; one block of key stream serves the whole record. There is no authentication: the key check byte is all that
tells a wrong key. When a device makes a new key because its PIN changed, the first byte goes up by one.

## How far this is proven

Victron's document and real captures agree on the header's offsets, the encryption, the key check byte and the order of
bits. From the document alone: the size limit and the new key's first byte. From third parties alone: what the status
byte means, and an advert that ends early. The interval and the repeats of the adverts are those of Victron's own test
tool for SolarSense.

## Records

Bits count from the first byte of the record, least significant bit first; a field may straddle bytes. Unused bits of
the last byte are 1. A field that reads its NA value is absent, and so is one that a short record holds only in part; a
record that is longer than its table is read as far as the table goes. Unknown codes and bits pass through.

The layouts come from Victron's "extra manufacturer data" document (2022-12-14) and its VE.Direct document, checked with
public captures; each record says how far. Where sources disagree the captures decided: the 22-bit current's NA value
is 0x1FFFFF, consumed charge is negative, yield is in 0.01 kWh, and off reasons and alarms are bit masks.
`;

export function hex(value: number, digits = 2): string {
	return `0x${value.toString(16).toUpperCase().padStart(digits, "0")}`;
}

/** Heading that names a table of values: `chargerError` is `Charger error`. */
export function title(name: string): string {
	const words = name.replace(/([A-Z])/g, " $1").toLowerCase();
	return words.charAt(0).toUpperCase() + words.slice(1);
}

function link(name: string): string {
	return `[${title(name).toLowerCase()}](#${title(name).toLowerCase().replaceAll(" ", "-")})`;
}

function nameOf(tables: Readonly<Record<string, unknown>>, table: unknown): string {
	const found = Object.entries(tables).find(([, candidate]) => candidate === table);
	if (!found) throw new Error("a field uses a table of values that is not exported");
	return found[0];
}

export function scale(field: NumberField): string {
	if (field.pieces)
		return field.pieces
			.map(({ below, multiplier, bias }) => `${multiplier} × raw${signed(bias)} below ${below}`)
			.join("; ");
	const step = (field.multiplier ?? 1) / (field.divisor ?? 1);
	const offset = (field.bias ?? 0) / (field.divisor ?? 1);
	const factor = step < 0 ? `−${-step}` : String(step);
	return `${step === 1 ? "" : `${factor} × `}raw${signed(offset)}`;
}

function signed(value: number): string {
	if (value === 0) return "";
	return value < 0 ? ` − ${-value}` : ` + ${value}`;
}

function meaning(field: Field): string {
	switch (field.kind) {
		case "number":
			return `${scale(field)}${field.unit ? ` ${field.unit}` : ""}`;
		case "enum":
			return link(nameOf(enums, field.values));
		case "flags":
			return `flags: ${link(nameOf(flags, field.flags))}`;
		case "groups":
			return `groups: ${link(nameOf(flags, field.groups))}`;
	}
}

function row(field: Field): string {
	const isSigned = "signed" in field && field.signed ? "yes" : "";
	const only = field.only ? `; only while \`${field.only.field}\` is ${field.only.raw}` : "";
	const na = field.na === undefined ? "" : hex(field.na);
	const register = field.register === undefined ? "" : hex(field.register, 4);
	return `| ${field.start} | ${field.width} | ${isSigned} | \`${field.name}\` | ${meaning(field)}${only} | ${na} | ${register} |`;
}

function recordSection(record: RecordTable): string {
	const { devices, source } = recordNotes[record.type]!;
	const plain = record.plain ? " Not encrypted." : "";
	const head = `### ${hex(record.id)} ${record.title}\n\n\`${record.type}\`: ${devices}. Source: ${source}.${plain}\n`;
	if (record.raw) return `${head}\nThe reading carries the plaintext as \`raw\`, in hex.\n`;
	const rows = record.fields.map(row).join("\n");
	return `${head}\n| bit | width | signed | field | value | NA | VREG |\n|---|---|---|---|---|---|---|\n${rows}\n`;
}

export function enumSection([name, table]: [string, EnumTable]): string {
	const rows = Object.entries(table)
		.map(([code, slug]) => [Number(code), slug] as const)
		.sort(([one], [other]) => one - other)
		.map(([code, slug]) => `| ${code} | \`${slug}\` |`);
	return `### ${title(name)}\n\n| code | slug |\n|---|---|\n${rows.join("\n")}\n`;
}

export function flagSection([name, table]: [string, FlagTable | GroupTable]): string {
	if ("names" in table) {
		const says = Object.entries(table.says).map(([value, suffix]) => `${value} gives \`<name>${suffix}\``);
		const rows = table.names.map(
			(group, index) => `| ${index * table.width} | ${group ? `\`${group}\`` : `\`group_${index}\``} |`,
		);
		return `### ${title(name)}\n\nGroups of ${table.width} bits: ${says.join(", ")}; other values say nothing.\n\n| bit | name |\n|---|---|\n${rows.join("\n")}\n`;
	}
	const rows = table.map((flag, bit) => `| ${bit} | \`${flag}\` |`);
	return `### ${title(name)}\n\n| bit | slug |\n|---|---|\n${rows.join("\n")}\n`;
}

export function protocolDocument(): string {
	return [
		introduction,
		...records.map(recordSection),
		"## Values\n",
		...(Object.entries(enums) as [string, EnumTable][]).map(enumSection),
		"## Flag sets\n",
		...(Object.entries(flags) as [string, FlagTable | GroupTable][]).map(flagSection),
	].join("\n");
}

/** The README's table. */
export function devicesTable(): string {
	const rows = records
		.filter(({ type }) => type !== "test_record")
		.map((record) => {
			const { devices, source } = recordNotes[record.type]!;
			const fields = record.raw
				? "raw data; the layout is not public"
				: record.fields.map(({ name }) => name);
			const list = Array.isArray(fields) ? summary(fields) : fields;
			return `| ${devices} | \`${record.type}\` | ${list} | ${source} |`;
		});
	return `| devices | \`type\` | values | how far proven |\n|---|---|---|---|\n${rows.join("\n")}`;
}

/** Numbered fields once: `battery_voltage_1` to `_3` is `battery_voltage_1…3`. */
function summary(names: readonly string[]): string {
	const shown: string[] = [];
	for (const name of names) {
		const pattern = name.replace(/_\d(?=_|$)/, "_…");
		if (!shown.includes(pattern)) shown.push(pattern);
	}
	return shown.join(", ");
}
