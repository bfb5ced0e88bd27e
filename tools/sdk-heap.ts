/** What the firmware holds of its fixed heaps in the simulator, by the instruments that it prints each second. */

export function lastLines(text: string): string {
	return text.split("\n").slice(-8).join("\n");
}

/** Seconds in which the collector is sure to have run. */
const collected = 10;

/**
 * What a heap holds at most: the highest of the lowest uses in ten seconds. Between two collections garbage fills it to
 * the brim, always, because it does not grow.
 */
export function peak(text: string, name: string): string {
	const lines = text.split("\n");
	const names = lines
		.find((line) => line.startsWith("instruments key: "))!
		.slice(17)
		.split(",");
	const column = names.indexOf(`${name} used`);
	const rows = lines
		.filter((line) => line.startsWith("instruments: "))
		.map((line) => line.slice(13).split(",").map(Number));
	const used = rows.map((row) => row[column]!);
	const available = rows.at(-1)![column + 1]!;
	let most = 0;
	for (let at = 2; at + collected <= used.length; at++)
		most = Math.max(most, Math.min(...used.slice(at, at + collected)));
	const unit = name === "Chunk" ? 1 : 32;
	const what = name === "Chunk" ? "bytes" : "slots";
	return `${most / unit} of ${available / unit} ${what}, ${Math.round(100 - (100 * most) / available)} % free`;
}
