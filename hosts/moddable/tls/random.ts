/**
 * Takes the place of the SDK's `rng`, whose numbers come from `rand()` and, in part, again at each call: here they come
 * from the chip or the operating system.
 */

type Fill = (bytes: ArrayBuffer) => void;

/** An object, because a variable of a module in flash cannot change. */
const source: { fill: Fill } = {
	fill() {
		throw new Error("no random numbers");
	},
};

/** @param fill writes random bytes that are fit for secrets. */
export function useRandom(fill: Fill): void {
	source.fill = fill;
}

export default {
	get(count: number): ArrayBuffer {
		const bytes = new ArrayBuffer(count);
		source.fill(bytes);
		return bytes;
	},
};
