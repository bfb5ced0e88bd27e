/** The C side: what is free. */

/** Whether XS has so many bytes in chunks and so many slots at once; asks after a garbage collection. */
export function hasRoom(chunks: number, slots: number): boolean {
	return native("xs_memory_hasRoom").call(undefined, chunks, slots);
}
