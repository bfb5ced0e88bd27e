/** The last steps of a setup: a restart, and the wait for a reading on the broker. */

import type { DeviceReport, Requests } from "../../../modules/control/api";
import { LinkError, printable, SerialLink } from "../serial-link";

/** Milliseconds. */
const pause = 1000;
/** A restart says goodbye to the broker first, and USB comes back anew. */
const restartLimit = 40_000;
/** No more time changes these. */
const hopeless: readonly string[] = ["wrong_key", "implausible", "unsupported"];

export type Say = (line: string) => void;

type Status = Requests["status"]["answer"];

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Restarts a device that needs it, and finds it again: then it needs none any more.
 * @throws LinkError.
 */
export async function restart(link: SerialLink, path: string, say: Say): Promise<SerialLink> {
	say("restarting");
	await link.request("restart", {});
	const began = performance.now();
	let current = link;
	for (;;) {
		await wait(pause);
		try {
			if (!(await current.greet(pause)).restart_needed) return current;
		} catch (error) {
			if (performance.now() - began > restartLimit) throw error;
			await current.close();
			current = await SerialLink.open(path).catch(() => current);
		}
		if (performance.now() - began > restartLimit) throw new LinkError("the device does not restart");
	}
}

/**
 * Waits for a device's reading while the broker is connected, and says what is missing meanwhile.
 * @param limit milliseconds. @throws Error with what is missing in the end.
 */
export async function verify(link: SerialLink, limit: number, say: Say): Promise<void> {
	const until = performance.now() + limit;
	const told = new Set<string>();
	const tell = (sentence: string) => {
		if (!told.has(sentence)) say(sentence);
		told.add(sentence);
	};
	for (;;) {
		const status = await link.request("status", {});
		const { devices } = await link.request("devices", {});
		if (devices.length === 0) {
			if (status.broker) return say("connected to the broker; no device is configured");
		} else {
			const heard = devices.find(({ reading }) => reading !== undefined);
			if (heard && status.broker) return say(`a reading of ${nameOf(heard)} is on the broker`);
			for (const report of devices) if (hopeless.includes(report.state)) tell(sentenceOf(report));
			if (devices.every(({ state }) => hopeless.includes(state))) throw new Error("no device can be read");
		}
		tell(brokerState(status));
		if (performance.now() > until) throw new Error(missing(status, devices));
		await wait(pause);
	}
}

function brokerState({ broker, broker_problem }: Status): string {
	if (broker) return "connected to the broker; waiting for a reading";
	return `waiting for the broker${broker_problem ? `: ${printable(broker_problem)}` : ""}`;
}

function missing(status: Status, devices: readonly DeviceReport[]): string {
	if (!status.broker)
		return `there is no connection to the broker${status.broker_problem ? `: ${printable(status.broker_problem)}` : ""}`;
	return `no reading has come. ${devices.map(sentenceOf).join(" ")}`;
}

function nameOf({ name, address }: DeviceReport): string {
	return printable(name || address);
}

function sentenceOf(report: DeviceReport): string {
	return `${nameOf(report)}: ${printable(report.sentence)}`;
}
