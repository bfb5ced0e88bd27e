/*
	Memory that survives deep sleep and restarts, panics included, in the RTC domain. It must be the kind that nothing
	initializes: RTC_DATA_ATTR is loaded from flash again at each start but a wake. So after a power cut it holds chance,
	and after an update what the old firmware left: a check over length and content tells what was written here from
	that. Of what an interrupted write leaves, the check does not hold either.
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

/*
	6 KB leave room in the smallest: 8 KB of slow memory on the ESP32 and the S3, 8 KB for all on the C3, 16 on the C6,
	of which ESP-IDF has 24 bytes for its clock, the bootloader as many, and the code that wakes the chip a little.
*/
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

static void kept(xsMachine *the, const Head *head, const uint8_t *bytes, uint32_t room)
{
	if ((head->length <= room) && (head->check == check(head, bytes)))
		xsmcSetArrayBuffer(xsResult, (void *)bytes, (xsIntegerValue)head->length);
}

void xs_retained_keep(xsMachine *the)
{
	uint32_t length = (uint32_t)xsmcGetArrayBufferLength(xsArg(0));
	if (length > sizeof(gData.bytes))
		xsRangeError("too long for retained memory");
	xsmcGetArrayBufferData(xsArg(0), 0, gData.bytes, (xsIntegerValue)length);
	gData.head.length = length;
	gData.head.check = check(&gData.head, gData.bytes);
}

void xs_retained_kept(xsMachine *the)
{
	kept(the, &gData.head, gData.bytes, sizeof(gData.bytes));
}

/*
	The texts of all arguments in a row, cut between two characters where the room ends. It must not allocate: the
	reason may be that XS has no memory left.
*/
void xs_retained_keepReason(xsMachine *the)
{
	const uint32_t room = sizeof(gReason.bytes);
	uint8_t *bytes = gReason.bytes;
	uint32_t length = 0;
	int count = xsmcArgc;

	for (int i = 0; i < count; i++)
		for (const char *text = xsmcToString(xsArg(i)); *text && (length <= room); text++, length++)
			if (length < room)
				bytes[length] = (uint8_t)*text;
	if (length > room) {
		length = room;
		while ((length > 0) && ((bytes[length - 1] & 0xC0) == 0x80))
			length -= 1;
		if ((length > 0) && (bytes[length - 1] >= 0xC0))
			length -= 1;
	}
	gReason.head.length = length;
	gReason.head.check = check(&gReason.head, bytes);
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
