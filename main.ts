/** The composition root: settings in, ports picked, the pipeline wired. No logic. */

import { host } from "host";
import { TimeZone } from "network/time-zone";
import { ElapsedClock } from "power/elapsed-clock";
import { FaultGuard } from "power/fault-guard";
import { RetainedState } from "power/retained-state";
import { longestSilence, SleepPolicy } from "power/sleep-policy";
import { sleepSettings } from "power/sleep-settings";
import { Sleeper } from "power/sleeper";
import { expireAfter } from "publish/home-assistant";
import { Publisher } from "publish/publisher";
import { version } from "publish/version";
import { parseSettings } from "settings/parse";
import { brokerPort } from "settings/schema";
import { Counters } from "telemetry/counters";
import { Device } from "telemetry/device";
import { Receiver } from "telemetry/receiver";
import { Sinks } from "telemetry/sinks";
import { Statistics } from "telemetry/statistics";
import { StatisticsKeeper } from "telemetry/statistics-keeper";
import { Trial } from "update/trial";
import { InstantReadout } from "victron/instant-readout";

/** Sections of the retained memory; each device's statistics are one, in the devices' order. */
const section = { clock: 1, sleep: 2, outlets: 3, backlog: 4, keeper: 5, statistics: 16 } as const;

/** In a function, so that what only the start needs does not stay in memory. */
function start(): void {
	const { settings, problems } = parseSettings(host.settings.read());
	const retained = new RetainedState(
		settings.devices.map(({ address }) => address),
		host.power,
	);
	const clock = new ElapsedClock(host.clock, retained.section(section.clock));
	const counters = new Counters();
	const readout = new InstantReadout(host.ciphers);
	const devices = settings.devices.map(
		({ address, name, key }, index) => new Device(address, name, readout.device(key), index),
	);
	const timeZone = new TimeZone(settings["clock.timezone"]);
	const statistics = new Statistics({ devices: devices.length, timeZone });
	const sleep = sleepSettings(settings);
	const publisher = new Publisher({
		transport: host.mqtt,
		timers: host.timers,
		clock,
		network: host.network,
		system: host.system,
		backlogCapacity: host.backlogCapacity,
		random: Math.random,
		counters,
		devices,
		broker: {
			host: settings["mqtt.host"],
			port: brokerPort(settings),
			tls: settings["mqtt.tls"],
			ca: settings["mqtt.ca"],
			username: settings["mqtt.username"],
			password: settings["mqtt.password"],
		},
		base: settings["mqtt.base"],
		discovery: settings["mqtt.discovery"],
		id: settings["site.id"] || host.system.id,
		min: settings["publish.min"],
		max: settings["publish.max"],
		expireAfter: expireAfter(settings["publish.max"], longestSilence(sleep)),
		version,
		statistics: (index) => statistics.payload(index),
		siteStatistics: () => statistics.networkPayload(),
	});
	const policy = new SleepPolicy({
		settings: sleep,
		devices: devices.length,
		wake: host.system.resetReason === "deep_sleep" ? "deep_sleep" : "other",
		now: clock.monotonic(),
		retained: retained.section(section.sleep)?.buffer,
		localMinute: (utc) => timeZone.minute(utc),
	});
	const keeper = new StatisticsKeeper({
		statistics,
		devices,
		store: host.store,
		timers: host.timers,
		clock,
		day: (utc) => timeZone.day(utc),
		log: (line) => publisher.log("warning", line),
	});
	publisher.restore(retained.section(section.outlets), retained.section(section.backlog));
	keeper.restoreTimes(retained.section(section.keeper));
	for (const { index } of devices) keeper.restore(index, retained.section(section.statistics + index));
	retained.forget();
	const retain = (duration: number) => {
		keeper.prepare(duration);
		return retained.pack([
			{ number: section.clock, save: () => clock.save(duration) },
			{ number: section.sleep, save: () => policy.retain() },
			{ number: section.keeper, save: () => keeper.saveTimes() },
			{ number: section.outlets, save: () => publisher.save() },
			...devices.map(({ index }) => ({
				number: section.statistics + index,
				save: (limit: number) => keeper.save(index, limit),
			})),
			{ number: section.backlog, save: (limit) => publisher.saveBacklog(limit) },
		]);
	};
	const sleeper = new Sleeper({
		policy,
		speaker: publisher,
		network: host.network,
		scanner: host.scanner,
		power: host.power,
		timers: host.timers,
		clock,
		longestSilence: longestSilence(sleep),
		retained: retain,
		log: host.system.log,
	});
	const receiver = new Receiver({
		devices,
		readout,
		monotonic: () => clock.monotonic(),
		counters,
		sink: new Sinks([keeper, sleeper, publisher]),
	});
	const faults = new FaultGuard();
	const end = (done: () => void) => {
		sleeper.stop();
		publisher.stop(() => {
			keeper.keepAll();
			host.power.retain(retain(0));
			done();
		});
	};
	const trial = new Trial({
		slot: host.updateSlot,
		store: host.store,
		timers: host.timers,
		version,
		reached: () => publisher.settled,
		progress: (step) => publisher.update(step),
		end,
	});

	if (problems.length > 0) host.settings.refused(problems);
	for (const problem of problems) publisher.log("warning", problem);
	host.system.onFault((origin, message) => {
		counters.faults++;
		publisher.log("error", `${origin}: ${message}`);
		if (!faults.fault(clock.monotonic())) return;
		end(() => host.system.restart(`faults in ${origin}`));
	});
	host.system.onStop((done) => {
		sleeper.stop();
		keeper.keepAll();
		publisher.stop(done);
	});
	publisher.start();
	keeper.start();
	trial.start(() => sleeper.start());
	if (trial.active) {
		host.network.up();
		publisher.connect();
	}
	host.scanner.start((address, rssi, data) => receiver.advert(address, rssi, data));
}

start();
