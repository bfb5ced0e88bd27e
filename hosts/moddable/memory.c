/* What is free in XS's heaps. A release has no instruments, so it is read from the machine. */

#include "xsAll.h"
#include "xs.h"

/*
	hasRoom(chunks, slots): bytes in chunks, and slots, at the same time, after a collection. With memory in one block
	(`creation.static`) the gap between the heaps serves both; without it, a heap that may grow is taken to do so.
*/
void xs_memory_hasRoom(xsMachine *the)
{
	txSize chunks = xsToInteger(xsArg(0)), slots = xsToInteger(xsArg(1));
	txSize freeChunks, freeSlots;

	fxCollect(the, XS_COMPACT_FLAG);
	freeChunks = the->maximumChunksSize - the->currentChunksSize;
	freeSlots = the->maximumHeapCount - the->currentHeapCount;
#if ESP32
	if (the->heap) {
		txSize missing = slots - freeSlots;
		freeChunks += the->heap_pend - the->heap_ptr;
		if (missing > 0)
			freeChunks -= missing * (txSize)sizeof(txSlot);
		xsResult = xsBoolean(freeChunks >= chunks);
		return;
	}
#endif
	xsResult = xsBoolean((the->minimumChunksSize || freeChunks >= chunks) && (the->minimumHeapCount || freeSlots >= slots));
}
