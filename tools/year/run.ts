/** One simulated year: site, troubles, broker and bridge on one clock, and what is counted. */

import { scanCurrent } from "../../modules/power/energy-model";
import { parseSettings } from "../../modules/settings/parse";
import { mulberry32, subSeed } from "../simulate/random";
import { Voice } from "./air";
import { listen } from "./air-time";
import { Broker } from "./broker";
import { Calendar } from "./calendar";
import type { YearSite } from "./description";
import { type Account, Ledger } from "./ledger";
import { Machine, type Phase } from "./machine";
import { type Night, Nights } from "./nights";
import { Parcels } from "./parcels";
import { Plant } from "./plant";
import type { Program } from "./program";
import { makeSchedule, type Schedule, type Span } from "./schedule";
import { DayRecorder, type DaySeries } from "./series";
import { type Silence, Silences } from "./silences";
import { Timeline } from "./timeline";
import { arrange } from "./troubles";
import { AccessPoint } from "./wifi";
import { type YieldReport, Yields } from "./yields";

export interface YearOptions {
	readonly program: Program;
	readonly site: YearSite;
	readonly seed: number;
	/** Local days since 1970, and how many. */
	readonly firstDay: number;
	readonly days: number;
	/** Milliseconds between two adverts of a device while the bridge is awake. */
	readonly interval: number;
	/** Local days whose pictures are wanted. */
	readonly pictured: readonly number[];
	readonly onDay?: (day: number) => void;
	readonly onLog?: (line: string, now: number) => void;
}

export interface YearResult {
	readonly months: readonly Account[];
	readonly ledger: Ledger;
	/** `sleep.mode` as the firmware has it. */
	readonly mode: string;
	readonly nights: readonly Night[];
	readonly silences: readonly Silence[];
	readonly yields: readonly YieldReport[];
	/** Devices of which not one reading came. */
	readonly unpublished: readonly string[];
	readonly series: readonly DaySeries[];
	readonly schedule: Schedule;
	/** Exceptions that left the firmware, the first few. */
	readonly faults: readonly string[];
	readonly faultCount: number;
	/** Last wills that the broker sent. */
	readonly wills: number;
	/** Readings that wait at the end. */
	readonly waiting: number;
}

const mostFaults = 5;
const dayLength = 86_400_000;

export function runYear(options: YearOptions): YearResult {
	const { site, seed, firstDay, days } = options;
	const calendar = new Calendar(site.zone);
	const start = calendar.dayStart(firstDay);
	const end = calendar.dayStart(firstDay + days);
	const timeline = new Timeline(start);
	const now = () => timeline.now;
	const plant = new Plant(site, seed, calendar, start);
	const voices = plant.devices.map((device, index) => new Voice(device, site.devices[index]!.name, seed));
	const settings = {
		...site.settings,
		mqtt: { host: "broker", ...(site.settings.mqtt as object | undefined) },
		wifi: { ssid: "year", ...(site.settings.wifi as object | undefined) },
		devices: voices.map(({ address, key, name }) => ({ address, key, name })),
	};
	const parsed = parseSettings(settings).settings;
	const ledger = new Ledger(
		calendar,
		firstDay,
		days,
		scanCurrent(parsed["scan.window"], parsed["scan.interval"]),
	);
	const account = () => ledger.at(timeline.now);
	const spent = () => ledger.spent(timeline.now);
	const nights = new Nights();
	const parcels = new Parcels(account);
	const silences = new Silences(voices.length, (gap, unexcused) => {
		const month = account();
		month.silence = Math.max(month.silence, gap);
		month.unexcusedSilence = Math.max(month.unexcusedSilence, unexcused);
	});
	const yields = new Map(
		voices.flatMap((voice, index) =>
			site.devices[index]!.kind === "solar_charger" ? [[voice.name, new Yields(voice.name)]] : [],
		),
	);
	const recorders = options.pictured.map(
		(day) => new DayRecorder(day, calendar.dayStart(day), calendar.dayStart(day + 1)),
	);
	const dayNow = () => calendar.day(timeline.now) - firstDay;

	const base = parsed["mqtt.base"];
	const published = new Set<number>();
	const receive = (topic: string, payload: string): void => {
		account().messages++;
		if (topic.startsWith(`${base}/`)) arrived(topic.slice(base.length + 1).split("/"), topic, payload);
		else if (topic.endsWith("/config")) expiry(payload, silences);
	};
	const arrived = ([, name, what]: string[], topic: string, payload: string): void => {
		const device = voices.findIndex((voice) => voice.name.replaceAll(" ", "_") === name);
		if (device < 0) return;
		if (what === undefined) {
			published.add(device);
			silences.arrived(topic, device, timeline.now);
		} else if (what === "statistics") yields.get(voices[device]!.name)?.published(payload, dayNow());
	};

	const broker = new Broker(timeline, receive);
	const accessPoint = new AccessPoint();
	const faults: string[] = [];
	let faultCount = 0;
	const airRandom = mulberry32(subSeed(seed, "air"));
	const enter = (phase: Phase): void => {
		ledger.enter(phase, timeline.now);
		for (const recorder of recorders) recorder.phase(phase, timeline.now);
		if (phase === "asleep") nights.asleep(timeline.now, spent);
	};
	const chargerNames = voices.filter(({ name }) => yields.has(name)).map(({ name }) => name);
	const machine = new Machine({
		program: options.program,
		timeline,
		broker,
		accessPoint,
		random: mulberry32(subSeed(seed, "wifi retry")),
		settings,
		probe: parcels,
		listen: (lifetime, onAdvert) =>
			listen(
				{
					voices,
					plant,
					random: airRandom,
					now,
					duty: parsed["scan.window"] / parsed["scan.interval"],
					interval: options.interval,
					onHeard(device) {
						const charger = chargerNames.indexOf(voices[device]!.name);
						if (charger < 0 || !machine.scanning) return;
						yields.get(chargerNames[charger]!)!.heard(plant.chargers[charger]!.shownYield, dayNow());
					},
				},
				lifetime,
				onAdvert,
			),
		onPhase: enter,
		onStarted: () => parcels.started(),
		onEnd: (reason) => parcels.ended(reason),
		onFault(message) {
			if (faultCount++ < mostFaults) faults.push(`${new Date(timeline.now).toISOString()} ${message}`);
		},
		onLog: (line) => options.onLog?.(line, timeline.now),
	});

	const silent = voices.map(() => false);
	plant.onStep = () => {
		const day = calendar.day(plant.now) - firstDay;
		for (const [index, name] of chargerNames.entries())
			yields.get(name)!.shows(plant.chargers[index]!.shownYield, day);
		nights.light(plant.power > 0, timeline.now, spent);
		for (const recorder of recorders) recorder.sample(plant.now, plant.power, plant.battery.voltage);
		for (const [index, voice] of voices.entries()) {
			if (voice.silent === silent[index]) continue;
			silent[index] = voice.silent;
			silences.excuse(index, voice.silent ? "begins" : "ends", timeline.now);
		}
	};

	const schedule = makeSchedule(site, seed, calendar, firstDay, days);
	arrange(schedule, { timeline, accessPoint, broker, machine, plant, voices, nights, silences });

	let written = { writes: 0, bytes: 0, connections: 0 };
	machine.powerOn();
	for (let day = 0; day < days; day++) {
		// the sun goes on while the bridge sleeps, so that nights and silences have their times
		const midnight = calendar.dayStart(firstDay + day + 1);
		for (let next = timeline.now; next < midnight; ) {
			next = Math.min(midnight, next + 60_000);
			timeline.run(next);
			plant.advanceTo(next);
		}
		const month = ledger.at(midnight - 1);
		const { writes, bytes } = machine.store;
		month.storeWrites += writes - written.writes;
		month.storeBytes += bytes - written.bytes;
		month.connections += broker.connections - written.connections;
		written = { writes, bytes, connections: broker.connections };
		options.onDay?.(day);
	}
	ledger.spent(end);
	for (const recorder of recorders)
		recorder.phase("unpowered", Math.min(end, recorder.series.to + dayLength));
	return {
		months: ledger.accounts,
		ledger,
		mode: parsed["sleep.mode"],
		nights: nights.nights,
		silences: silences.finish(end),
		unpublished: voices.filter((_, device) => !published.has(device)).map(({ name }) => name),
		yields: [...yields].map(([name, entry]) => {
			const device = voices.findIndex((voice) => voice.name === name);
			const away = [...schedule.power, ...schedule.vanished.filter((span) => span.device === device)];
			return entry.report(
				days - 1,
				daysOf(away, (utc) => calendar.day(utc) - firstDay),
			);
		}),
		series: recorders.map(({ series }) => series),
		schedule,
		faults,
		faultCount,
		wills: broker.wills,
		waiting: parcels.waiting,
	};
}

function daysOf(spans: readonly Span[], dayOf: (utc: number) => number): Set<number> {
	const found = new Set<number>();
	for (const { from, to } of spans) for (let day = dayOf(from); day <= dayOf(to); day++) found.add(day);
	return found;
}

/** `expire_after` of a discovery payload, by the state topic of its device. */
function expiry(payload: string, silences: Silences): void {
	const config = JSON.parse(payload) as {
		state_topic?: string;
		cmps?: Record<string, { expire_after?: number }>;
	};
	const seconds = Object.values(config.cmps ?? {}).map(({ expire_after }) => expire_after ?? Infinity);
	if (config.state_topic !== undefined && seconds.length > 0)
		silences.expireAfter(config.state_topic, Math.min(...seconds));
}
