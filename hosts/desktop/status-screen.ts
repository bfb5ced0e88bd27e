/** The simulator's window: who is heard, what the broker does, and counters; drawn anew where it changed. */

import Resource from "Resource";
import Poco, { type PocoPrototype } from "commodetto/Poco";
import parseBMF from "commodetto/parseBMF";
import type { Status } from "desktop/status";

const margin = 8;

export class StatusScreen {
	readonly #poco: PocoPrototype;
	readonly #font: ReturnType<typeof parseBMF>;
	readonly #status: Status;
	/** What stands in each line now. */
	readonly #lines: string[] = [];
	readonly #colors: {
		readonly back: number;
		readonly title: number;
		readonly text: number;
		readonly value: number;
	};

	constructor(status: Status, title: string) {
		// one line of pixels at a time: the firmware's memory is that of a device
		const poco = new Poco(screen, { pixels: screen.width, displayListLength: 1024 });
		this.#poco = poco;
		this.#font = parseBMF(new Resource("OpenSans-Semibold-16.bf4") as unknown as ArrayBuffer);
		this.#status = status;
		this.#colors = {
			back: poco.makeColor(16, 24, 32),
			title: poco.makeColor(255, 196, 0),
			text: poco.makeColor(176, 190, 197),
			value: poco.makeColor(255, 255, 255),
		};
		poco.begin();
		poco.fillRectangle(this.#colors.back, 0, 0, poco.width, poco.height);
		poco.end();
		this.#line(0, title, this.#colors.title);
	}

	draw(): void {
		const { broker, adverts, published, devices } = this.#status;
		const { text, value } = this.#colors;
		this.#line(1, broker, text);
		this.#line(2, `${adverts} adverts, ${published} published`, text);
		let line = 3;
		for (const [name, values] of devices) {
			this.#line(line++, name, text);
			this.#line(line++, values, value);
		}
	}

	#line(number: number, text: string, color: number): void {
		if (this.#lines[number] === text) return;
		this.#lines[number] = text;
		const poco = this.#poco;
		const height = this.#font.height;
		const y = margin + number * height;
		if (y + height > poco.height) return;
		poco.begin(0, y, poco.width, height);
		poco.fillRectangle(this.#colors.back, 0, y, poco.width, height);
		poco.drawText(text, this.#font, color, margin, y, poco.width - 2 * margin);
		poco.end();
	}
}
