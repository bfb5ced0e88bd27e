/**
 * What a bridge takes from its battery, by what it was doing: the numbers with their sources, and the sums. For the
 * simulated year and for the documents; the firmware decides nothing by it.
 *
 * The chip alone, an ESP32 at 3.3 V: a board adds its regulator, its USB bridge and its lamps, which in deep sleep are
 * often a hundred times the chip. Where a source gives a range, the upper end or the middle stands here, as said.
 */

/** Milliamperes. "Datasheet" is Espressif's "ESP32 Series Datasheet", tables of current by power and RF mode. */
export const currents = {
	/** Datasheet: deep sleep, RTC timer and RTC memory. */
	deepSleep: 0.01,
	/** Datasheet: modem sleep with the CPU at 240 MHz, 30 to 68; the middle. */
	cpu: 49,
	/** Datasheet: receiving Bluetooth LE, 95 to 100, CPU included; the upper end. */
	bluetoothReceive: 100,
	/** Datasheet: receiving 802.11b/g/n, 95 to 100, CPU included; the upper end. Bluetooth has its share of it. */
	wifiReceive: 100,
	/** Datasheet: sending 802.11b at 1 Mbit/s and 19.5 dBm; what a bad connection falls back to. */
	wifiSend: 240,
	/** github.com/glenn20/upy-esp32-experiments, WiFi with DHCP less its boot: 200.7 mC in 1,556 ms. */
	wifiJoin: 129,
	/** Same place, boot: 3.32 mC in 70 ms. */
	boot: 47,
} as const;

/** Milliseconds. */
export const durations = {
	/**
	 * From the wake to the first advert that can be heard: 270 until an application runs (T. von Eicken,
	 * lp-wifi-esp32-2), and 130 for the Bluetooth controller, which is an estimate until a board was measured.
	 */
	boot: 400,
	/** On the air for a message with its acknowledgements: 250 bytes at 1 Mbit/s. */
	message: 2,
} as const;

/** What a bridge did. Times in milliseconds. */
export interface Activity {
	readonly asleep: number;
	readonly boots: number;
	/** Awake and listening to Bluetooth, the WiFi off. */
	readonly scanning: number;
	/** The WiFi on its way to its access point. */
	readonly joining: number;
	/** The WiFi joined, Bluetooth listening beside it. */
	readonly connected: number;
	readonly messages: number;
}

/** Milliampere-hours by phase. */
export interface Energy {
	readonly deepSleep: number;
	readonly boot: number;
	readonly scan: number;
	readonly wifi: number;
}

/** Milliamperes while it listens for `window` of each `interval` milliseconds. */
export function scanCurrent(window: number, interval: number): number {
	const duty = Math.min(1, window / interval);
	return duty * currents.bluetoothReceive + (1 - duty) * currents.cpu;
}

const millisecondsPerHour = 3_600_000;

/** @param scan mA, of `scanCurrent`. */
export function energyOf(activity: Activity, scan: number): Energy {
	const { asleep, boots, scanning, joining, connected, messages } = activity;
	const charge = (current: number, time: number) => (current * time) / millisecondsPerHour;
	return {
		deepSleep: charge(currents.deepSleep, asleep),
		boot: charge(currents.boot, boots * durations.boot),
		scan: charge(scan, scanning),
		wifi:
			charge(currents.wifiJoin, joining) +
			charge(currents.wifiReceive, connected) +
			charge(currents.wifiSend - currents.wifiReceive, messages * durations.message),
	};
}

/** Milliampere-hours. */
export function totalOf({ deepSleep, boot, scan, wifi }: Energy): number {
	return deepSleep + boot + scan + wifi;
}
