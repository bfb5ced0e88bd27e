/** The sleep policy's settings from those of the schema. */

import type { Settings } from "../settings/schema";
import type { SleepSettings } from "./sleep-decision";

export function sleepSettings(settings: Settings): SleepSettings {
	return {
		mode: settings["sleep.mode"],
		after: settings["sleep.after"] * 1000,
		check: settings["sleep.check"] * 1000,
		heartbeat: settings["sleep.heartbeat"] * 1000,
		alarmVoltage: settings["sleep.alarm_voltage"],
		awake: settings["cycle.awake"] * 1000,
		asleep: settings["cycle.asleep"] * 1000,
		service: settings["cycle.service"],
	};
}
