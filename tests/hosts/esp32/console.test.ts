/** The chip's serial lines as one, with stand-ins for the C side. */

import assert from "node:assert/strict";
import { before, beforeEach, describe, it } from "node:test";
import type { LongText, SerialLine, Timers } from "../../../hosts/ports";
import { FakeTime } from "../../support/fakes";
import { importSdkModule } from "../../support/sdk-module";

/** What is at each port: 0 the UART, 1 the USB of the chip. */
interface Wires {
	exists: [boolean, boolean];
	incoming: [string[], string[]];
	outgoing: [string, string];
	/** Bytes that the port takes until somebody reads. */
	room: [number, number];
}

const chip = globalThis as unknown as { wires: Wires };

let ChipLine: new (timers: Timers) => SerialLine;
let time: FakeTime;
let line: SerialLine;
let heard: string;

before(async () => {
	// what the SDK's engine has beyond the standard
	Object.assign(ArrayBuffer, { fromString: (text: string) => Uint8Array.from(Buffer.from(text)).buffer });
	({ ChipLine } = await importSdkModule<{ ChipLine: typeof ChipLine }>("hosts/esp32/console.ts", {
		"esp32/serial-port": `
			export class SerialPort {
				static open(port) { return globalThis.wires.exists[port]; }
				static read(port) {
					const text = globalThis.wires.incoming[port].shift();
					return text === undefined ? undefined : new TextEncoder().encode(text).buffer;
				}
				static write(port, bytes) {
					const { wires } = globalThis;
					if (bytes.byteLength > 64) throw new Error("too much at once");
					if (bytes.byteLength > wires.room[port]) return 0;
					wires.room[port] -= bytes.byteLength;
					wires.outgoing[port] += String.fromCharCode(...new Uint8Array(bytes));
					return bytes.byteLength;
				}
			}`,
		"moddable/line-queue": await queueSource(),
	}));
});

/** The queue is the real one. */
async function queueSource(): Promise<string> {
	const { transform } = await import("esbuild");
	const { readFileSync } = await import("node:fs");
	const source = readFileSync(new URL("../../../hosts/moddable/line-queue.ts", import.meta.url), "utf8");
	return (await transform(source, { loader: "ts" })).code;
}

beforeEach(() => {
	chip.wires = {
		exists: [true, true],
		incoming: [[], []],
		outgoing: ["", ""],
		room: [10_000, 10_000],
	};
	heard = "";
	time = new FakeTime();
	line = new ChipLine(time);
});

function open(): void {
	line.open((data) => {
		heard += Buffer.from(data).toString("latin1");
	});
}

const long: LongText = { count: 300, part: (index) => (index % 3 === 0 ? "" : `${index};`) };
const whole = Array.from({ length: 300 }, (_, index) => long.part(index)).join("");

describe("the chip's serial lines", () => {
	it("answer where the last byte came from", () => {
		open();
		chip.wires.incoming[0].push("status\n");
		time.advance(20);
		line.write("one\r\n");
		time.advance(20);
		chip.wires.incoming[1].push("help\n");
		time.advance(20);
		line.write("two\r\n");
		time.advance(20);
		assert.equal(heard, "\x03status\n\x03help\n");
		assert.deepEqual(chip.wires.outgoing, ["one\r\n", "two\r\n"]);
	});

	it("carry a long text as the line has room, in order and whole", () => {
		open();
		chip.wires.incoming[0].push("x");
		chip.wires.room[0] = 0;
		time.advance(20);
		line.write(long);
		line.write("end\r\n");
		for (let turn = 0; turn < 60; turn++) {
			chip.wires.room[0] = 64;
			time.advance(20);
		}
		assert.equal(chip.wires.outgoing[0], `${whole}end\r\n`);
	});

	it("forget what nobody reads for two seconds, and go on", () => {
		open();
		chip.wires.incoming[1].push("x");
		chip.wires.room[1] = 0;
		time.advance(20);
		for (let n = 0; n < 1000; n++) line.write("lost\r\n");
		time.advance(2100);
		chip.wires.room[1] = 10_000;
		line.write("new\r\n");
		time.advance(20);
		assert.equal(chip.wires.outgoing[1], "new\r\n");
	});

	it("write nothing before somebody has written, and are not asked where there are none", () => {
		open();
		line.write("log\r\n");
		time.advance(100);
		assert.deepEqual(chip.wires.outgoing, ["", ""]);
		chip.wires.exists = [false, false];
		const other = new FakeTime();
		new ChipLine(other).open(() => {});
		assert.equal(other.pending, 0);
	});
});
