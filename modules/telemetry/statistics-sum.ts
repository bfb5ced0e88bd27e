/** What adds up in a slice. Offsets are bytes in the whole view. */

import { addSample, samplePeriod } from "./median-sketch";
import { latest, today } from "./statistics-layout";

const mostTime = 0xffff_ffff;

/**
 * Adds the area under the line from one measured value to the next (trapezoid): what lies above zero at `at`, what
 * lies below at the Float64 behind it, positive too.
 * @param time between both, in the unit of time that the area has.
 */
export function addArea(view: DataView, at: number, from: number, to: number, time: number): void {
	if (from >= 0 && to >= 0) {
		if (from !== 0 || to !== 0) add(view, at, ((from + to) / 2) * time);
	} else if (from <= 0 && to <= 0) {
		add(view, at + 8, ((-from - to) / 2) * time);
	} else {
		// Two triangles that meet where the line crosses zero.
		const positive = from > 0 ? from : to;
		const negative = from > 0 ? to : from;
		const height = time / (positive - negative) / 2;
		add(view, at, positive * positive * height);
		add(view, at + 8, negative * negative * height);
	}
}

function add(view: DataView, at: number, value: number): void {
	view.setFloat64(at, view.getFloat64(at, true) + value, true);
}

/** @param time milliseconds. */
export function addTime(view: DataView, at: number, time: number): void {
	const sum = view.getUint32(at, true) + time;
	if (sum <= mostTime) view.setUint32(at, sum, true);
}

/**
 * Keeps the smallest value at `at` and the largest behind it; Float32.
 * @param seen 0 for the first value.
 */
export function addRange(view: DataView, at: number, value: number, seen: number): void {
	if (seen === 0 || value < view.getFloat32(at, true)) view.setFloat32(at, value, true);
	if (seen === 0 || value > view.getFloat32(at + 4, true)) view.setFloat32(at + 4, value, true);
}

/**
 * Adds to the mean of the voltage.
 * @param base first byte of the slice.
 * @param time milliseconds between both values.
 */
export function addVoltage(view: DataView, base: number, from: number, to: number, time: number): void {
	const covered = view.getUint32(base + today.voltageTime, true) + time;
	if (covered > mostTime) return;
	view.setUint32(base + today.voltageTime, covered, true);
	add(view, base + today.voltageSum, ((from + to) / 2) * time);
}

/**
 * Adds the voltage that the device had last to the median.
 * @param minute that has begun, by any clock: as the sketch fills, it wants a sample every second, fourth… minute only.
 */
export function sampleVoltage(view: DataView, base: number, minute: number): void {
	const sketch = base + today.voltageMedian;
	if (minute % samplePeriod(view, sketch) === 0)
		addSample(view, sketch, view.getFloat32(base + latest.voltage, true));
}
