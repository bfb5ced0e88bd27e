/**
 * What a record table says. A record type is one const table; the generic decoder (`decode.ts`), the
 * encoder (`encode.ts`), Home Assistant discovery and the documentation all read it.
 *
 * Bit positions count from the first plaintext byte, least significant bit first: bit n is bit n % 8 of
 * byte n >> 3. A field may straddle bytes; start % 8 + width is at most 32.
 * Source of the layouts: Victron's "extra manufacturer data" document (2022-12-14) unless a table says else.
 */

/** Units as they are written on the wire, in the documentation and in Home Assistant. */
export type Unit =
	| "V"
	| "A"
	| "W"
	| "VA"
	| "Wh"
	| "kWh"
	| "Ah"
	| "%"
	| "°C"
	| "h"
	| "min"
	| "s"
	| "W/m²"
	| "dBm"
	| "mV/K";

/** Slug by code. A code that is not here passes through as its number. */
export type EnumTable = Readonly<Record<number, string>>;

/** Slugs in bit order; an empty string is a bit without a name (it reads `bit_<n>`). */
export type FlagTable = readonly string[];

/** Values of one group of bits, slug by group value; values that are absent here say nothing. */
export interface GroupTable {
	/** Bits in each group. */
	readonly width: number;
	/** Group names in bit order; an empty string is a group without a name (it reads `group_<n>`). */
	readonly names: readonly string[];
	/** Suffix by group value: `""` gives the bare name, `"_alarm"` gives `<name>_alarm`. */
	readonly says: Readonly<Record<number, string>>;
}

interface FieldPlace {
	readonly name: string;
	/** First bit. */
	readonly start: number;
	/** Bits. */
	readonly width: number;
	/** Raw value that means "not available". */
	readonly na?: number;
	/** Only in the record while the field `only.field` has this raw value, such as the auxiliary input by mode. */
	readonly only?: { readonly field: string; readonly raw: number };
	/** Label for people, where the name with spaces for underscores is not good enough. */
	readonly label?: string;
	/** VREG that carries the same value. */
	readonly register?: number;
	/** A reading for experts: hidden or diagnostic in Home Assistant. */
	readonly diagnostic?: true;
}

/** value = (raw × multiplier + bias) ÷ divisor, exact in decimals because all three are integers. */
export interface NumberField extends FieldPlace {
	readonly kind: "number";
	/** Two's complement. */
	readonly signed?: true;
	readonly multiplier?: number;
	readonly bias?: number;
	readonly divisor?: number;
	/** Piecewise linear scale in ascending order of `below`: the first piece with raw < below applies. */
	readonly pieces?: readonly { readonly below: number; readonly multiplier: number; readonly bias: number }[];
	readonly unit?: Unit;
	/** Home Assistant's `device_class`, where the unit does not already give it. */
	readonly deviceClass?: string;
	/** Home Assistant's `state_class`; `measurement` unless said, `none` for values that are no measurement. */
	readonly stateClass?: "measurement" | "total" | "total_increasing" | "none";
}

/** A slug; its raw code is also given as `<name>_code`. */
export interface EnumField extends FieldPlace {
	readonly kind: "enum";
	readonly signed?: true;
	readonly values: EnumTable;
}

/** An array of slugs in bit order. */
export interface FlagsField extends FieldPlace {
	readonly kind: "flags";
	readonly flags: FlagTable;
}

/** An array of `<group name><suffix>` for the groups that say something. */
export interface GroupsField extends FieldPlace {
	readonly kind: "groups";
	readonly groups: GroupTable;
}

export type Field = NumberField | EnumField | FlagsField | GroupsField;

export interface RecordTable {
	/** Record type: 0x00 to 0xFE, or 0xFF00 + the second byte for the two-byte types. */
	readonly id: number;
	/** `type` of the reading. */
	readonly type: string;
	/** For people. */
	readonly title: string;
	/** Plaintext is on the air: no key. */
	readonly plain?: true;
	/** The layout is not public: the reading carries the plaintext as `raw` (lower-case hex). */
	readonly raw?: true;
	readonly fields: readonly Field[];
}

type FieldValue<F extends Field> = F extends { kind: "number" }
	? number
	: F extends { kind: "enum"; values: infer V }
		? V[keyof V] | number
		: readonly string[];

/** What the decoder and the encoder need of a table. */
export type FieldList = Pick<RecordTable, "fields">;

/** A reading's fields, from its table: every one may be absent (not available). */
export type FieldsOf<R extends RecordTable> = {
	readonly [F in R["fields"][number] as F["name"]]?: FieldValue<F>;
} & {
	readonly [F in Extract<R["fields"][number], { kind: "enum" }> as `${F["name"]}_code`]?: number;
};

/** What every reading has. `model` is absent for an unknown product id. */
export interface ReadingHeader {
	readonly type: string;
	readonly product_id: number;
	readonly model?: string;
}

/** A reading of one known record type. */
export type ReadingOf<R extends RecordTable> = ReadingHeader & { readonly type: R["type"] } & FieldsOf<R>;

/** Any reading, as the pipeline carries it; `readings.ts` has the union of the known ones. */
export type Reading = ReadingHeader & {
	readonly [field: string]: number | string | readonly string[] | undefined;
};
