/** Seeded randomness: mulberry32 (Tommy Ettinger, public domain), so that one seed gives one site, byte for byte. */

/** Next number in [0, 1). */
export type Random = () => number;

export function mulberry32(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
	};
}

/** A seed of its own for each use, so that adding a device changes nothing for the others (FNV-1a). */
export function subSeed(seed: number, use: string): number {
	let hash = 0x811c9dc5 ^ seed;
	for (let i = 0; i < use.length; i++) hash = Math.imul(hash ^ use.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}

/** White noise in [0, 1) with random access: the value of `step` does not depend on what was asked before. */
export function noiseAt(seed: number, step: number): number {
	return mulberry32(seed ^ Math.imul(step, 0x9e3779b1))();
}

/** Noise in [0, 1] that wanders smoothly from one whole `position` to the next. */
export function smoothNoise(seed: number, position: number): number {
	const step = Math.floor(position);
	const part = position - step;
	const blend = part * part * (3 - 2 * part);
	return noiseAt(seed, step) * (1 - blend) + noiseAt(seed, step + 1) * blend;
}
