/** `heliograph read`: registers of a Victron device over Bluetooth. */

import { parseArgs } from "node:util";
import { AirRadio } from "../air-radio";
import { BluezRadio } from "../bluez/radio";
import type { Radio } from "../radio";
import { parseEndpoint } from "./files";
import { type Job, jobOf } from "./read-jobs";
import { described, scan } from "./read-scan";
import { Reading } from "./reading";
import { parseSeconds, print } from "./registers";
import { UsageError } from "./usage-error";

const help = `Usage: heliograph read [REG…] [--address A] [--passkey N] [options]
       heliograph read history [--address A] [--passkey N]
       heliograph read --key [--address A] [--passkey N]
       heliograph read --scan [--duration S]

Reads registers of a charger, battery monitor or inverter over Bluetooth, on Linux with BlueZ. Prints JSON. REG is a
name such as battery_voltage or an id such as 0xED8D; docs/registers.md lists them. Without REG, those that tell most.
history is a solar charger's totals and days, today first. Nothing is ever written to a register but the keep-alive.

  --address A        the device's Bluetooth address; without it, the nearest Victron device
  --passkey N        its PIN, six digits; needed once, then this computer and the device are paired
  --key              print the device's address and its key for Instant Readout, as settings have them
  --scan             print the Victron devices that are heard, nearest first
  --duration S       with --scan: listen for so many seconds (default 10); with REG: then print for so many seconds,
                     a line each, what the device sends by itself ({"register":…})
  --air HOST:PORT    the simulated air instead of Bluetooth
  --help             show this text
`;

/** Seconds. */
const scanDuration = 10;
const nearestDuration = 5;

interface Device {
	readonly address: string | undefined;
	readonly passkey: number | undefined;
}

export async function read(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args: [...argv],
		allowPositionals: true,
		options: {
			address: { type: "string" },
			passkey: { type: "string" },
			key: { type: "boolean" },
			scan: { type: "boolean" },
			duration: { type: "string" },
			air: { type: "string" },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const duration = parseSeconds("--duration", values.duration);
	const device: Device = { address: parseAddress(values.address), passkey: parsePasskey(values.passkey) };
	const air = values.air === undefined ? undefined : parseEndpoint("--air", values.air);
	if (values.scan && (positionals.length > 0 || values.key || values.address || values.passkey))
		throw new UsageError("--scan only listens: it takes --duration and --air");
	const job = values.scan ? undefined : jobOf(positionals, values.key ?? false, duration);

	const radio = air ? new AirRadio(air.host, air.port) : await BluezRadio.open();
	const stop = new AbortController();
	const interrupt = (): void => stop.abort();
	process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
	try {
		if (job) await readDevice(radio, device, job, stop.signal);
		else await scanDevices(radio, duration ?? scanDuration, stop.signal);
	} finally {
		await radio.close();
		process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
	}
	return 0;
}

async function scanDevices(radio: Radio, duration: number, signal: AbortSignal): Promise<void> {
	const devices = await scan(radio, duration, signal);
	for (const device of devices) print(described(device));
	if (devices.length === 0 && !signal.aborted) throw new Error(nothingHeard(duration));
}

function nothingHeard(duration: number): string {
	return `no Victron device was heard in ${duration} s: is it on and near, with Bluetooth enabled, and no phone connected?`;
}

async function readDevice(radio: Radio, device: Device, job: Job, signal: AbortSignal): Promise<void> {
	const address = device.address ?? (await nearest(radio, signal));
	const reading = new Reading(address, signal);
	try {
		await reading.open(radio, device.passkey);
		await job(reading);
	} finally {
		reading.close();
	}
}

/** Address of the Victron device with the strongest signal. */
async function nearest(radio: Radio, signal: AbortSignal): Promise<string> {
	const [first] = await scan(radio, nearestDuration, signal);
	if (signal.aborted) throw new Error("interrupted");
	if (!first) throw new Error(nothingHeard(nearestDuration));
	const { name } = described(first);
	process.stderr.write(
		`heliograph: the nearest is ${first.address}${name ? `, ${name}` : ""}, ${first.rssi} dBm\n`,
	);
	return first.address;
}

/** @returns lower case with colons. @throws UsageError */
function parseAddress(text: string | undefined): string | undefined {
	if (text === undefined) return undefined;
	if (!/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text))
		throw new UsageError("--address must be a Bluetooth address such as fa:ac:27:84:c6:6f");
	return text.toLowerCase().replaceAll("-", ":");
}

/** @throws UsageError */
function parsePasskey(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (!/^\d{6}$/.test(text)) throw new UsageError("--passkey must be six digits such as 000000");
	return Number(text);
}
