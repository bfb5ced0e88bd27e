/**
 * One session with a device: connects, starts as VictronConnect does, keeps the link alive, reads and sets registers.
 * Each step has a time limit that nothing but its own progress extends, so whatever the device does, every call ends.
 *
 * | step        | does                                          | until                                   |
 * |-------------|-----------------------------------------------|-----------------------------------------|
 * | connecting  | connects and pairs                            | the link is encrypted                   |
 * | subscribing | to notifications of all three characteristics | all are confirmed                       |
 * | negotiating | reads what the device takes, says the same    | the first credit                        |
 * | listing     | get devices                                   | the list                                |
 * | starting    | subscribes to instance 0, then to the others  | each has confirmed                      |
 * | ready       | what is asked for, and a keep-alive every 4 s | the end                                 |
 */

import type { Timers } from "../../../hosts/ports";
import { ChunkFlow } from "./flow";
import {
	keepAliveRegister,
	opcodes,
	pushGetDevices,
	pushKeepAlive,
	pushSet,
	pushSubscribe,
	type VregInstance,
	type VregMessages,
} from "./messages";
import type { Characteristic, GattConnection, GattEvents, GattFailure, GattPort, GattTarget } from "./port";
import type { VregFailure, VregSessionEvents, VregStep } from "./session-events";
import { VregStream } from "./stream";
import { type OnAnswer, type RegisterAddress, type RegisterAnswer, RegisterWork } from "./work";

/** Milliseconds. Pairing takes long, and has a limit of 30 s in Bluetooth itself. */
const limits = { connecting: 35_000, step: 5_000, keepAlive: 4_000 } as const;
const characteristics: readonly Characteristic[] = ["control", "lastData", "data"];

export class VregSession implements GattEvents, VregMessages {
	private readonly gatt: GattPort;
	private readonly timers: Timers;
	private readonly events: VregSessionEvents;
	private readonly stream = new VregStream(this);
	private connection: GattConnection | undefined;
	private flow: ChunkFlow | undefined;
	private step: VregStep | "closed" = "connecting";
	/** What a step has to send when there is credit. */
	private next: "get_devices" | "subscribe_root" | "subscribe_others" | undefined;
	/** How many of `characteristics`, then of the instances. */
	private confirmed = 0;
	private instances: readonly VregInstance[] = [];
	private work: RegisterWork | undefined;
	private onDone: () => void = () => {};
	private keepAliveDue = false;
	private limit: unknown;
	private creditLimit: unknown;
	private keepAlive: unknown;

	constructor(ports: { readonly gatt: GattPort; readonly timers: Timers }, events: VregSessionEvents) {
		this.gatt = ports.gatt;
		this.timers = ports.timers;
		this.events = events;
	}

	/** Once. */
	open(target: GattTarget): void {
		this.setLimit(limits.connecting);
		this.connection = this.gatt.connect(target, this);
	}

	/**
	 * Reads registers in as few messages as they take.
	 * @param onAnswer once for each, as the answers come.
	 * @param onDone when all are answered.
	 * @returns false: the session is not ready, or at work, or there is nothing to read.
	 */
	get(addresses: readonly RegisterAddress[], onAnswer: OnAnswer, onDone: () => void): boolean {
		return addresses.length > 0 && this.begin(new RegisterWork(addresses, undefined, onAnswer), onDone);
	}

	/**
	 * @param value as the register has it; what may be written is the caller's to know.
	 * @returns false: the session is not ready, or at work, or the value is longer than a message.
	 */
	set(address: RegisterAddress, value: Uint8Array, onAnswer: (answer: RegisterAnswer) => void): boolean {
		const message: number[] = [];
		pushKeepAlive(message);
		pushSet(message, address.instance, address.register, value);
		if (this.flow === undefined || message.length > this.flow.longestMessage) return false;
		let answer: RegisterAnswer = { status: "no_answer" };
		const work = new RegisterWork([address], value.slice(), (_, given) => {
			answer = given;
		});
		return this.begin(work, () => onAnswer(answer));
	}

	close(): void {
		this.step = "closed";
		this.timers.clear(this.limit);
		this.timers.clear(this.creditLimit);
		this.timers.clear(this.keepAlive);
		this.work?.abandon();
		this.work = this.flow = undefined;
		this.connection?.close();
		this.connection = undefined;
	}

	onConnected(longestWrite: number): void {
		if (this.step !== "connecting" || this.connection === undefined) return;
		this.flow = new ChunkFlow(this.connection, longestWrite);
		this.enter("subscribing");
		this.connection.subscribe(characteristics[0]!);
	}

	onSubscribed(): void {
		if (this.step !== "subscribing") return;
		const next = characteristics[++this.confirmed];
		if (next !== undefined) {
			this.setLimit(limits.step);
			this.connection?.subscribe(next);
		} else {
			this.enter("negotiating");
			this.connection?.read("control");
		}
	}

	onRead(_: Characteristic, value: Uint8Array): void {
		if (this.step === "negotiating") this.flow?.negotiate(value);
	}

	onNotified(characteristic: Characteristic, value: Uint8Array): void {
		const flow = this.flow;
		if (flow === undefined) return;
		if (characteristic === "control") {
			const outcome = flow.onControl(value);
			if (typeof outcome === "number") this.end("device_error", outcome);
			else if (outcome === "reset") this.stream.reset();
			else if (outcome === "credit") this.onCredit();
			return;
		}
		flow.onChunk();
		const outcome = this.stream.receive(value, characteristic === "lastData");
		if (outcome !== "ok" && this.step !== "closed") this.events.onDropped(outcome);
	}

	onClosed(reason: GattFailure): void {
		this.connection = undefined;
		this.end(reason);
	}

	onDevices(devices: readonly VregInstance[]): void {
		if (this.step !== "listing") return;
		this.instances = devices;
		this.confirmed = 0;
		this.enter("starting");
		this.send("subscribe_root");
	}

	onResponse(instance: number, opcode: number, code: number): void {
		if (this.step === "starting" && opcode === opcodes.subscribe) this.onSubscription(code);
		else if (code !== 0 && (opcode === opcodes.getValues || opcode === opcodes.setValues))
			this.onProgress(this.work?.refuse(instance, code));
	}

	onValue(instance: number, register: number, value: Uint8Array): void {
		if (this.work?.onValue(instance, register, value)) this.onProgress(true);
		else if (this.step !== "closed" && register !== keepAliveRegister)
			this.events.onValue(instance, register, value);
	}

	onRefusal(instance: number, register: number, code: number): void {
		this.onProgress(this.work?.onRefusal(instance, register, code));
	}

	private enter(step: VregStep): void {
		this.step = step;
		this.setLimit(limits.step);
	}

	private setLimit(delay: number): void {
		this.timers.clear(this.limit);
		this.limit = this.timers.set(() => this.onLimit(), delay);
	}

	private onLimit(): void {
		if (this.step !== "ready") this.end("no_answer");
		else {
			this.work?.giveUp();
			this.onProgress(true);
		}
	}

	private onCredit(): void {
		this.timers.clear(this.creditLimit);
		if (this.step === "negotiating") {
			this.enter("listing");
			this.send("get_devices");
		} else this.pump();
	}

	private onSubscription(code: number): void {
		if (code !== 0) {
			this.end("device_error", code);
			return;
		}
		this.confirmed++;
		this.setLimit(limits.step);
		const others = this.instances.filter(({ instance }) => instance !== 0).length;
		if (this.confirmed > others) this.ready();
		else if (this.confirmed === 1) this.send("subscribe_others");
	}

	private ready(): void {
		this.timers.clear(this.limit);
		this.step = "ready";
		this.keepAliveDue = this.instances.length < 2;
		this.keepAlive = this.timers.repeat(() => {
			this.keepAliveDue = true;
			this.pump();
		}, limits.keepAlive);
		this.pump();
		this.events.onReady(this.instances);
	}

	private send(next: "get_devices" | "subscribe_root" | "subscribe_others"): void {
		this.next = next;
		this.pump();
	}

	/** Sends a message if there is one and the device takes it. */
	private pump(): void {
		const flow = this.flow;
		if (!flow?.credit) return;
		const message: number[] = [];
		if (this.next === "get_devices") pushGetDevices(message);
		else if (this.next === "subscribe_root") pushSubscribe(message, 0);
		else if (this.next === "subscribe_others") {
			pushKeepAlive(message);
			for (const { instance } of this.instances) if (instance !== 0) pushSubscribe(message, instance);
		}
		this.next = undefined;
		if (this.keepAliveDue) pushKeepAlive(message);
		this.keepAliveDue = false;
		if (this.work?.ask(message, flow.longestMessage)) this.setLimit(limits.step);
		if (message.length === 0) return;
		this.creditLimit = this.timers.set(() => this.end("no_answer"), limits.step);
		flow.send(message);
	}

	private begin(work: RegisterWork, onDone: () => void): boolean {
		if (this.step !== "ready" || this.work) return false;
		this.work = work;
		this.onDone = onDone;
		this.setLimit(limits.step);
		this.pump();
		return true;
	}

	/** More of the work is answered, unless its answer was to close. */
	private onProgress(progress: boolean | undefined): void {
		if (!progress || this.work === undefined) return;
		this.setLimit(limits.step);
		if (!this.work.done) return;
		this.timers.clear(this.limit);
		this.work = undefined;
		this.onDone();
	}

	private end(reason: VregFailure["reason"], code?: number): void {
		const step = this.step;
		if (step === "closed") return;
		this.close();
		this.events.onEnded(code === undefined ? { reason, step } : { reason, step, code });
	}
}
