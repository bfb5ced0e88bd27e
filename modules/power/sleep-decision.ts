/** What the sleep policy is told, and what it answers. */

/** Times are milliseconds. */
export interface SleepSettings {
	readonly mode: "off" | "dark" | "cycle";
	readonly after: number;
	readonly check: number;
	readonly heartbeat: number;
	/** V; 0 for none. */
	readonly alarmVoltage: number;
	readonly awake: number;
	readonly asleep: number;
	/** `HH:MM/minutes` in local time; empty for none. */
	readonly service: string;
}

export interface SleepOptions {
	readonly settings: SleepSettings;
	/** How many devices are configured. */
	readonly devices: number;
	/** `other`: a person, a fault or the first power; it stays awake a while then. */
	readonly wake: "deep_sleep" | "other";
	/** Monotonic milliseconds of this start, which go on while it sleeps. */
	readonly now: number;
	/** What `retain` gave before; not for a list of devices that has changed since. */
	readonly retained?: ArrayBuffer | undefined;
	/** Minutes since local midnight, 0 to 1439, at a UTC in milliseconds. UTC's own unless given. */
	readonly localMinute?: ((utc: number) => number) | undefined;
}

export type ConnectReason =
	/** Started by something else than the end of a sleep, or it never sleeps. */
	| "awake"
	| "light"
	/** `dark` is wanted, and no device has ever told its PV power. */
	| "no_pv_power"
	| "alarm"
	| "voltage"
	| "heartbeat"
	| "cycle"
	| "service";

/**
 * What holds now. The same object comes again while the same holds, so `!==` finds a change.
 * `listen`: hear adverts and leave the WiFi off. `connect`: the network is wanted.
 * `sleep`: say so, send what is pending, disconnect, and sleep for what is left of `duration`, counted from now.
 */
export type SleepDecision =
	| { readonly do: "listen" }
	| { readonly do: "connect"; readonly why: ConnectReason }
	| { readonly do: "sleep"; readonly why: "dark" | "cycle"; readonly duration: number };

export const listen: SleepDecision = { do: "listen" };

export const connect: { readonly [Why in ConnectReason]: SleepDecision } = {
	awake: { do: "connect", why: "awake" },
	light: { do: "connect", why: "light" },
	no_pv_power: { do: "connect", why: "no_pv_power" },
	alarm: { do: "connect", why: "alarm" },
	voltage: { do: "connect", why: "voltage" },
	heartbeat: { do: "connect", why: "heartbeat" },
	cycle: { do: "connect", why: "cycle" },
	service: { do: "connect", why: "service" },
};

/** It stays awake this long when something else than the end of a sleep started it: a person may want to see it. */
export const attended = 5 * 60_000;
/** Less sleep than this is not worth a start. */
export const shortestSleep = 10_000;
