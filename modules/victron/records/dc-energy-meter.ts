import {
	alarmField,
	auxModeField,
	auxTemperatureField,
	batteryVoltageField,
	shuntCurrentField,
	starterVoltageField,
} from "../common-fields";
import { monitorMode } from "../enums";
import type { RecordTable } from "../record";

export const dcEnergyMeter = {
	id: 0x0d,
	type: "dc_energy_meter",
	title: "DC energy meter",
	fields: [
		{
			kind: "enum",
			name: "monitor_mode",
			start: 0,
			width: 16,
			values: monitorMode,
			signed: true,
			register: 0xeeb8,
			diagnostic: true,
		},
		batteryVoltageField,
		alarmField,
		auxModeField,
		starterVoltageField,
		auxTemperatureField,
		shuntCurrentField,
	],
} as const satisfies RecordTable;
