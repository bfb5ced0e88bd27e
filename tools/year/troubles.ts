/** Lets the scheduled troubles happen to the site. */

import type { Voice } from "./air";
import type { Broker } from "./broker";
import type { Machine } from "./machine";
import type { Nights } from "./nights";
import type { Plant } from "./plant";
import type { Schedule, Span } from "./schedule";
import type { Silences } from "./silences";
import type { Timeline } from "./timeline";
import type { AccessPoint } from "./wifi";

/** What they happen to. */
export interface Afflicted {
	readonly timeline: Timeline;
	readonly accessPoint: AccessPoint;
	readonly broker: Broker;
	readonly machine: Machine;
	readonly plant: Plant;
	readonly voices: readonly Voice[];
	/** They know when nobody can help it. */
	readonly nights: Nights;
	readonly silences: Silences;
}

/** Before time goes on from the start. */
export function arrange(schedule: Schedule, afflicted: Afflicted): void {
	const { timeline, accessPoint, broker, machine, plant, voices, nights, silences } = afflicted;
	const start = timeline.now;
	const at = (time: number, work: () => void) => timeline.set(work, time - start);
	const outage = (begins: () => void, ends: () => void, span: Span) => {
		at(span.from, () => {
			nights.outage("begins");
			silences.excuse(undefined, "begins", timeline.now);
			begins();
		});
		at(span.to, () => {
			nights.outage("ends");
			silences.excuse(undefined, "ends", timeline.now);
			ends();
		});
	};
	for (const span of schedule.wifi)
		outage(
			() => accessPoint.goDown(),
			() => accessPoint.comeUp(),
			span,
		);
	for (const span of schedule.broker)
		outage(
			() => broker.goDown(span.silent),
			() => broker.comeUp(),
			span,
		);
	for (const span of schedule.power)
		outage(
			() => machine.powerCut(),
			() => machine.powerOn(),
			span,
		);
	for (const { at: noon, charger } of schedule.restarts)
		at(noon, () => {
			plant.advanceTo(timeline.now);
			plant.chargers[charger]!.restart(plant.battery.voltage);
		});
	for (const { from, to, device } of schedule.vanished) {
		at(from, () => {
			voices[device]!.away = true;
		});
		at(to, () => {
			voices[device]!.away = false;
		});
	}
}
