/**
 * The median of a day in 28 bytes: an equal-width histogram of 24 counters whose bins double their width, two and
 * two becoming one, whenever a value lies outside. Bins are multiples of a hundredth, so few different values are
 * kept exactly; the order of the values plays no part.
 *
 * The error is less than one bin, which is at most 2/23 of the range of all values (and 0.01 while they span less
 * than 0.24); inside a bin the values count as evenly spread, which makes it a fifth of that with most data. The
 * estimators with moving markers (P²) are smaller, but wrong by any amount with values that keep to few levels, as
 * a battery between its charge stages does.
 *
 * Counters are bytes: when one is full all are halved, and from then on every second sample counts.
 */

/** Bytes. */
export const sketchSize = 28;

const bins = 24;
/** First bin, in bins from zero (16 bits, signed); binary logarithms of bin width ÷ 0.01 and of samples per count. */
const [firstBin, widthShift, periodShift, counters] = [0, 2, 3, 4];

/** Samples that stand for one: `addSample` wants every n-th only, n a power of two that grows. */
export function samplePeriod(view: DataView, at: number): number {
	return 2 ** view.getUint8(at + periodShift);
}

/**
 * @param view has a sketch at `at`; bytes of zero are an empty one.
 * @param value -327 to 327, in any unit; its hundredths count.
 */
export function addSample(view: DataView, at: number, value: number): void {
	const hundredths = Math.max(-32_700, Math.min(32_700, Math.round(value * 100)));
	let bin = (hundredths >> view.getUint8(at + widthShift)) - view.getInt16(at + firstBin, true);
	if (bin < 0 || bin >= bins) bin = fit(view, at, hundredths);
	const counter = at + counters + bin;
	const count = view.getUint8(counter);
	if (count < 255) {
		view.setUint8(counter, count + 1);
		return;
	}
	for (let i = 0; i < bins; i++)
		view.setUint8(at + counters + i, (view.getUint8(at + counters + i) + 1) >> 1);
	view.setUint8(at + periodShift, view.getUint8(at + periodShift) + 1);
}

/** NaN when there are no samples. */
export function median(view: DataView, at: number): number {
	let total = 0;
	for (let i = 0; i < bins; i++) total += view.getUint8(at + counters + i);
	let below = total / 2;
	const shift = view.getUint8(at + widthShift);
	for (let i = 0; i < bins; i++) {
		const count = view.getUint8(at + counters + i);
		if (below < count) {
			const inside = Math.floor((below / count) * (1 << shift));
			return (((view.getInt16(at + firstBin, true) + i) << shift) + inside) / 100;
		}
		below -= count;
	}
	return Number.NaN;
}

/** Moves or widens the bins until the value has one, and gives it. Rare: a day widens them about five times. */
function fit(view: DataView, at: number, hundredths: number): number {
	const first = view.getInt16(at + firstBin, true);
	let shift = view.getUint8(at + widthShift);
	let from = hundredths >> shift;
	let to = from;
	for (let i = 0; i < bins; i++) {
		if (view.getUint8(at + counters + i) === 0) continue;
		from = Math.min(from, first + i);
		to = Math.max(to, first + i);
	}
	let wider = 0;
	for (; to - from >= bins; wider++) {
		from >>= 1;
		to >>= 1;
	}
	// What is left over is shared by both ends, so that neither is near.
	from -= (bins - 1 - (to - from)) >> 1;
	rebin(view, at, first, from, wider);
	shift += wider;
	view.setInt16(at + firstBin, from, true);
	view.setUint8(at + widthShift, shift);
	return (hundredths >> shift) - from;
}

/** Gives each counter its new bin, where several may meet. */
function rebin(view: DataView, at: number, first: number, from: number, wider: number): void {
	const counts = new Uint16Array(bins);
	let most = 0;
	for (let i = 0; i < bins; i++) {
		const count = view.getUint8(at + counters + i);
		if (count === 0) continue;
		const bin = ((first + i) >> wider) - from;
		counts[bin]! += count;
		most = Math.max(most, counts[bin]!);
	}
	let halvings = 0;
	while (most >> halvings > 254) halvings++;
	for (let i = 0; i < bins; i++)
		view.setUint8(at + counters + i, (counts[i]! + (1 << halvings) - 1) >> halvings);
	view.setUint8(at + periodShift, view.getUint8(at + periodShift) + halvings);
}
