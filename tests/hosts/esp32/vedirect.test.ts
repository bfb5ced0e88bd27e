/** The VE.Direct cable on the second UART, with a stand-in for the C side. */

import assert from "node:assert/strict";
import { before, beforeEach, describe, it } from "node:test";
import type { Timers, VeDirectCable } from "../../../hosts/ports";
import { FakeTime } from "../../support/fakes";
import { importSdkModule } from "../../support/sdk-module";

interface Uart {
	/** GPIOs that the chip does not give. */
	taken: number[];
	opened: number[][];
	incoming: string[];
	outgoing: string[];
}

const chip = globalThis as unknown as { uart: Uart };

type Make = new (timers: Timers, rx: number, tx: number, log: (line: string) => void) => VeDirectCable;

let UartCable: Make;
let time: FakeTime;
let said: string[];
let heard: string;

before(async () => {
	// what the SDK's engine has beyond the standard
	Object.assign(ArrayBuffer, { fromString: (text: string) => Uint8Array.from(Buffer.from(text)).buffer });
	({ UartCable } = await importSdkModule<{ UartCable: Make }>("hosts/esp32/vedirect.ts", {
		"esp32/serial-port": `
			export class SerialPort {
				static open(port, rx, tx) {
					const { uart } = globalThis;
					uart.opened.push([port, rx, tx]);
					return !uart.taken.includes(rx) && !uart.taken.includes(tx);
				}
				static read(port) {
					const text = globalThis.uart.incoming.shift();
					return text === undefined ? undefined : new TextEncoder().encode(text).buffer;
				}
				static write(port, bytes) {
					globalThis.uart.outgoing.push(port + String.fromCharCode(...new Uint8Array(bytes)));
					return bytes.byteLength;
				}
			}`,
	}));
});

beforeEach(() => {
	chip.uart = { taken: [], opened: [], incoming: [], outgoing: [] };
	time = new FakeTime();
	said = [];
	heard = "";
});

function open(rx: number, tx: number): VeDirectCable {
	const cable = new UartCable(time, rx, tx, (line) => said.push(line));
	cable.open((data) => {
		heard += Buffer.from(data).toString("latin1");
	});
	return cable;
}

describe("the cable on the second UART", () => {
	it("hands on all that came, ten times a second, and sends frames", () => {
		const cable = open(4, 5);
		assert.deepEqual(chip.uart.opened, [[2, 4, 5]]);
		assert.equal(cable.twoWay, true);
		chip.uart.incoming.push("\r\nV\t12530", "\r\nI\t640");
		time.advance(100);
		assert.equal(heard, "\r\nV\t12530\r\nI\t640");
		cable.write(":154\n");
		assert.deepEqual(chip.uart.outgoing, ["2:154\n"]);
		cable.close();
		chip.uart.incoming.push("late");
		time.advance(1000);
		assert.equal(heard, "\r\nV\t12530\r\nI\t640");
		assert.equal(time.pending, 0);
	});

	it("only listens without a GPIO to send", () => {
		assert.equal(open(4, -1).twoWay, false);
	});

	it("says which GPIOs the chip does not give, and is silent then", () => {
		chip.uart.taken = [6];
		const cable = open(4, 6);
		assert.deepEqual(said, ["VE.Direct: GPIO 4 and 6 cannot be used for it on this chip"]);
		chip.uart.incoming.push("x");
		time.advance(1000);
		cable.write(":154\n");
		assert.deepEqual([heard, chip.uart.outgoing, time.pending], ["", [], 0]);
		open(6, -1);
		assert.equal(said[1], "VE.Direct: GPIO 6 cannot be used for it on this chip");
	});
});
