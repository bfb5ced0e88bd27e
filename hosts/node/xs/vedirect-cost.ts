/** What comes over a VE.Direct line in a second at its full rate, and what a block of text costs, for the bench. */

import { CableReceiver } from "telemetry/cable-receiver";
import { Counters } from "telemetry/counters";
import { cableAddress, Device } from "telemetry/device";
import { hexBytes } from "victron/hex";
import { DeviceKey } from "victron/instant-readout";
import { decodeRegister } from "victron/registers";
import { frameText } from "victron/vedirect/frame";
import { VeDirectStream } from "victron/vedirect/stream";

/** 19200 baud of ten bits each. */
const bytesPerSecond = 1920;

const labels = [
	"PID\t0xA042",
	"FW\t123",
	"SER#\tHQ1411MYIKN",
	"V\t12530",
	"I\t640",
	"VPV\t31390",
	"PPV\t8",
	"CS\t3",
	"ERR\t0",
	"LOAD\tON",
	"IL\t0",
	"H19\t8272",
	"H20\t0",
	"H21\t11",
	"H22\t25",
	"H23\t119",
	"HSDS\t274",
];

function block(): string {
	const text = `\r\n${labels.join("\r\n")}\r\nChecksum\t`;
	let sum = 0;
	for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
	return text + String.fromCharCode(-sum & 0xff);
}

/** One text block, as a device sends it in a second, and all the rest of the line full of registers. */
function fullSecond(): Uint8Array {
	const frame = frameText(0xa, hexBytes("bbed00081c")!);
	let text = block();
	while (text.length + frame.length <= bytesPerSecond) text += frame;
	return bytesOf(text);
}

function bytesOf(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
	return bytes;
}

export const lineSecond = fullSecond();

/** What a device sends in a second where nobody asks it. */
export const textBlock = bytesOf(block());

/** From the line to a reading, with all registers told; gives what takes the bytes. */
export function cable(): (bytes: Uint8Array) => void {
	let receive: (bytes: Uint8Array) => void = () => {};
	new CableReceiver({
		cable: {
			twoWay: false,
			open(onData) {
				receive = onData;
			},
			write() {},
			close() {},
		},
		device: new Device(cableAddress(""), "", new DeviceKey(undefined, -1), 0),
		timers: { set: () => 0, repeat: () => 0, clear() {} },
		clock: { monotonic: () => 0 },
		counters: new Counters(),
		registers: { register() {} },
	}).start({ reading() {}, heard() {}, wrongKey() {} });
	return receive;
}

export function vedirectStream(): VeDirectStream {
	return new VeDirectStream({
		onText() {},
		onMessage(message) {
			if (message.kind === "async") decodeRegister(message.id, message.value);
		},
		onFault(fault) {
			throw new Error(fault);
		},
	});
}
