/**
 * One connection to a device for one job. A register is asked for at the instances that the device lists until one has
 * it: the product first, the Bluetooth interface last; the interface's own registers the other way round.
 */

import type { Timers } from "../../hosts/ports";
import { isOfInterface } from "../victron/vreg/interface";
import type { VregInstance } from "../victron/vreg/messages";
import type { GattPort } from "../victron/vreg/port";
import { VregSession } from "../victron/vreg/session";
import type { VregFailure, VregSessionEvents } from "../victron/vreg/session-events";
import type { RegisterAddress, RegisterAnswer } from "../victron/vreg/work";
import type { JobFailure, RegisterJob } from "./job";

/** Where a device has its product's registers. */
const product = 3;
/** Instances that are asked beside the interface. */
const mostInstances = 3;

export class Visit implements VregSessionEvents {
	private readonly job: RegisterJob;
	private readonly session: VregSession;
	private readonly owner: { ended(failure: JobFailure | undefined): void };
	private instances: readonly number[] = [];
	/** Registers of this round, and those that the next one asks another instance for. */
	private left: number[];
	private unknown: number[] = [];
	private round = 0;

	/** @param owner hears the end once, unless it closes the visit. */
	constructor(
		ports: { readonly gatt: GattPort; readonly timers: Timers },
		job: RegisterJob,
		owner: { ended(failure: JobFailure | undefined): void },
	) {
		this.job = job;
		this.owner = owner;
		this.left = [...job.registers];
		this.session = new VregSession(ports, this);
	}

	/** @throws what the port throws. */
	open(): void {
		const { address, passkey } = this.job;
		this.session.open({ address, passkey });
	}

	close(): void {
		this.session.close();
	}

	onReady(instances: readonly VregInstance[]): void {
		const others: number[] = [];
		for (const { instance } of instances)
			if (instance === product) others.unshift(instance);
			else if (instance !== 0) others.push(instance);
		this.instances = [...others.slice(0, mostInstances), 0];
		this.ask();
	}

	onValue(): void {}

	onDropped(): void {}

	onEnded(failure: VregFailure): void {
		this.owner.ended(failure);
	}

	private ask(): void {
		const { value } = this.job;
		const addresses = this.left.map((register) => this.place(register));
		this.left = [];
		const begun =
			value === undefined
				? this.session.get(
						addresses,
						(address, answer) => this.answered(address, answer),
						() => this.roundDone(),
					)
				: this.session.set(addresses[0]!, value, (answer) => {
						this.answered(addresses[0]!, answer);
						this.roundDone();
					});
		if (!begun) this.owner.ended({ reason: "failed" });
	}

	private place(register: number): RegisterAddress {
		const instances = this.instances;
		const place = isOfInterface(register) ? instances.length - 1 - this.round : this.round;
		return { instance: instances[place]!, register };
	}

	private answered({ register }: RegisterAddress, answer: RegisterAnswer): void {
		const last = this.round + 1 === this.instances.length;
		if (answer.status === "unknown_register" && !last) this.unknown.push(register);
		else this.job.onAnswer(register, answer);
	}

	private roundDone(): void {
		this.left = this.unknown;
		this.unknown = [];
		this.round++;
		if (this.left.length === 0) {
			this.round = 0;
			this.left = [...(this.job.more?.() ?? [])];
		}
		if (this.left.length > 0) this.ask();
		else this.owner.ended(undefined);
	}
}
