/** The ports on the ESP32, and what belongs to the device alone: its WiFi and its clock. */

import { OpenNetwork } from "esp32/access-point";
import { ChipLine } from "esp32/console";
import { RadioGatt } from "esp32/gatt";
import { NetworkTime } from "esp32/network-time";
import { preferences } from "esp32/preferences";
import { RetainedMemory } from "esp32/retained-memory";
import { RadioScanner } from "esp32/scanner";
import { Chip, ChipPower, fillRandom, log } from "esp32/system";
import { updateSlot } from "esp32/update-slot";
import { UartCable } from "esp32/vedirect";
import { wifi } from "esp32/wifi";
import config from "mc/config";
import { AirScanner } from "moddable/air-scanner";
import { ciphers } from "moddable/ciphers";
import { SystemClock } from "moddable/clock";
import { SdkCrypto } from "moddable/crypto";
import { SocketDownloader } from "moddable/downloader";
import { ClientTransport } from "moddable/mqtt";
import { multicast } from "moddable/multicast-socket";
import { PreferenceSettings } from "moddable/settings-source";
import { timers } from "moddable/timers";
import { SocketServer } from "moddable/web-server";
import Net from "net";
import { FindingTransport } from "network/finding-transport";
import { GatedTransport } from "network/gated-transport";
import { type WifiState, WifiSupervisor } from "network/wifi-supervisor";
import { useRandom } from "rng";
import { parseSettings } from "settings/parse";
import Time from "time";
import type { Host, MqttConnection, MqttEvents, MqttOptions, MqttTransport, Network } from "../ports";

/** A handshake that takes longer has failed; the radio is not held up for it. Milliseconds. */
const handshakeLimit = 20_000;

/** Kept from the start that found it to the one that lets people set it anew. */
const refusal = { domain: "network", key: "refused" } as const;

export function makeHost(): Host {
	// The SDK begins eight hours west of UTC.
	Time.timezone = 0;
	Time.dst = 0;
	const system = new Chip();
	useRandom(fillRandom);
	const clock = new SystemClock();
	const source = new PreferenceSettings(preferences, log);
	const { settings } = parseSettings(source.read());
	// once: the start after this tries the WiFi again
	const refused = preferences.get(refusal.domain, refusal.key) === true;
	if (refused) preferences.delete(refusal.domain, refusal.key);
	const radio = new RadioScanner({
		addresses: settings.devices.map(({ address }) => address),
		strangers: settings["network.id"] !== "" && settings["network.key"] !== "",
		window: settings["scan.window"],
		interval: settings["scan.interval"],
		timers,
	});
	/** Behind the gate: a search needs the WiFi as well. */
	const finder = new FindingTransport({
		transport: new QuietTransport(new ClientTransport(clock), radio),
		multicast,
		timers,
		random: Math.random,
		store: preferences,
		log,
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
			log(`WiFi: ${describe(state)}`);
			if (state.state === "up") {
				gate.open();
				networkTime.ask();
			} else {
				gate.shut(describe(state));
				networkTime.stop();
			}
		},
	});
	const simulated = hearsAir(settings["wifi.ssid"]);
	return {
		scanner: simulated ? new AirScanner(Number(config.air)) : radio,
		timers,
		clock,
		mqtt: gate,
		ciphers,
		network: new WifiNetwork(supervisor),
		system,
		power: new ChipPower(system.resetReason),
		settings: source,
		store: preferences,
		crypto: new SdkCrypto(fillRandom),
		web: new SocketServer(80),
		accessPoint: new OpenNetwork(refused),
		gatt: simulated ? undefined : new RadioGatt(radio, timers),
		vedirect:
			settings["vedirect.rx"] < 0
				? undefined
				: new UartCable(timers, settings["vedirect.rx"], settings["vedirect.tx"], log),
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

class WifiNetwork implements Network {
	private readonly supervisor: WifiSupervisor;

	constructor(supervisor: WifiSupervisor) {
		this.supervisor = supervisor;
	}

	up(): void {
		this.supervisor.start();
	}

	down(): void {
		this.supervisor.stop();
	}

	rssi(): number | undefined {
		const rssi: unknown = Net.get("RSSI");
		return typeof rssi === "number" ? rssi : undefined;
	}
}

/** TLS keeps XS busy for seconds, and adverts would pile up meanwhile. */
class QuietTransport implements MqttTransport {
	private readonly transport: MqttTransport;
	private readonly radio: RadioScanner;

	constructor(transport: MqttTransport, radio: RadioScanner) {
		this.transport = transport;
		this.radio = radio;
	}

	connect(options: MqttOptions, events: MqttEvents): MqttConnection {
		if (!options.tls) return this.transport.connect(options, events);
		const quiet = new QuietHandshake(this.radio, events);
		try {
			return this.transport.connect(options, quiet);
		} catch (error) {
			quiet.end();
			throw error;
		}
	}
}

class QuietHandshake implements MqttEvents {
	private readonly events: MqttEvents;
	private radio: RadioScanner | undefined;
	private readonly limit: unknown;

	constructor(radio: RadioScanner, events: MqttEvents) {
		this.events = events;
		this.radio = radio;
		radio.pause();
		this.limit = timers.set(() => this.end(), handshakeLimit);
	}

	/** The radio hears again. */
	end(): void {
		if (this.radio === undefined) return;
		timers.clear(this.limit);
		this.radio.resume();
		this.radio = undefined;
	}

	onConnected(): void {
		this.end();
		this.events.onConnected();
	}

	onAcknowledged(number: number): void {
		this.events.onAcknowledged(number);
	}

	onMessage(topic: string, payload: string | undefined, retained: boolean): void {
		this.events.onMessage(topic, payload, retained);
	}

	onClosed(reason: string): void {
		this.end();
		this.events.onClosed(reason);
	}
}
