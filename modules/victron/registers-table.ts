/**
 * Every register that is known: the high byte of its id, then lines by its low byte, ascending, or by the first and last
 * of registers in a row with one layout; `registers-row.ts` has what a line says. The fields of a structure stand on
 * lines with a tab, and follow each other in its bytes. Sources: Victron's register header and VE.Direct documents; the
 * network's lists and the trends are third-party knowledge, the history is proven by captured frames.
 */
export const registers: Readonly<Record<number, string>> = {
	0: `
93 keep_alive u16 /1000 s
`,
	1: `
00 product_id structure 4
	product_id u16 @8
02 firmware_version version 4
0a serial_number text
0b model_name text
20 uptime u32 s
50 ble_capabilities f32 bleCapabilities
`,
	2: `
00 device_mode e8 deviceMode +writable
01 device_state e8 deviceState
04 active_ac_input e8 activeAcInputCode
05 off_reason f8 offReason
07 off_reason f32 offReason
30 ac_output_voltage_setting u16 /100 V +writable
`,
	3: `
00 deepest_discharge s32 /10 Ah
01 last_discharge s32 /10 Ah
02 average_discharge s32 /10 Ah
03 charge_cycles s32
04 full_discharges s32
05 total_charge_drawn s32 /10 Ah
06 battery_voltage_min s32 /100 V
07 battery_voltage_max s32 /100 V
08 time_since_full s32 s
09 synchronizations s32
0a low_voltage_alarms s32
0b high_voltage_alarms s32
0c low_starter_voltage_alarms s32
0d high_starter_voltage_alarms s32
0e starter_voltage_min s32 /100 V
0f starter_voltage_max s32 /100 V
10 discharged_energy u32 /100 kWh
11 charged_energy u32 /100 kWh
1c warning f16 alarmReason
1e alarm f16 alarmReason
4e relay e8 offOn
82 mid_voltage u16 /100 V
83 mid_deviation s16 /10 %
`,
	15: `
fe time_to_go u16 min
ff state_of_charge u16 /100 %
`,
	16: `
4f history_total structure 19-34
	history_version u8
	error_database u8
	error_1 e8 chargerError
	error_2 e8 chargerError
	error_3 e8 chargerError
	error_4 e8 chargerError
	yield_user u32 /100 kWh
	yield_system u32 /100 kWh
	pv_voltage_max u16 /100 V
	battery_voltage_max u16 /100 V
	days u8
	battery_voltage_min u16 /100 V
50..6e history_day structure 34
	history_state e8* historyState
	yield u32 /100 kWh
	consumed u32 /100 kWh
	battery_voltage_max u16 /100 V
	battery_voltage_min u16 /100 V
	error_database u8
	error_1 e8 chargerError
	error_2 e8 chargerError
	error_3 e8 chargerError
	error_4 e8 chargerError
	bulk u16 min
	absorption u16 min
	float u16 min
	pv_power_max u32 W
	battery_current_max u16 /10 A
	pv_voltage_max u16 /100 V
	day u16
`,
	32: `
00 link_algorithm u8*
01 link_voltage_setpoint u16 /100 V
02 sense_voltage u16 /100 V
03 sense_temperature s16 /100 °C
04 link_command e8 linkCommand
07 link_elapsed_time u32 /1000 s
08 link_absorption_time u16 /100 h
0a sense_current s32 /1000 A
0b battery_idle_voltage u16 /100 V
0c link_device_state e8 deviceState
0d network_info f16 networkInfo
0e network_mode f8 networkMode
0f network_status f8 networkStatus
10 ac_input_current_max u16 /10 A
11 ac_input_current_limit u16 /10 A
12 ac_input_current u16 /10 A
13 total_charge_current s32 /1000 A
14 charge_current_percentage u8 %
15 charge_current_limit u16 /10 A
16 charge_voltage_setpoint u16 /100 V
17 discharge_current_limit u16 /10 A
18 equalization_pending u8
27 total_dc_input_power u32 /100 W
30 daylight e8 daylight
31 clock_minute u16 min
`,
	33: `
00 bms_flags f32 bmsFlags
01 bms_error e8 bmsError
07 warnings_alarms g32 bmsWarningsAlarms
08 io_status g16 bmsIo
`,
	34: `
00 ac_voltage s16 /100 V
01 ac_current s16 /10 A
05 ac_apparent_power s32 VA
`,
	236: `
12 network_id u16
13 network_key bytes 16 +secret
14 network_name text
15 network_transmit_count u8*
16 network_receive_count u8*
17..19 network_transmit_list bytes
20..2f network_receive_list bytes
30 network_devices_in_range u8*
31..3d network_device bytes
3e parallel_charge u8*
42 network_rssi s8* dBm
4a..51 trend_config bytes
52..59 trend_time_reference bytes
5a trend_last bytes
5b trend_request bytes
5d trend_list bytes
65 advertisement_key bytes 16 +secret
66 ble_address bytes 6
7d advertisement_mode e8 advertisementMode
7e ve_reg_service e8 offOn
80 smart_lithium_error f32 smartLithiumError
cb pv_voltage_1 u16 /100 V
cc pv_power_1 u32 /100 W
cd pv_current_1 u16 /10 A
db pv_voltage_2 u16 /100 V
dc pv_power_2 u32 /100 W
dd pv_current_2 u16 /10 A
eb pv_voltage_3 u16 /100 V
ec pv_power_3 u32 /100 W
ed pv_current_3 u16 /10 A
fb pv_voltage_4 u16 /100 V
fc pv_power_4 u32 /100 W
fd pv_current_4 u16 /10 A
`,
	237: `
7d starter_voltage s16 /100 V
8c battery_current s32 /1000 A
8d battery_voltage s16 /100 V
8e battery_power s16 W
8f battery_current s16 /10 A
a8 output_state e8 outputState
ab load_control structure 1 +writable
	load_control e4* loadControl
	load_control_flags f4 loadControlFlags
ad load_current u16 /10 A
b3 tracker_mode e8 trackerMode
bb pv_voltage u16 /100 V
bc pv_power u32 /100 W
bd pv_current u16 /10 A
d0 pv_power_max_yesterday u16 W
d1 yield_yesterday u16 /100 kWh
d2 pv_power_max_today u16 W
d3 yield_today u16 /100 kWh
d5 charger_voltage u16 /100 V
d7 charger_current u16 /10 A
da charger_error e8 chargerError
db charger_temperature s16 /100 °C
dc yield_user u32 /100 kWh
dd yield_system u32 /100 kWh
ea system_voltage_setting u8 V +writable
ec battery_temperature u16 -27315 /100 °C
ef system_voltage u8 V
f0 charge_current_max u16 /10 A +writable
f1 battery_type e8* batteryType +writable
f2 temperature_compensation s16 /100 mV/K +writable
f4 equalize_voltage u16 /100 V +writable
f5 storage_voltage u16 /100 V +writable
f6 float_voltage u16 /100 V +writable
f7 absorption_voltage u16 /100 V +writable
`,
	238: `
b8 monitor_mode e16* monitorMode +signed
f8 aux_mode e8 auxMode
ff consumed_charge s32 /10 Ah
`,
};
