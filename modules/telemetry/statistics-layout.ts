/**
 * How the statistics of one device lie in their slice. Little-endian; bytes of zero are a device that was never heard.
 *
 * | bytes | holds |
 * |---|---|
 * | 0 to 31 | the latest reading, which the next one is integrated with |
 * | 32 to 161 | today, while it adds up |
 * | 162 to 233 | yesterday, closed and shorter |
 * | 234 to 291 | lifetime up to today, without it |
 * | 292 to 351 | the yield of the 30 days before today, oldest first, as `dayCode` writes it |
 */

/** Bytes of one device. */
export const sliceSize = 352;

/** A slice of another layout is not taken. */
export const sliceVersion = 1;

/** What a day, or the lifetime, has seen of a device. `balance`: battery current while chargers are heard. */
export const seenBit = {
	reading: 1,
	voltage: 2,
	current: 4,
	pv: 8,
	yield: 16,
	stage: 32,
	full: 64,
	balance: 128,
} as const;

/** What the latest reading had. `charger`: its PV power counts for the network. */
export const hadBit = { reading: 1, voltage: 2, current: 4, charger: 8, deficit: 16, full: 32 } as const;

/** Byte offsets. Eight bits unless said. */
export const latest = {
	version: 0,
	/** `hadBit`. */
	had: 1,
	/** `seenBit`, of each period. */
	seenToday: 2,
	seenYesterday: 3,
	seenLifetime: 4,
	/** Offset of the duration that the charge stage adds to; 0 for stages that are not counted. */
	stage: 5,
	/** 16 bits: local days from 1970-01-01 to what is today; 0 is unknown. */
	day: 6,
	/** Float64: monotonic milliseconds. */
	at: 8,
	/** Float32: V, A, W. */
	voltage: 16,
	current: 20,
	pvPower: 24,
	/** 32 bits: the charger's own counter in 0.01 kWh, plus one; 0 before it was seen. */
	counter: 28,
} as const;

/** Byte offsets. */
export const today = {
	/** Float64: Ah, then Wh. Discharge lies 8 bytes after charge. */
	charge: 32,
	discharge: 40,
	chargeEnergy: 48,
	dischargeEnergy: 56,
	/** Float64: V × ms; then 32 bits: the ms. */
	voltageSum: 64,
	voltageTime: 72,
	/** Float32: V, A, W. The maximum lies 4 bytes after the minimum. */
	voltageMin: 76,
	voltageMax: 80,
	currentMin: 84,
	currentMax: 88,
	pvPowerMax: 92,
	/** 32 bits: 0.01 kWh. */
	yield: 96,
	/** 32 bits: UTC in seconds since 1970, or monotonic seconds while the day is unknown; 0 is never. */
	firstLight: 100,
	lastLight: 104,
	breakEven: 108,
	/** 32 bits: ms. */
	deficit: 112,
	bulk: 116,
	absorption: 120,
	float: 124,
	full: 128,
	/** 16 bits. */
	gaps: 132,
	/** A median sketch. */
	voltageMedian: 134,
	end: 162,
} as const;

export const days = { start: 292, count: 30 } as const;
