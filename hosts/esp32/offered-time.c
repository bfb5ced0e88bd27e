/*
	The time server that the network offers by DHCP (option 42, CONFIG_LWIP_DHCP_GET_NTP_SRV). lwIP keeps its address
	when it is told to; its own SNTP client is never started, so it asks nobody.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#include "esp_netif.h"
#include "esp_sntp.h"

/* From the next DHCP answer on. It is lwIP's task that takes the word, so that must run; the WiFi finds it running. */
void xs_offeredTime_expect(xsMachine *the)
{
	(void)the;
	if (esp_netif_init() == ESP_OK)
		esp_sntp_servermode_dhcp(true);
}

/* Its address as text, or undefined. */
void xs_offeredTime_server(xsMachine *the)
{
	char text[IPADDR_STRLEN_MAX];
	const ip_addr_t *server = esp_sntp_getserver(0);

	if (!ip_addr_isany(server) && ipaddr_ntoa_r(server, text, sizeof(text)))
		xsmcSetString(xsResult, text);
}
