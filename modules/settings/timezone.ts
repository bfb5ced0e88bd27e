/**
 * POSIX TZ strings: `std offset [dst [offset] [,start[/time],end[/time]]]`, IEEE Std 1003.1, 8.3, with the quoted
 * `<+03>` names, and with times of a rule from -167 to 167 hours as the 2024 edition and tzdata have them.
 */

import { isDigit, isLetter } from "./text";

export function isTimezone(text: string): boolean {
	return new Scanner(text).timezone();
}

/** Each method takes what it describes and says whether it was there. */
class Scanner {
	readonly #text: string;
	#at = 0;

	constructor(text: string) {
		this.#text = text;
	}

	timezone(): boolean {
		if (!this.#name() || !this.#time(24)) return false;
		if (this.#ended()) return true;
		if (!this.#name()) return false;
		if (!this.#ended() && this.#text[this.#at] !== "," && !this.#time(24)) return false;
		return this.#ended() || (this.#rule() && this.#rule() && this.#ended());
	}

	#ended(): boolean {
		return this.#at === this.#text.length;
	}

	#skip(character: string): boolean {
		if (this.#text[this.#at] !== character) return false;
		this.#at++;
		return true;
	}

	#name(): boolean {
		const quoted = this.#skip("<");
		const start = this.#at;
		while (!this.#ended()) {
			const character = this.#text[this.#at]!;
			const more = quoted && (isDigit(character) || character === "+" || character === "-");
			if (!more && !isLetter(character)) break;
			this.#at++;
		}
		return this.#at - start >= 3 && (!quoted || this.#skip(">"));
	}

	/** One to three digits. */
	#number(min: number, max: number): boolean {
		const start = this.#at;
		while (!this.#ended() && this.#at - start < 3 && isDigit(this.#text[this.#at]!)) this.#at++;
		const value = Number(this.#text.slice(start, this.#at));
		return this.#at > start && value >= min && value <= max;
	}

	/** `[+-]hh[:mm[:ss]]` */
	#time(hours: number): boolean {
		if (!this.#skip("-")) this.#skip("+");
		if (!this.#number(0, hours)) return false;
		if (!this.#skip(":")) return true;
		if (!this.#number(0, 59)) return false;
		return !this.#skip(":") || this.#number(0, 59);
	}

	/** `,Mm.w.d`, `,Jn` or `,n`, then `/time`. */
	#rule(): boolean {
		return this.#skip(",") && this.#date() && (!this.#skip("/") || this.#time(167));
	}

	#date(): boolean {
		if (this.#skip("J")) return this.#number(1, 365);
		if (!this.#skip("M")) return this.#number(0, 365);
		return (
			this.#number(1, 12) && this.#skip(".") && this.#number(1, 5) && this.#skip(".") && this.#number(0, 6)
		);
	}
}
