/** A VREG session with a simulated device, in virtual time. */

import assert from "node:assert/strict";
import { hexText } from "../../modules/victron/hex";
import type { VregInstance } from "../../modules/victron/vreg/messages";
import type { GattTarget } from "../../modules/victron/vreg/port";
import { VregSession } from "../../modules/victron/vreg/session";
import type { VregFailure } from "../../modules/victron/vreg/session-events";
import type { RegisterAddress, RegisterAnswer } from "../../modules/victron/vreg/work";
import { GattPeer, type PeerDescription, type PeerEvent } from "../../tools/simulate/gatt-peer";
import { FakeTime } from "./fakes";

/** A session, its device, and all that it tells. */
export class Scene {
	readonly time = new FakeTime();
	readonly peer: GattPeer;
	readonly session: VregSession;
	readonly values: string[] = [];
	readonly dropped: string[] = [];
	readonly answers: string[] = [];
	instances: readonly VregInstance[] | undefined;
	ended: VregFailure | undefined;
	done = false;

	constructor(description: PeerDescription, disturb?: (event: PeerEvent) => readonly PeerEvent[]) {
		const { time } = this;
		this.peer = new GattPeer(description, disturb ? { timers: time, disturb } : { timers: time });
		this.session = new VregSession(
			{ gatt: this.peer, timers: time },
			{
				onReady: (instances) => {
					assert.equal(this.instances, undefined);
					this.instances = instances;
				},
				onValue: (instance, register, value) => this.values.push(rowOf(instance, register, value)),
				onDropped: (why) => this.dropped.push(why),
				onEnded: (failure) => {
					assert.equal(this.ended, undefined, "ended twice");
					this.ended = failure;
				},
			},
		);
	}

	open(target?: Partial<GattTarget>): this {
		const { address, passkey } = this.#description;
		this.session.open({ address, passkey, ...target });
		return this;
	}

	/** Opens, and starts. */
	ready(): this {
		this.open();
		this.time.advance(1_000);
		assert.ok(this.instances, `ended: ${JSON.stringify(this.ended)}`);
		return this;
	}

	get(...registers: readonly number[]): boolean {
		this.done = false;
		const addresses = registers.map((register): RegisterAddress => ({ instance: 3, register }));
		const onAnswer = ({ instance, register }: RegisterAddress, answer: RegisterAnswer) =>
			this.answers.push(
				answer.status === "value"
					? rowOf(instance, register, answer.value)
					: `${instance}/${hexOf(register)} ${textOf(answer)}`,
			);
		return this.session.get(addresses, onAnswer, () => {
			this.done = true;
		});
	}

	/** Hex of all writes since `from`, with a letter for the characteristic. */
	writes(from = 0): string[] {
		const letters = { control: "C", data: "D", lastData: "L" } as const;
		return this.peer.written
			.slice(from)
			.map(({ characteristic, value }) => `${letters[characteristic]} ${hexText(value)}`);
	}

	get #description(): PeerDescription {
		return this.peer.description;
	}
}

const hexOf = (register: number) => register.toString(16).toUpperCase().padStart(4, "0");
const rowOf = (instance: number, register: number, value: Uint8Array) =>
	`${instance}/${hexOf(register)}=${hexText(value)}`;
const textOf = (answer: RegisterAnswer) =>
	answer.status === "refused" ? `refused ${answer.code}` : answer.status;
