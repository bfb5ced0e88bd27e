/** The name that was perhaps meant: at most two edits away, and less than half of it wrong. */
export function suggest(name: string, names: readonly string[]): string | undefined {
	let best: string | undefined;
	let least = 3;
	for (const candidate of names) {
		if (Math.abs(candidate.length - name.length) >= least) continue;
		const edits = distance(name, candidate);
		if (edits >= least || edits * 2 >= candidate.length) continue;
		best = candidate;
		least = edits;
	}
	return best;
}

/** Levenshtein's, one row at a time. */
function distance(left: string, right: string): number {
	let row: number[] = [];
	for (let column = 0; column <= right.length; column++) row.push(column);
	for (let line = 1; line <= left.length; line++) {
		const next = [line];
		for (let column = 1; column <= right.length; column++) {
			const replaced = row[column - 1]! + (left[line - 1] === right[column - 1] ? 0 : 1);
			next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
		}
		row = next;
	}
	return row[right.length]!;
}
