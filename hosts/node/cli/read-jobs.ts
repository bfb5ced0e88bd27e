/** What `heliograph read` can be told to read. */

import { hexText } from "victron/hex";
import { productName } from "victron/products";
import { nameOf } from "victron/registers";
import { keyRegister } from "victron/vreg/interface";
import { type Found, readKey, readRegisters, type Wanted, wantedOf } from "./read-registers";
import type { Reading } from "./reading";
import { historyDays, historyOf, historyTotal, print, shown } from "./registers";
import { UsageError } from "./usage-error";

/** Read without REG; what a device does not have is left out. */
const usual = [
	"product_id",
	"firmware_version",
	"serial_number",
	"device_mode",
	"device_state",
	"charger_error",
	"off_reason",
	"battery_voltage",
	"battery_current",
	"battery_power",
	"battery_temperature",
	"state_of_charge",
	"consumed_charge",
	"time_to_go",
	"starter_voltage",
	"mid_voltage",
	"pv_voltage",
	"pv_current",
	"pv_power",
	"load_current",
	"yield_today",
	"yield_yesterday",
	"ac_voltage",
	"ac_current",
];

/** @throws Error in a sentence. */
export type Job = (reading: Reading) => Promise<void>;

/** @throws UsageError */
export function jobOf(words: readonly string[], wantsKey: boolean, duration: number | undefined): Job {
	if (wantsKey) {
		if (words.length > 0 || duration !== undefined)
			throw new UsageError("--key takes no REG and no --duration");
		return printKey;
	}
	if (words.includes("history")) {
		if (words.length > 1 || duration !== undefined)
			throw new UsageError("history takes no REG and no --duration beside it");
		return printHistory;
	}
	const wanted = (words.length > 0 ? words : usual).map(wantedOf);
	return async (reading) => {
		await printRegisters(reading, wanted, words.length > 0);
		if (duration !== undefined) await reading.watch(duration);
	};
}

async function printKey(reading: Reading): Promise<void> {
	const key = await reading.orEnd((link) => readKey(link));
	if (typeof key === "string") throw new Error(key);
	print({ address: reading.address, key: hexText(key) });
}

async function printHistory(reading: Reading): Promise<void> {
	const wanted = [historyTotal, ...historyDays].map((id): Wanted => ({ word: nameOf(id), ids: [id] }));
	const [total, ...days] = await reading.orEnd((link) => readRegisters(link, wanted));
	if (typeof total !== "object") throw new Error("the device has no history");
	const end = days.findIndex((day) => typeof day === "string");
	const known = days.slice(0, end < 0 ? days.length : end);
	print(
		historyOf(
			total.value,
			known.map((day) => (day as Exclude<Found, string>).value),
		),
	);
}

/** @param all whether a register that the device does not have is a failure. */
async function printRegisters(reading: Reading, wanted: readonly Wanted[], all: boolean): Promise<void> {
	// Whoever names the key asks for it.
	const keys = wanted.filter(({ ids }) => ids.includes(keyRegister));
	const others = wanted.filter((one) => !keys.includes(one));
	const found = others.length > 0 ? await reading.orEnd((link) => readRegisters(link, others)) : [];
	const values: Record<string, unknown> = {};
	const problems: string[] = [];
	for (const [index, one] of found.entries()) {
		if (typeof one === "string") problems.push(`${others[index]!.word}: ${one}`);
		else Object.assign(values, shown(one.id, one.value));
	}
	if (keys.length > 0) {
		const key = await reading.orEnd((link) => readKey(link));
		if (typeof key === "string") problems.push(`${keys[0]!.word}: ${key}`);
		else values[nameOf(keyRegister)] = hexText(key);
	}
	const nothing = Object.keys(values).length === 0;
	const model = typeof values.product_id === "number" ? productName(values.product_id) : undefined;
	if (!nothing) print(model === undefined || all ? values : { model, ...values });
	if (problems.length > 0 && (all || nothing)) throw new Error(problems.join("; "));
}
