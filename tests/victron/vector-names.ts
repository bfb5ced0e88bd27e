/** The camel-case names of the vectors' sources in the data dictionary's names. */
export const wireNames: Readonly<Record<string, string>> = {
	temperature: "temperature",
	deviceState: "device_state_code",
	chargerError: "charger_error_code",
	errorCode: "error_code",
	batteryVoltage: "battery_voltage",
	batteryCurrent: "battery_current",
	yieldToday: "yield_today",
	pvPower: "pv_power",
	loadCurrent: "load_current",
	timeToGo: "time_to_go",
	auxMode: "aux_mode_code",
	consumedAh: "consumed_charge",
	stateOfCharge: "state_of_charge",
	midVoltage: "mid_voltage",
	acApparentPower: "ac_apparent_power",
	acVoltage: "ac_voltage",
	acCurrent: "ac_current",
	inputVoltage: "input_voltage",
	outputVoltage: "output_voltage",
	inputCurrent: "input_current",
	outputCurrent: "output_current",
	balancerStatus: "balancer_status_code",
	batteryTemperature: "battery_temperature",
	outputState: "output_state_code",
	activeAcIn: "active_ac_input_code",
	activeAcInPower: "ac_input_power",
	acOutPower: "ac_output_power",
	veBusError: "ve_bus_error_code",
	alarm: "alarm_state_code",
	monitorMode: "monitor_mode_code",
	error: "bms_error_code",
	installationPower: "installation_power",
	irradiance: "irradiance",
	cellTemperature: "cell_temperature",
	timeSinceLastSunMin: "time_since_last_sun",
	auxVoltage: "starter_voltage",
	...Object.fromEntries(
		[1, 2, 3].flatMap((n) => [
			[`batteryVoltage${n}`, `battery_voltage_${n}`],
			[`batteryCurrent${n}`, `battery_current_${n}`],
		]),
	),
	...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`cell${n}`, `cell_${n}_voltage`])),
};

/** Where a record calls it otherwise. */
export const wireNamesByRecord: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	"0x02": { temperature: "battery_temperature" },
	"0x0A": { temperature: "battery_temperature" },
	"0x0D": { temperature: "battery_temperature" },
	"0xFF01": { batteryVoltage: "sensor_battery_voltage" },
};

/** Bit masks of the sources, the field that has them, and what it says. */
export const masks: Readonly<
	Record<string, { field: string; says: Readonly<Record<string, readonly string[] | number>> }>
> = {
	alarmReason: { field: "alarm", says: { 0: [] } },
	warningReason: { field: "warning", says: { 0: [] } },
	offReason: {
		field: "off_reason",
		says: { 0: [], 128: ["engine_shutdown"], 129: ["no_input_power", "engine_shutdown"] },
	},
	bmsFlags: { field: "bms_flags", says: { 100663296: ["allowed_to_charge", "allowed_to_discharge"] } },
	smartLithiumError: { field: "smart_lithium_error", says: { 0: [] } },
	ioStatus: {
		field: "io_status",
		says: {
			// Groups from bit 0: 1 1 1 2 1 1 1.
			5525: [
				"contactor_closed",
				"allowed_to_charge",
				"allowed_to_discharge",
				"aux_output",
				"remote",
				"alternator_allowed",
			],
		},
	},
	warningsAlarms: { field: "warnings_alarms", says: { 5205: [] } },
	txPowerFlag: { field: "tx_power", says: { 0: 0, 1: 6 } },
};
