/** The ports on the ESP32, and what belongs to the device alone: its WiFi and its clock. */

import { OpenNetwork } from "esp32/access-point";
import { ChipLine } from "esp32/console";
import { NetworkTime } from "esp32/network-time";
import { RetainedMemory } from "esp32/retained-memory";
import { RadioScanner } from "esp32/scanner";
import { chip, fillRandom } from "esp32/system";
import { updateSlot } from "esp32/update-slot";
import { wifi } from "esp32/wifi";
import config from "mc/config";
import { airScanner } from "moddable/air-scanner";
import { ciphers } from "moddable/ciphers";
import { makeClock } from "moddable/clock";
import { makeCrypto } from "moddable/crypto";
import { SocketDownloader } from "moddable/downloader";
import { mqttTransport } from "moddable/mqtt";
import { multicast } from "moddable/multicast-socket";
import { preferences } from "moddable/preferences";
import { settingsSource } from "moddable/settings-source";
import { timers } from "moddable/timers";
import { webServer } from "moddable/web-server";
import Net from "net";
import { FindingTransport } from "network/finding-transport";
import { GatedTransport } from "network/gated-transport";
import { type WifiState, WifiSupervisor } from "network/wifi-supervisor";
import { useRandom } from "rng";
import { parseSettings } from "settings/parse";
import Time from "time";
import type { Host, MqttConnection, MqttEvents, MqttOptions, MqttTransport } from "../ports";

/** A handshake that takes longer has failed; the radio is not held up for it. Milliseconds. */
const handshakeLimit = 20_000;

/** Kept from the start that found it to the one that lets people set it anew. */
const refusal = { domain: "network", key: "refused" } as const;

// The SDK begins eight hours west of UTC.
Time.timezone = 0;
Time.dst = 0;

export const host = makeHost();

/** In a function, so that nothing of the settings stays in memory but what the parts hold. */
function makeHost(): Host {
	const { system, power } = chip();
	useRandom(fillRandom);
	const clock = makeClock();
	const source = settingsSource(preferences, system.log);
	const { settings } = parseSettings(source.read());
	// once: the start after this tries the WiFi again
	const refused = preferences.get(refusal.domain, refusal.key) === true;
	if (refused) preferences.delete(refusal.domain, refusal.key);
	const radio = new RadioScanner({
		addresses: settings.devices.map(({ address }) => address),
		window: settings["scan.window"],
		interval: settings["scan.interval"],
		timers,
	});
	/** Behind the gate: a search needs the WiFi as well. */
	const finder = new FindingTransport({
		transport: quietDuringHandshake(mqttTransport(clock), radio),
		multicast,
		timers,
		random: Math.random,
		store: preferences,
		log: system.log,
	});
	const gate = new GatedTransport(finder, timers, "no WiFi yet");
	const networkTime = new NetworkTime({ timers, server: settings["clock.server"] });
	const supervisor = new WifiSupervisor({
		wifi,
		timers,
		store: preferences,
		random: Math.random,
		ssid: refused ? "" : settings["wifi.ssid"],
		password: settings["wifi.password"],
		onRefused() {
			preferences.set(refusal.domain, refusal.key, true);
			system.restart("WiFi password refused");
		},
		onState(state) {
			system.log(`WiFi: ${describe(state)}`);
			if (state.state === "up") {
				gate.open();
				networkTime.ask();
			} else {
				gate.shut(describe(state));
				networkTime.stop();
			}
		},
	});
	return {
		scanner: hearsAir(settings["wifi.ssid"]) ? airScanner(Number(config.air)) : radio,
		timers,
		clock,
		mqtt: gate,
		ciphers,
		network: {
			up: () => supervisor.start(),
			down: () => supervisor.stop(),
			rssi() {
				const rssi: unknown = Net.get("RSSI");
				return typeof rssi === "number" ? rssi : undefined;
			},
		},
		system,
		power,
		settings: source,
		store: preferences,
		crypto: makeCrypto(fillRandom),
		web: webServer(80),
		accessPoint: new OpenNetwork(refused),
		console: new ChipLine(timers),
		downloader: new SocketDownloader(clock, settings["mqtt.ca"]),
		updateSlot: updateSlot(),
		backlogCapacity: 64,
	};
}

/**
 * The simulated air where the build asks for it and there is WiFi for it, but never in a release: that hears the radio,
 * whatever it was told.
 */
function hearsAir(ssid: string): boolean {
	return config.air !== undefined && ssid !== "" && RetainedMemory.development();
}

function describe(state: WifiState): string {
	switch (state.state) {
		case "unset":
			return "wifi.ssid is not set";
		case "connecting":
			return "connecting";
		case "up":
			return `connected, ${Net.get("IP")}`;
		case "down":
			return state.reason;
	}
}

/** TLS keeps XS busy for seconds, and adverts would pile up meanwhile. */
function quietDuringHandshake(transport: MqttTransport, radio: RadioScanner): MqttTransport {
	const connect = (options: MqttOptions, events: MqttEvents): MqttConnection => {
		radio.pause();
		let paused = true;
		const resume = () => {
			if (!paused) return;
			paused = false;
			timers.clear(limit);
			radio.resume();
		};
		const limit = timers.set(resume, handshakeLimit);
		try {
			return transport.connect(options, {
				...events,
				onConnected() {
					resume();
					events.onConnected();
				},
				onClosed(reason) {
					resume();
					events.onClosed(reason);
				},
			});
		} catch (error) {
			resume();
			throw error;
		}
	};
	return {
		connect: (options, events) =>
			options.tls ? connect(options, events) : transport.connect(options, events),
	};
}
