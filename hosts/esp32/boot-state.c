/*
	What ESP-IDF knows of the firmware that runs, where it was started by an update: on trial until it is confirmed.
	Writing the next one is the SDK's `embedded:update`.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#include "esp_system.h"
#include "app_update/include/esp_ota_ops.h"

void xs_bootState_trial(xsMachine *the)
{
	esp_ota_img_states_t state;

	xsmcSetBoolean(xsResult,
		(ESP_OK == esp_ota_get_state_partition(esp_ota_get_running_partition(), &state)) &&
		(ESP_OTA_IMG_PENDING_VERIFY == state));
}

void xs_bootState_confirm(xsMachine *the)
{
	if (ESP_OK != esp_ota_mark_app_valid_cancel_rollback())
		xsUnknownError("cannot confirm");
}

/* Returns only where there is no other firmware; after a restart the bootloader decides. */
void xs_bootState_rollBack(xsMachine *the)
{
	esp_ota_mark_app_invalid_rollback_and_reboot();
	esp_restart();
}
