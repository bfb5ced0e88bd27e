/** The composition root: settings in, ports picked, the pipeline wired. No logic. */

import { Console } from "control/console";
import { Control } from "control/control";
import { DeviceReports } from "control/device-reports";
import { makeHost } from "host";
import { TimeZone } from "network/time-zone";
import { ElapsedClock } from "power/elapsed-clock";
import { Ending } from "power/ending";
import { FaultGuard } from "power/fault-guard";
import { RetainedState } from "power/retained-state";
import { longestSilence, SleepPolicy } from "power/sleep-policy";
import { sleepSettings } from "power/sleep-settings";
import { Sleeper } from "power/sleeper";
import { Survivors, section } from "power/survivors";
import { expireAfter } from "publish/home-assistant";
import { Publisher } from "publish/publisher";
import { version } from "publish/version";
import { CableJobs } from "registers/cable-jobs";
import { ChargerHistory } from "registers/charger-history";
import { ReadSchedule, readPlans } from "registers/read-schedule";
import { RegisterReader } from "registers/register-reader";
import { RegisterSinks } from "registers/register-sinks";
import { parseSettings } from "settings/parse";
import { brokerPort } from "settings/schema";
import { CableReceiver } from "telemetry/cable-receiver";
import { Counters } from "telemetry/counters";
import { cableAddress, Device } from "telemetry/device";
import { Discovery } from "telemetry/discovery";
import { NetworkRegisters } from "telemetry/network-registers";
import { Receiver } from "telemetry/receiver";
import { Sinks } from "telemetry/sinks";
import { Statistics } from "telemetry/statistics";
import { StatisticsKeeper } from "telemetry/statistics-keeper";
import { UnsupportedAdvert } from "telemetry/unsupported-advert";
import { Trial } from "update/trial";
import { Updater } from "update/updater";
import { InstantReadout } from "victron/instant-readout";
import { hashPassword } from "web/password";
import { Setup } from "web/setup";
import { WebInterface } from "web/web-interface";
import type { Host } from "./hosts/ports";
import type { UpdateProgress } from "./modules/control/api";

/** The SDK calls it: a module that does nothing by itself can lie in flash. */
export default function start(host: Host = makeHost()): void {
	const { settings, problems } = parseSettings(host.settings.read());
	const id = settings["site.id"] || host.system.id;
	const counters = new Counters();
	const readout = new InstantReadout(host.ciphers);
	const devices = settings.devices.map(
		({ address, name, key }, index) => new Device(address, name, readout.device(key), index),
	);
	const plans = readPlans(settings.devices, devices);
	// what they hold is in the devices now
	(settings.devices as unknown[]).length = 0;
	if (host.vedirect)
		devices.push(new Device(cableAddress(id), settings["vedirect.name"], readout.device(""), devices.length));
	const retained = new RetainedState(
		devices.map(({ address }) => address),
		host.power,
	);
	const clock = new ElapsedClock(host.clock, retained.section(section.clock));
	const unsupported = new UnsupportedAdvert();
	const discovery = new Discovery(host.scanner, devices);
	const timeZone = new TimeZone(settings["clock.timezone"]);
	const statistics = new Statistics({ devices: devices.length, timeZone });
	const history = new ChargerHistory(statistics);
	const sleep = sleepSettings(settings);
	/** Later; who logs before is only not heard there. */
	let web: WebInterface | undefined;
	let line: Console | undefined;
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
		unsupported,
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
		id,
		min: settings["publish.min"],
		max: settings["publish.max"],
		expireAfter: expireAfter(settings["publish.max"], longestSilence(sleep)),
		plans,
		registersExpireAfter: expireAfter(settings["registers.interval"], longestSilence(sleep)),
		version,
		statistics: history,
		onLog(level, message) {
			web?.log(level, message);
			line?.log(`${level}: ${message}`);
		},
	});
	const reports = new DeviceReports({ devices, unsupported, clock, publisher });
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
		timeZone,
		log: publisher,
	});
	const survivors = new Survivors({ retained, clock, policy, keeper, publisher, devices: devices.length });
	survivors.restore();
	const sleeper = new Sleeper({
		policy,
		speaker: publisher,
		network: host.network,
		scanner: host.scanner,
		cable: host.vedirect,
		power: host.power,
		timers: host.timers,
		clock,
		longestSilence: longestSilence(sleep),
		busy: () => updater.busy || discovery.busy || (reader?.busy ?? false),
		survivors,
		system: host.system,
	});
	const ending = new Ending({
		sleeper,
		publisher,
		keeper,
		survivors,
		power: host.power,
		store: host.store,
		system: host.system,
	});
	const progress = (step: UpdateProgress) => {
		publisher.update(step);
		web?.progress(step);
	};
	const trial = new Trial({
		slot: host.updateSlot,
		store: host.store,
		timers: host.timers,
		version,
		publisher,
		progress,
		ending,
	});
	const updater = new Updater({
		slot: host.updateSlot,
		downloader: host.downloader,
		key: settings["update.key"],
		crypto: host.crypto,
		scanner: host.scanner,
		store: host.store,
		timers: host.timers,
		clock,
		trial,
		progress,
		ending,
	});
	const reader =
		host.gatt &&
		new RegisterReader({
			gatt: host.gatt,
			scanner: host.scanner,
			timers: host.timers,
			others: [updater, discovery, publisher],
		});
	const told = new RegisterSinks([history, publisher]);
	const cable =
		host.vedirect &&
		new CableReceiver({
			cable: host.vedirect,
			device: devices.at(-1)!,
			timers: host.timers,
			clock,
			counters,
			registers: told,
		});
	const jobs = cable ? new CableJobs(cable, reader) : reader;
	const registers = jobs && { jobs, sink: told };
	const schedule =
		plans.length > 0
			? new ReadSchedule({
					plans,
					interval: settings["registers.interval"],
					registers,
					timers: host.timers,
					clock,
					counters,
					log: publisher,
				})
			: undefined;
	const control = new Control({
		id,
		version,
		mqttControl: settings["mqtt.control"],
		system: host.system,
		network: host.network,
		clock,
		timers: host.timers,
		store: host.store,
		source: host.settings,
		counters,
		devices,
		broker: publisher,
		reports,
		discovery,
		keeper,
		ending,
		updater,
		registers,
		hashPassword: (text) => hashPassword(host.crypto, text),
	});
	const { accessPoint, crypto, scanner, timers } = host;
	const setup =
		accessPoint && (settings["wifi.ssid"] === "" || accessPoint.wanted)
			? new Setup({ accessPoint, scanner, timers, id, onUnused: () => ending.restart("WiFi") })
			: undefined;
	if (host.web && settings["web.enabled"])
		web = new WebInterface({
			server: host.web,
			crypto,
			timers,
			clock,
			devices,
			reports,
			statistics,
			updater,
			password: settings["web.password"],
			setup,
			bridge: id,
			version,
		});
	const network = NetworkRegisters.create({
		ciphers: host.ciphers,
		id: settings["network.id"],
		key: settings["network.key"],
		sink: publisher,
		log: publisher,
	});
	counters.network = network?.outcomes;
	const sink = new Sinks(web ? [keeper, sleeper, publisher, web] : [keeper, sleeper, publisher]);
	const receiver = new Receiver({ devices, readout, clock, counters, sink, unsupported, network });
	if (host.console) line = new Console({ line: host.console, desk: control, timers });
	const faults = new FaultGuard();

	if (problems.length > 0) host.settings.refused(problems);
	for (const problem of problems) publisher.log("warning", problem);
	host.system.onFault((origin, message) => {
		counters.faults++;
		publisher.log("error", `${origin}: ${message}`);
		if (faults.fault(clock.monotonic())) ending.restart(`faults in ${origin}`);
	});
	host.system.onStop((done) => ending.stop(done));
	publisher.serve(control);
	line?.start();
	publisher.start();
	keeper.start();
	trial.start(() => sleeper.start());
	if (trial.active) {
		host.network.up();
		publisher.connect();
	}
	web?.start(control);
	setup?.start();
	schedule?.start();
	host.scanner.start((address, rssi, data) => {
		if (discovery.busy) discovery.advert(address, rssi, data);
		receiver.advert(address, rssi, data);
	});
	cable?.start(sink);
}
