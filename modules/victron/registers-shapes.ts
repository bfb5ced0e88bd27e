/** What fields of several registers share: kind, width, sign, NA, scale and unit. All are little-endian. */

import { chargerError } from "./enums";

const number = { kind: "number", start: 0 } as const;
const signed16 = { ...number, width: 16, signed: true, na: 0x7fff } as const;
const unsigned16 = { ...number, width: 16, na: 0xffff } as const;
const signed32 = { ...number, width: 32, signed: true, na: 0x7fff_ffff } as const;
const unsigned32 = { ...number, width: 32, na: 0xffff_ffff } as const;
const config = { stateClass: "none", diagnostic: true } as const;

/** A plain number of a byte or two. */
export const count8 = { ...number, width: 8, ...config } as const;
export const count16 = { ...unsigned16, ...config } as const;

/** What a monitor keeps of its battery. */
export const history32 = { ...signed32, stateClass: "total_increasing", diagnostic: true } as const;
export const historyCharge = { ...signed32, divisor: 10, unit: "Ah", ...config } as const;
export const historyVolts = { ...signed32, divisor: 100, unit: "V", ...config } as const;

export const volts = { ...unsigned16, divisor: 100, unit: "V" } as const;
export const signedVolts = { ...signed16, divisor: 100, unit: "V" } as const;
export const wholeVolts = { ...number, width: 8, na: 0xff, unit: "V", ...config } as const;
export const amperes = { ...unsigned16, divisor: 10, unit: "A" } as const;
export const signedAmperes = { ...signed16, divisor: 10, unit: "A" } as const;
export const milliamperes = { ...signed32, divisor: 1000, unit: "A" } as const;
export const watts = { ...unsigned16, unit: "W" } as const;
export const signedWatts = { ...signed16, unit: "W" } as const;
export const wattHundredths = { ...unsigned32, divisor: 100, unit: "W" } as const;
export const energy = { divisor: 100, unit: "kWh", stateClass: "total_increasing" } as const;
export const energy16 = { ...unsigned16, ...energy } as const;
export const energy32 = { ...unsigned32, ...energy } as const;
export const kelvin = { ...unsigned16, bias: -27315, divisor: 100, unit: "°C" } as const;
export const celsius = { ...signed16, divisor: 100, unit: "°C" } as const;
export const minutes = { ...unsigned16, unit: "min" } as const;
export const hours = { ...unsigned16, divisor: 100, unit: "h" } as const;
export const seconds = { ...unsigned32, unit: "s", ...config } as const;
export const voltageSetting = { ...volts, ...config } as const;
export const currentSetting = { ...amperes, ...config } as const;

export const enum8 = { kind: "enum", start: 0, width: 8, na: 0xff } as const;
export const flags8 = { kind: "flags", start: 0, width: 8 } as const;
export const flags16 = { kind: "flags", start: 0, width: 16 } as const;
export const flags32 = { kind: "flags", start: 0, width: 32 } as const;
export const error8 = { ...enum8, values: chargerError, diagnostic: true } as const;
