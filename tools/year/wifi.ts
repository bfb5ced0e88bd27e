/** The radio's WiFi side and the access point. The policy is the firmware's own: its supervisor and its gate. */

import type { MqttTransport, Store, Wifi } from "../../hosts/ports";
import { GatedTransport } from "../../modules/network/gated-transport";
import { WifiSupervisor } from "../../modules/network/wifi-supervisor";
import type { Random } from "../simulate/random";
import type { Lifetime } from "./timeline";

/** Milliseconds. github.com/glenn20/upy-esp32-experiments: 774 with boot at a known place, 1,626 with DHCP. */
const joinAtPlace = 700;
const joinAnywhere = 1_556;
/** Until a search without result ends, and until missing beacons are noticed. */
const searchTime = 3_000;
const beaconLoss = 3_000;

export type RadioState = "off" | "joining" | "joined";

/** One, whatever starts the firmware makes. */
export class AccessPoint {
	up = true;
	/** The radio in its reach. */
	onDown: () => void = () => {};

	goDown(): void {
		this.up = false;
		this.onDown();
	}

	comeUp(): void {
		this.up = true;
	}
}

export interface WifiParts {
	readonly accessPoint: AccessPoint;
	readonly lifetime: Lifetime;
	readonly store: Store;
	readonly random: Random;
	/** What the radio does, for the energy. */
	readonly onRadio: (state: RadioState) => void;
	/** Joined: the clock may be set. */
	readonly onJoined: () => void;
}

/** The WiFi of one start of the firmware. */
export class YearWifi {
	readonly #parts: WifiParts;
	readonly #gate: GatedTransport;
	#radio: RadioState = "off";
	/** Whatever an earlier `up` has begun is none of a later one's. */
	#turn: { timers: WifiTurn } | undefined;

	constructor(transport: (reachable: () => boolean) => MqttTransport, parts: WifiParts) {
		this.#parts = parts;
		const inner = transport(() => this.#radio === "joined" && parts.accessPoint.up);
		this.#gate = new GatedTransport(inner, parts.lifetime, "no WiFi");
	}

	get transport(): MqttTransport {
		return this.#gate;
	}

	get joined(): boolean {
		return this.#radio === "joined";
	}

	up(): void {
		if (this.#turn !== undefined) return;
		const { store, random } = this.#parts;
		const timers = new WifiTurn(this.#parts.lifetime);
		this.#turn = { timers };
		new WifiSupervisor({
			wifi: this.#port(timers),
			timers,
			store,
			random,
			ssid: "year",
			password: "not used",
			onState: ({ state }) => {
				if (!timers.live) return;
				if (state === "up") {
					this.#gate.open();
					this.#parts.onJoined();
				} else this.#gate.shut("no WiFi");
			},
		}).start();
	}

	down(): void {
		if (this.#turn === undefined) return;
		this.#turn.timers.end();
		this.#turn = undefined;
		this.#parts.accessPoint.onDown = () => {};
		this.#become("off");
		this.#gate.shut("no WiFi");
	}

	#port(timers: WifiTurn): Wifi {
		const { accessPoint } = this.#parts;
		let onUp = () => {};
		let onDown = (_: "password" | "other") => {};
		let pending: unknown;
		const later = (work: () => void, delay: number) => {
			timers.clear(pending);
			pending = timers.set(work, delay);
		};
		const fail = () => {
			this.#become("off");
			onDown("other");
		};
		return {
			connect: (_ssid, _password, place) => {
				this.#become("joining");
				accessPoint.onDown = () => later(fail, beaconLoss);
				const join = () => {
					if (!accessPoint.up) {
						fail();
						return;
					}
					this.#become("joined");
					onUp();
				};
				if (accessPoint.up) later(join, place === undefined ? joinAnywhere : joinAtPlace);
				else later(fail, searchTime);
			},
			disconnect: () => {
				timers.clear(pending);
				this.#become("off");
			},
			place: () => ({ bssid: "02:00:00:00:00:01", channel: 6 }),
			listen(up, down) {
				onUp = up;
				onDown = down;
			},
		};
	}

	#become(state: RadioState): void {
		if (state === this.#radio) return;
		this.#radio = state;
		this.#parts.onRadio(state);
	}
}

/** Timers from one `up` to its `down`. */
class WifiTurn {
	live = true;
	readonly #lifetime: Lifetime;

	constructor(lifetime: Lifetime) {
		this.#lifetime = lifetime;
	}

	set(callback: () => void, delay: number): unknown {
		return this.#lifetime.set(() => {
			if (this.live) callback();
		}, delay);
	}

	repeat(callback: () => void, interval: number): unknown {
		return this.#lifetime.repeat(() => {
			if (this.live) callback();
		}, interval);
	}

	clear(timer: unknown): void {
		this.#lifetime.clear(timer);
	}

	end(): void {
		this.live = false;
	}
}
