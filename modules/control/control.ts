/** Answers every request, whatever door it comes in by; who may ask for what is in `rights.ts`. */

import type { Clock, LongText, Network, System, Timers } from "../../hosts/ports";
import type { RegisterJobs } from "../registers/job";
import { RegisterDesk } from "../registers/register-desk";
import type { SettingsStoreOptions } from "../settings/store";
import type { Counters } from "../telemetry/counters";
import type { Device } from "../telemetry/device";
import type { RegisterSink } from "../telemetry/register-sink";
import type { Door, What } from "./api";
import type { Desk, Reply } from "./desk";
import { type Parameters, refusal } from "./rights";
import { SettingsDesk } from "./settings-desk";

export interface ControlOptions extends SettingsStoreOptions {
	/** `site.id`. */
	readonly id: string;
	/** Of the firmware. */
	readonly version: string;
	/** `mqtt.control`. */
	readonly mqttControl: boolean;
	readonly system: Pick<System, "resetReason" | "memory">;
	readonly network: Pick<Network, "rssi">;
	readonly clock: Clock;
	readonly timers: Timers;
	readonly counters: Counters;
	readonly devices: readonly Device[];
	readonly broker: {
		readonly online: boolean;
		/** Why not, in words; undefined while it is, and before the first attempt. */
		readonly problem: string | undefined;
		/** The name of a device in topics. */
		topicName(index: number): string;
		/** Statistics are other than they were. */
		refreshStatistics(): void;
	};
	/** Members of the answer to `devices`. */
	readonly reports: { members(): LongText };
	/** Listens for so many seconds. */
	readonly discovery: { scan(duration: number, done: (reply: Reply) => void): void };
	/** Begins a device's statistics anew, by its index. */
	readonly keeper: { reset(index: number): void };
	/** Ends in order and starts anew; the reset forgets all that is kept. */
	readonly ending: { restart(reason: string): void; factoryReset(): void };
	/** Where there is none, an update is refused. */
	readonly updater?: { fromUrl(url: string, done: (reply: Reply) => void): void };
	/** Connections to devices, and who takes what they tell; undefined where there are none. */
	readonly registers?: RegisterPorts | undefined;
}

export interface RegisterPorts {
	/** `connected`: nothing is heard. */
	readonly jobs: RegisterJobs & { readonly connected: boolean };
	readonly sink: RegisterSink;
}

/** Milliseconds: the answer goes out before a restart begins. */
const answerTime = 500;
/** Seconds. */
const scanTime = { usual: 10, longest: 60 };
/** Milliseconds until a scan tries again to begin. */
const scanDelay = 1000;
const noConnections = { error: "this bridge makes no connections to devices" };
const noDevice = { error: "there is no such device; accepted: the name, topic name or address of a device" };

export class Control implements Desk {
	private readonly options: ControlOptions;
	private readonly settings: SettingsDesk;
	private readonly startedAt: number;
	private ending = false;

	constructor(options: ControlOptions) {
		this.options = options;
		this.settings = new SettingsDesk(options);
		this.startedAt = options.clock.monotonic();
	}

	/** Something was changed since the start that holds after a restart. */
	get restartNeeded(): boolean {
		return this.settings.restartNeeded;
	}

	request(door: Door, what: string, parameters: unknown, done: (reply: Reply) => void): void {
		let reply: Reply | undefined;
		try {
			const error = refusal(door, what, parameters, this.options.mqttControl);
			reply = error === undefined ? this.answer(what as What, parameters as Parameters, done) : { error };
		} catch (error) {
			reply = { error: `this failed inside: ${error}` };
		}
		if (reply !== undefined) done(reply);
	}

	/** Undefined when `done` is called later. */
	private answer(what: What, parameters: Parameters, done: (reply: Reply) => void): Reply | undefined {
		const settings = this.settings;
		switch (what) {
			case "restart":
				return this.end(() => this.options.ending.restart("request"));
			case "settings/get":
				return settings.get(parameters);
			case "settings/set":
				return settings.set(parameters);
			case "devices/add":
				return settings.add(parameters);
			case "devices/remove":
				return settings.remove(parameters);
			case "devices":
				return { members: this.options.reports.members() };
			case "scan":
				return this.scan(parameters, done);
			case "registers":
			case "registers/set":
			case "keys/fetch":
				return this.registers(what, parameters, done);
			case "status":
				return this.status();
			case "statistics/reset":
				return this.resetStatistics(parameters.device);
			case "factory-reset":
				if (parameters.confirm !== true)
					return { error: "everything would be forgotten; accepted: confirm true" };
				return this.end(() => this.options.ending.factoryReset());
			case "update":
				return this.update(parameters.url, done);
		}
	}

	private end(work: () => void): Reply {
		if (this.ending) return { error: "it restarts already" };
		this.ending = true;
		this.options.timers.set(work, answerTime);
		return {};
	}

	private scan({ duration = scanTime.usual }: Parameters, done: (reply: Reply) => void): Reply | undefined {
		if (!(typeof duration === "number" && duration >= 1 && duration <= scanTime.longest))
			return { error: `duration is not a number of seconds; accepted: 1 to ${scanTime.longest}` };
		this.beginScan(duration, done);
		return undefined;
	}

	private registers(
		what: "registers" | "registers/set" | "keys/fetch",
		parameters: Parameters,
		done: (reply: Reply) => void,
	): Reply | undefined {
		const { registers } = this.options;
		if (registers === undefined) return noConnections;
		const desk = new RegisterDesk({ ...registers, settings: this.settings });
		if (what === "keys/fetch") return desk.fetchKey(parameters, done);
		const device = this.device(parameters.device);
		if (device === undefined) return noDevice;
		return what === "registers" ? desk.read(device, parameters, done) : desk.set(device, parameters, done);
	}

	/** Waits for the end of a connection, which is near. */
	private beginScan(duration: number, done: (reply: Reply) => void): void {
		const { discovery, registers, timers } = this.options;
		if (registers?.jobs.connected) timers.set(() => this.beginScan(duration, done), scanDelay);
		else discovery.scan(duration, done);
	}

	private status(): Reply {
		const { broker, clock, counters, id, network, system, version } = this.options;
		const utc = clock.utc();
		const text = JSON.stringify({
			bridge: id,
			version,
			uptime: Math.floor((clock.monotonic() - this.startedAt) / 1000),
			reset_reason: system.resetReason,
			broker: broker.online,
			broker_problem: broker.problem,
			wifi_rssi: network.rssi(),
			time: utc === undefined ? undefined : new Date(utc).toISOString(),
			heap: system.memory(),
			counters,
			restart_needed: this.restartNeeded,
		});
		return { members: text.slice(1, -1) };
	}

	private resetStatistics(wanted: unknown): Reply {
		const { broker, devices, keeper } = this.options;
		const wantedOnes = wanted === undefined ? devices : devices.filter((device) => this.fits(device, wanted));
		if (wanted !== undefined && wantedOnes.length === 0) return noDevice;
		for (const { index } of wantedOnes) keeper.reset(index);
		broker.refreshStatistics();
		return {};
	}

	private device(wanted: unknown): Device | undefined {
		return this.options.devices.find((device) => this.fits(device, wanted));
	}

	private fits({ address, index, name }: Device, wanted: unknown): boolean {
		if (wanted === "") return false;
		return wanted === address || wanted === name || wanted === this.options.broker.topicName(index);
	}

	private update(url: unknown, done: (reply: Reply) => void): Reply | undefined {
		const { updater } = this.options;
		if (updater === undefined) return { error: "this device cannot fetch new firmware" };
		if (typeof url !== "string" || !(url.startsWith("http://") || url.startsWith("https://")))
			return {
				error: "url is not an address of firmware; accepted: text that begins with http:// or https://",
			};
		updater.fromUrl(url, done);
		return undefined;
	}
}
