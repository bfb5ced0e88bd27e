/** The simulator's window: the broker, a card for each device, counters; drawn anew where something changed. */

import Resource from "Resource";
import Poco, { type PocoPrototype } from "commodetto/Poco";
import parseBMF from "commodetto/parseBMF";
import type { Link, Status } from "desktop/status";

/** Pixels. */
const margin = 10;
const padding = 4;
const gap = 3;
const accent = 4;
const dot = 10;
/** Draws for which a page of cards stays: more devices than there is room for take turns. */
const pageStays = 5;

const palette = {
	back: [13, 19, 26],
	card: [27, 38, 50],
	title: [255, 196, 0],
	text: [150, 166, 180],
	value: [255, 255, 255],
	good: [76, 195, 110],
	busy: [255, 196, 0],
	bad: [235, 87, 87],
} as const;

const linkColors: Readonly<Record<Link, keyof typeof palette>> = {
	none: "text",
	connecting: "busy",
	connected: "good",
	lost: "bad",
};

export class StatusScreen {
	readonly #poco: PocoPrototype;
	readonly #font: ReturnType<typeof parseBMF>;
	readonly #status: Status;
	readonly #line: number;
	readonly #cards: number;
	/** Index of the first device on the page, and draws since it came. */
	#first = 0;
	#stayed = 0;
	#head = "";
	#foot = "";

	/** @param title its last word stands on the right. */
	constructor(status: Status, title: string) {
		// one line of pixels at a time: the firmware's memory is that of a device
		const poco = new Poco(screen, { pixels: screen.width, displayListLength: 1024 });
		this.#poco = poco;
		this.#font = parseBMF(new Resource("OpenSans-Semibold-16.bf4") as unknown as ArrayBuffer);
		this.#status = status;
		this.#line = this.#font.height;
		const room = poco.height - this.top - this.#line - 2 * padding;
		this.#cards = Math.max(1, Math.floor((room + gap) / (this.cardHeight + gap)));
		this.area(0, poco.height, () => {
			const space = title.lastIndexOf(" ");
			this.left(title.slice(0, space), margin, padding, "title");
			this.right(title.slice(space + 1), padding, "text");
		});
	}

	draw(): void {
		this.drawHead();
		this.turnPage();
		const { names, changed } = this.#status;
		for (let place = 0; place < this.#cards; place++) {
			const index = this.#first + place;
			if (index >= names.length || changed[index] === 0) continue;
			changed[index] = 0;
			this.drawCard(index, this.top + place * (this.cardHeight + gap));
		}
		const { adverts, published } = this.#status;
		this.drawFoot(`${adverts} adverts`, `${published} messages`);
	}

	/** The last that is seen before deep sleep. @param duration milliseconds. */
	drawAsleep(duration: number): void {
		const end = new Date(Date.now() + duration);
		const two = (number: number) => `${number < 10 ? "0" : ""}${number}`;
		this.drawFoot("asleep", `until ${two(end.getHours())}:${two(end.getMinutes())}:${two(end.getSeconds())}`);
	}

	/** Where the cards begin. */
	private get top(): number {
		return 2 * this.#line + 3 * padding;
	}

	private get cardHeight(): number {
		return 2 * this.#line + padding / 2;
	}

	private drawHead(): void {
		const { link, broker } = this.#status;
		const text = `${link} ${broker}`;
		if (text === this.#head) return;
		this.#head = text;
		const y = this.#line + padding;
		this.area(y, this.#line, () => {
			this.drawDot(margin, y + this.#line / 2 - 4, linkColors[link]);
			this.left(broker, margin + dot + 2 * padding, y, link === "lost" ? "bad" : "text");
		});
	}

	private drawFoot(left: string, right: string): void {
		const text = `${left} ${right} ${this.#first}`;
		if (text === this.#foot) return;
		this.#foot = text;
		const y = this.#poco.height - this.#line - padding;
		this.area(y, this.#line, () => {
			this.left(left, margin, y, "text");
			this.right(right, y, "text");
		});
	}

	/** The next page when it is its turn. */
	private turnPage(): void {
		const { names, changed } = this.#status;
		if (names.length <= this.#cards || ++this.#stayed < pageStays) return;
		this.#stayed = 0;
		this.#first += this.#cards;
		if (this.#first >= names.length) this.#first = 0;
		changed.fill(1, this.#first, this.#first + this.#cards);
		const free = this.#first + this.#cards - names.length;
		if (free <= 0) return;
		const y = this.top + (this.#cards - free) * (this.cardHeight + gap);
		this.area(y, free * (this.cardHeight + gap), () => {});
	}

	private drawCard(index: number, y: number): void {
		const { names, states, values } = this.#status;
		const state = states[index]!;
		const lost = state === "offline";
		const poco = this.#poco;
		const height = this.cardHeight;
		this.area(y, height, () => {
			poco.fillRectangle(this.color("card"), margin, y, poco.width - 2 * margin, height);
			poco.fillRectangle(this.color(lost ? "bad" : "good"), margin, y, accent, height);
			const x = margin + accent + 2 * padding;
			const room = this.right(state, y + 1, lost ? "bad" : "title", padding);
			this.left(names[index]!, x, y + 1, "text", room);
			this.left(values[index]!, x, y + 1 + this.#line, lost ? "text" : "value");
		});
	}

	/** Round enough. */
	private drawDot(x: number, y: number, color: keyof typeof palette): void {
		const poco = this.#poco;
		const shade = this.color(color);
		poco.fillRectangle(shade, x + 3, y, dot - 6, dot);
		poco.fillRectangle(shade, x + 1, y + 1, dot - 2, dot - 2);
		poco.fillRectangle(shade, x, y + 3, dot, dot - 6);
	}

	/** Draws a strip of the screen, over a clean ground. */
	private area(y: number, height: number, work: () => void): void {
		const poco = this.#poco;
		poco.begin(0, y, poco.width, height);
		poco.fillRectangle(this.color("back"), 0, y, poco.width, height);
		work();
		poco.end();
	}

	/** @param end where it must end, in pixels; without it, at the margin. */
	private left(
		text: string,
		x: number,
		y: number,
		color: keyof typeof palette,
		end = this.#poco.width - margin,
	): void {
		this.#poco.drawText(drawable(text), this.#font, this.color(color), x, y, end - x);
	}

	/** @returns where the room to its left ends. */
	private right(text: string, y: number, color: keyof typeof palette, inset = 0): number {
		const poco = this.#poco;
		const end = poco.width - margin - inset;
		const x = end - poco.getTextWidth(drawable(text), this.#font);
		poco.drawText(drawable(text), this.#font, this.color(color), x, y);
		return x - 2 * padding;
	}

	private color(name: keyof typeof palette): number {
		const [red, green, blue] = palette[name];
		return this.#poco.makeColor(red, green, blue);
	}
}

/** The SDK's font has ASCII only; a `_` of a topic was a space or something stranger. */
function drawable(text: string): string {
	let result = "";
	for (const character of text) {
		if (character === "_") result += " ";
		else result += character >= " " && character <= "~" ? character : "?";
	}
	return result;
}
