/**
 * VREG messages: CBOR items in a row, an opcode and its arguments. A register's value is a byte string, little-endian;
 * an instance is one of the devices behind the connection: 0 the Bluetooth interface, 3 the product on most.
 *
 * | opcode | request                                           | opcode | answer                               |
 * |--------|---------------------------------------------------|--------|--------------------------------------|
 * | 1      | get devices                                       | 2      | array of instance, parent, …         |
 * | 3, 4   | subscribe, unsubscribe: instance                  | 7      | response: instance, opcode, code     |
 * | 5      | get values: instance, array of registers          | 8      | value: instance, register, bytes     |
 * | 6      | set values: instance, array of register, bytes, … | 9      | refusal: instance, register, code    |
 *
 * 10 to 16 are the same for paths; no device is known that takes them. A value also comes unasked, from an instance that
 * is subscribed to.
 */

import { type CborReader, majorTypes, pushByteString, pushHead } from "./cbor";

export const opcodes = {
	getDevices: 1,
	devices: 2,
	subscribe: 3,
	getValues: 5,
	setValues: 6,
	response: 7,
	value: 8,
	refusal: 9,
} as const;

/** Milliseconds until the device ends the connection; set again and again. */
export const keepAliveRegister = 0x0093;
/** 10 s, as VictronConnect sets it. */
const keepAliveValue = [0x10, 0x27];

/** Devices that a list may have; three are known. */
const mostDevices = 16;

export interface VregInstance {
	readonly instance: number;
	readonly parent: number;
}

export interface VregMessages {
	onDevices(devices: readonly VregInstance[]): void;
	/** @param code 0: done; 2: rejected. */
	onResponse(instance: number, opcode: number, code: number): void;
	/** @param value valid only during the call. */
	onValue(instance: number, register: number, value: Uint8Array): void;
	/** @param code 1: no such register; 2: not supported, or a wrong value. */
	onRefusal(instance: number, register: number, code: number): void;
}

/**
 * Hands over the message at the reader's place, which is behind it then.
 * @returns why it could not; `unknown_opcode`: nobody knows where the next message begins.
 */
export function readMessage(
	reader: CborReader,
	messages: VregMessages,
): "incomplete" | "malformed" | "unknown_opcode" | undefined {
	const opcode = reader.unsigned();
	if (reader.trouble) return reader.trouble;
	if (opcode === opcodes.devices) {
		const numbers = reader.numbers(2 * mostDevices);
		if (reader.trouble) return reader.trouble;
		if (numbers.length & 1) return "malformed";
		const devices: VregInstance[] = [];
		for (let i = 0; i < numbers.length; i += 2)
			devices.push({ instance: numbers[i]!, parent: numbers[i + 1]! });
		messages.onDevices(devices);
		return undefined;
	}
	if (opcode !== opcodes.response && opcode !== opcodes.value && opcode !== opcodes.refusal)
		return "unknown_opcode";
	const instance = reader.unsigned();
	const subject = reader.unsigned();
	if (opcode === opcodes.value) {
		const value = reader.byteString();
		if (reader.trouble) return reader.trouble;
		messages.onValue(instance, subject, value);
	} else {
		const code = reader.integer();
		if (reader.trouble) return reader.trouble;
		if (opcode === opcodes.response) messages.onResponse(instance, subject, code);
		else messages.onRefusal(instance, subject, code);
	}
	return undefined;
}

export function pushGetDevices(message: number[]): void {
	message.push(opcodes.getDevices);
}

export function pushSubscribe(message: number[], instance: number): void {
	message.push(opcodes.subscribe);
	pushHead(message, majorTypes.unsigned, instance);
}

/** One register each, as VictronConnect asks: `longestGet` bytes at most for an instance below 256. */
export function pushGet(message: number[], instance: number, register: number): void {
	message.push(opcodes.getValues);
	pushHead(message, majorTypes.unsigned, instance);
	pushHead(message, majorTypes.array, 1);
	pushHead(message, majorTypes.unsigned, register);
}

export function pushSet(message: number[], instance: number, register: number, value: Uint8Array): void {
	message.push(opcodes.setValues);
	pushHead(message, majorTypes.unsigned, instance);
	pushHead(message, majorTypes.array, 2);
	pushHead(message, majorTypes.unsigned, register);
	pushByteString(message, value);
}

export function pushKeepAlive(message: number[]): void {
	pushSet(message, 0, keepAliveRegister, Uint8Array.from(keepAliveValue));
}
