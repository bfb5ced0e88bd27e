/**
 * A block of TEXT as the record of Instant Readout that the same device would send by radio, so that both are told
 * alike. Its labels tell which: Victron's VE.Direct protocol 3.34 says who sends which.
 */

import type { Fields } from "../decode";
import { encodeRecord, type FieldValues } from "../encode";
import { plainRecord, plainRecordSize } from "../plain-record";
import type { RecordTable } from "../record";
import { acCharger } from "../records/ac-charger";
import { batteryMonitor } from "../records/battery-monitor";
import { dcEnergyMeter } from "../records/dc-energy-meter";
import { inverter } from "../records/inverter";
import { inverterRs } from "../records/inverter-rs";
import { orionXs } from "../records/orion-xs";
import { solarCharger } from "../records/solar-charger";

/** Codes of the auxiliary input by what a monitor then sends; without any of them it is not used. */
const auxiliary = ["starter_voltage", "mid_voltage", "battery_temperature"] as const;

/** The record that a block tells; undefined for a block without measurements, such as a monitor's history. */
export function textRecord(fields: Fields): RecordTable | undefined {
	if (fields.battery_voltage === undefined) return undefined;
	if (fields.ac_voltage !== undefined) return fields.pv_power === undefined ? inverter : inverterRs;
	if (fields.pv_power !== undefined || fields.pv_voltage !== undefined) return solarCharger;
	if (fields.input_voltage !== undefined) return orionXs;
	if (fields.device_state !== undefined) return acCharger;
	return fields.monitor_mode_code === undefined || fields.monitor_mode_code === 0
		? batteryMonitor
		: dcEnergyMeter;
}

/** A plain record, as `plain-record.ts` says. @param record of `textRecord`. */
export function encodeText(fields: Fields, record: RecordTable): Uint8Array {
	const plain = new Uint8Array(plainRecordSize);
	const plaintext = encodeRecord(record, valuesOf(fields, record));
	plain.set(plaintext);
	const view = new DataView(plain.buffer);
	view.setUint16(plainRecord.productId, Number(fields.product_id ?? 0), true);
	view.setUint16(plainRecord.recordType, record.id, true);
	view.setUint8(plainRecord.length, plaintext.length);
	return plain;
}

/** By the record's names, where those of the labels are others. */
function valuesOf(fields: Fields, record: RecordTable): FieldValues {
	const { battery_current, battery_temperature, battery_voltage } = fields;
	switch (record.id) {
		case orionXs.id:
			return { ...fields, output_voltage: battery_voltage, output_current: battery_current };
		case acCharger.id:
			return {
				...fields,
				battery_voltage_1: battery_voltage,
				battery_current_1: battery_current,
				temperature: battery_temperature,
			};
		case batteryMonitor.id:
		case dcEnergyMeter.id: {
			let code = 0;
			while (code < auxiliary.length && fields[auxiliary[code]!] === undefined) code++;
			return { ...fields, aux_mode_code: code };
		}
		default:
			return fields;
	}
}
