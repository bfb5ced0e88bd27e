/** Fields of a TEXT block. */

import { decodeFields, type Fields, padding } from "../decode";
import { productName } from "../products";
import { versionText } from "../registers";
import { labelField } from "./labels";

const tab = 9;
const lineFeed = 10;

export class TextReader {
	/** One number at a time, as the decoder of the records wants it. */
	private readonly view = new DataView(new ArrayBuffer(4 + padding));

	/**
	 * The fields of a block whose checksum is right. A value that is not available (`---`) or that its label cannot have
	 * is absent; a label that is not known is a field of its own name with the text.
	 * @param block `label TAB value LF`, repeated.
	 */
	read(block: Uint8Array, length: number): Fields {
		const fields: Fields = {};
		let label = "";
		let text = "";
		for (let i = 0; i < length; i++) {
			const byte = block[i]!;
			if (byte === tab && label === "") {
				label = text;
				text = "";
			} else if (byte === lineFeed) {
				if (label !== "" && text !== "---") this.set(fields, label, text);
				label = text = "";
			} else text += String.fromCharCode(byte);
		}
		return fields;
	}

	private set(fields: Fields, label: string, text: string): void {
		const row = labelField(label);
		if (!row) {
			fields[label] = text;
			return;
		}
		switch (row.kind) {
			case "text":
				fields[row.name] = text;
				break;
			case "switch": {
				const state = text.toLowerCase();
				if (state === "on" || state === "off") fields[row.name] = state;
				break;
			}
			case "product": {
				const id = parseNumber(text);
				if (id === undefined) break;
				fields[row.name] = id;
				const model = productName(id);
				if (model !== undefined) fields.model = model;
				break;
			}
			case "firmware": {
				const version = parseNumber(`0x${text}`);
				if (version !== undefined) fields[row.name] = versionText(version);
				break;
			}
			default: {
				const value = parseNumber(text);
				if (value === undefined) break;
				this.view.setInt32(0, value, true);
				decodeFields({ fields: [row] }, this.view, 4, fields);
			}
		}
	}
}

/** A whole number of 32 bits, signed or not, in decimal digits or `0x…`; else undefined. */
function parseNumber(text: string): number | undefined {
	const hex = text.startsWith("0x") || text.startsWith("0X");
	const first = hex ? 2 : text.startsWith("-") ? 1 : 0;
	const base = hex ? 16 : 10;
	if (text.length === first || text.length > 11) return undefined;
	let value = 0;
	for (let i = first; i < text.length; i++) {
		const code = text.charCodeAt(i) | 0x20;
		const digit = code >= 0x61 ? code - 0x57 : text.charCodeAt(i) - 0x30;
		if (!(digit >= 0 && digit < base)) return undefined;
		value = value * base + digit;
	}
	if (first === 1) value = -value;
	return value >= -0x8000_0000 && value <= 0xffff_ffff ? value : undefined;
}
