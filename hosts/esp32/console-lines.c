/*
	The serial lines of a release: UART0 on its usual pins, where a board's USB converter is, and the USB of the chip
	itself where it has one. Both go through ESP-IDF's drivers: their buffers hold a line of 512 bytes while XS is busy,
	which the 128 bytes of the hardware do not (11 ms at 115,200 baud). Nothing here waits.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#include "driver/uart.h"
#include "soc/soc_caps.h"
#include "soc/uart_pins.h"
#if SOC_USB_SERIAL_JTAG_SUPPORTED
	/* the SDK's build has this component's folder on no path */
	#include "esp_driver_usb_serial_jtag/include/driver/usb_serial_jtag.h"
#endif

enum { kUART, kUSB };

#define kReceiveBuffer 1024
#define kTransmitBuffer 512
#define kLargestRead 256

void xs_console_open(xsMachine *the)
{
	int opened = 0;

#if !defined(mxDebug) && !defined(mxInstrument)
	if (kUART == xsmcToInteger(xsArg(0))) {
		uart_config_t config = {
			.baud_rate = 115200,
			.data_bits = UART_DATA_8_BITS,
			.parity = UART_PARITY_DISABLE,
			.stop_bits = UART_STOP_BITS_1,
			.flow_ctrl = UART_HW_FLOWCTRL_DISABLE,
			.source_clk = UART_SCLK_DEFAULT
		};
		opened = (ESP_OK == uart_driver_install(UART_NUM_0, kReceiveBuffer, kTransmitBuffer, 0, NULL, 0))
			&& (ESP_OK == uart_param_config(UART_NUM_0, &config))
			&& (ESP_OK == uart_set_pin(UART_NUM_0, U0TXD_GPIO_NUM, U0RXD_GPIO_NUM, UART_PIN_NO_CHANGE, UART_PIN_NO_CHANGE));
	}
	#if SOC_USB_SERIAL_JTAG_SUPPORTED
	else {
		usb_serial_jtag_driver_config_t config = {
			.tx_buffer_size = kTransmitBuffer,
			.rx_buffer_size = kReceiveBuffer
		};
		opened = ESP_OK == usb_serial_jtag_driver_install(&config);
	}
	#endif
#endif
	xsmcSetBoolean(xsResult, opened);
}

void xs_console_read(xsMachine *the)
{
	uint8_t bytes[kLargestRead];
	int count = 0;

	if (kUART == xsmcToInteger(xsArg(0)))
		count = uart_read_bytes(UART_NUM_0, bytes, sizeof(bytes), 0);
#if SOC_USB_SERIAL_JTAG_SUPPORTED
	else
		count = usb_serial_jtag_read_bytes(bytes, sizeof(bytes), 0);
#endif
	if (count > 0)
		xsmcSetArrayBuffer(xsResult, bytes, count);
}

void xs_console_write(xsMachine *the)
{
	void *bytes;
	xsUnsignedValue length;
	int count = 0;

	xsmcGetBufferReadable(xsArg(1), &bytes, &length);
	if (kUART == xsmcToInteger(xsArg(0))) {
		size_t room = 0;
		/* with less it would wait for the line */
		if ((ESP_OK == uart_get_tx_buffer_free_size(UART_NUM_0, &room)) && (length <= room))
			count = uart_write_bytes(UART_NUM_0, bytes, length);
	}
#if SOC_USB_SERIAL_JTAG_SUPPORTED
	else
		count = usb_serial_jtag_write_bytes(bytes, length, 0);
#endif
	xsmcSetInteger(xsResult, count > 0 ? count : 0);
}
