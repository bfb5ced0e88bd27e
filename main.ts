/** The composition root: settings in, ports picked, the pipeline wired. No logic. */

import { host } from "host";
import { FaultGuard } from "power/fault-guard";
import { expireAfter } from "publish/home-assistant";
import { Publisher } from "publish/publisher";
import { version } from "publish/version";
import { parseSettings } from "settings/parse";
import { brokerPort } from "settings/schema";
import { Counters } from "telemetry/counters";
import { Device } from "telemetry/device";
import { Receiver } from "telemetry/receiver";
import { InstantReadout } from "victron/instant-readout";

/** In a function, so that what only the start needs does not stay in memory. */
function start(): void {
	const { settings, problems } = parseSettings(host.settings.read());
	const counters = new Counters();
	const readout = new InstantReadout(host.ciphers);
	const devices = settings.devices.map(
		({ address, name, key }) => new Device(address, name, readout.device(key)),
	);
	const publisher = new Publisher({
		transport: host.mqtt,
		timers: host.timers,
		clock: host.clock,
		network: host.network,
		system: host.system,
		outboxCapacity: host.outboxCapacity,
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
		expireAfter: expireAfter({
			mode: settings["sleep.mode"],
			publishMax: settings["publish.max"],
			heartbeat: settings["sleep.heartbeat"],
			awake: settings["cycle.awake"],
			asleep: settings["cycle.asleep"],
		}),
		version,
	});
	const receiver = new Receiver({
		devices,
		readout,
		monotonic: host.clock.monotonic,
		counters,
		sink: publisher,
	});

	const faults = new FaultGuard();

	if (problems.length > 0) host.settings.refused(problems);
	for (const problem of problems) publisher.log("warning", problem);
	host.system.onFault((origin, message) => {
		counters.faults++;
		publisher.log("error", `${origin}: ${message}`);
		if (faults.fault(host.clock.monotonic()))
			publisher.stop(() => host.system.restart(`faults in ${origin}`));
	});
	host.system.onStop((done) => publisher.stop(done));
	publisher.start();
	host.scanner.start((address, rssi, data) => receiver.advert(address, rssi, data));
}

start();
