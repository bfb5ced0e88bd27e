/*
	Memory that survives deep sleep and restarts, in the RTC domain. Nothing initializes it, so after a power cut it
	holds chance: a check over length and content tells what was written here from that.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#include "esp_attr.h"
#include "esp_rom_crc.h"

typedef struct {
	uint32_t check;
	uint32_t length;
} Head;

/* 6 KB leave room in the 8 KB that the smallest chips have, of which the system and the bootloader need a little. */
static RTC_NOINIT_ATTR struct {
	Head head;
	uint8_t bytes[6144];
} gData;

/* Why the firmware restarts, apart from the data so that neither must know the other. */
static RTC_NOINIT_ATTR struct {
	Head head;
	uint8_t bytes[64];
} gReason;

static uint32_t check(const Head *head, const uint8_t *bytes)
{
	uint32_t crc = esp_rom_crc32_le(0, (const uint8_t *)&head->length, sizeof(head->length));
	return esp_rom_crc32_le(crc, bytes, head->length);
}

static void keep(xsMachine *the, Head *head, uint8_t *bytes, uint32_t room)
{
	uint32_t length = (uint32_t)xsmcGetArrayBufferLength(xsArg(0));
	if (length > room)
		xsRangeError("too long for retained memory");
	xsmcGetArrayBufferData(xsArg(0), 0, bytes, length);
	head->length = length;
	head->check = check(head, bytes);
}

static void kept(xsMachine *the, const Head *head, const uint8_t *bytes, uint32_t room)
{
	if ((head->length <= room) && (head->check == check(head, bytes)))
		xsmcSetArrayBuffer(xsResult, (void *)bytes, (xsIntegerValue)head->length);
}

void xs_retained_keep(xsMachine *the)
{
	keep(the, &gData.head, gData.bytes, sizeof(gData.bytes));
}

void xs_retained_kept(xsMachine *the)
{
	kept(the, &gData.head, gData.bytes, sizeof(gData.bytes));
}

void xs_retained_keepReason(xsMachine *the)
{
	keep(the, &gReason.head, gReason.bytes, sizeof(gReason.bytes));
}

/* Once: the next start has its own. */
void xs_retained_takeReason(xsMachine *the)
{
	kept(the, &gReason.head, gReason.bytes, sizeof(gReason.bytes));
	gReason.head.length = UINT32_MAX;
}

/* Whether this is a build for development: with the debugger, or instrumented. */
void xs_retained_development(xsMachine *the)
{
#if defined(mxDebug) || defined(mxInstrument)
	xsmcSetBoolean(xsResult, 1);
#else
	xsmcSetBoolean(xsResult, 0);
#endif
}
