/**
 * HEX frames of VE.Direct: `:`, one digit of command, pairs of digits, a check pair, `\n`. Digits are upper case;
 * command, bytes and check add up to 0x55. A register's frame holds its id (low byte first), flags and value.
 * Source: Victron's VE.Direct HEX documents, proven by captured frames.
 */

import { versionText } from "../registers";

/** Bytes between command and check that a frame here may have; the longest known has 38. */
export const mostFrameBytes = 96;

/** What command, bytes and check add up to. */
export const frameSum = 0x55;

export type Request =
	| { readonly kind: "ping" }
	/** Firmware version. */
	| { readonly kind: "version" }
	| { readonly kind: "product" }
	/** Has no answer. */
	| { readonly kind: "restart" }
	| { readonly kind: "get"; readonly id: number }
	| { readonly kind: "set"; readonly id: number; readonly value: Uint8Array };

/** Why a device did not do it. */
export type Refusal = "unknown_register" | "not_supported" | "bad_parameter" | "unknown_command";

/** What a device says. */
export type Message =
	/** Answers a version or a product request; low byte first. */
	| { readonly kind: "done"; readonly number: number }
	| { readonly kind: "ping"; readonly version: string }
	| { readonly kind: "unknown_command" }
	/** It could not read our frame. */
	| { readonly kind: "bad_frame" }
	/** `async` is sent without being asked, when a value changes. */
	| {
			readonly kind: "get" | "set" | "async";
			readonly id: number;
			readonly refusal?: Refusal;
			readonly value: Uint8Array;
	  };

const requestCommands = { ping: 1, version: 3, product: 4, restart: 6, get: 7, set: 8 } as const;

const registerKinds = { 7: "get", 8: "set", 10: "async" } as const;

const digits = "0123456789ABCDEF";

/** A request as it goes over the line. */
export function requestFrame(request: Request): string {
	const body = new Uint8Array("id" in request ? 3 + ("value" in request ? request.value.length : 0) : 0);
	if ("id" in request) {
		body[0] = request.id;
		body[1] = request.id >> 8;
		if ("value" in request) body.set(request.value, 3);
	}
	return frameText(requestCommands[request.kind], body);
}

/** Any frame. @param command 4 bits. */
export function frameText(command: number, body: Uint8Array): string {
	let sum = command;
	let text = `:${digits.charAt(command)}`;
	for (const byte of body) {
		sum += byte;
		text += pair(byte);
	}
	return `${text}${pair(frameSum - sum)}\n`;
}

/** What a checked frame says, or undefined when it says nothing that is known. The message keeps no part of `body`. */
export function readMessage(command: number, body: Uint8Array): Message | undefined {
	switch (command) {
		case 1:
			return body.length === 2 ? { kind: "done", number: body[0]! | (body[1]! << 8) } : undefined;
		case 3:
			return { kind: "unknown_command" };
		case 4:
			return { kind: "bad_frame" };
		case 5:
			return body.length === 2 ? { kind: "ping", version: pingVersion(body) } : undefined;
		case 0x7:
		case 0x8:
		case 0xa: {
			if (body.length < 3) return undefined;
			const id = body[0]! | (body[1]! << 8);
			const message = { kind: registerKinds[command], id, value: body.slice(3) };
			return body[2] === 0 ? message : { ...message, refusal: refusalOf(body[2]!) };
		}
		default:
			return undefined;
	}
}

/** The top four bits tell application from boot loader. */
function pingVersion(body: Uint8Array): string {
	return versionText((body[0]! | (body[1]! << 8)) & 0x0fff);
}

function refusalOf(flags: number): Refusal {
	if (flags & 1) return "unknown_register";
	return flags & 4 ? "bad_parameter" : "not_supported";
}

function pair(byte: number): string {
	return digits.charAt((byte >> 4) & 15) + digits.charAt(byte & 15);
}
