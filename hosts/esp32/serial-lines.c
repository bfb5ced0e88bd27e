/*
	The serial lines: UART0 on its usual pins, where a board's USB converter is, the USB of the chip itself where it has
	one, and UART1 on any pins for VE.Direct. All go through ESP-IDF's drivers: their buffers hold a line of 512 bytes, or
	half a second of VE.Direct, while XS is busy, which the 128 bytes of the hardware do not (11 ms at 115,200 baud, 66 ms
	at 19,200). Nothing here waits.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#include "driver/uart.h"
#include "esp_bit_defs.h"
#include "esp_private/esp_gpio_reserve.h"
#include "soc/soc_caps.h"
#include "soc/uart_pins.h"
#if SOC_USB_SERIAL_JTAG_SUPPORTED
	/* the SDK's build has this component's folder on no path */
	#include "esp_driver_usb_serial_jtag/include/driver/usb_serial_jtag.h"
#endif

enum { kUART, kUSB, kVEDirect };

#define kReceiveBuffer 1024
#define kTransmitBuffer 512
#define kLargestRead 256

static uart_port_t uartOf(int line)
{
	return kVEDirect == line ? UART_NUM_1 : UART_NUM_0;
}

static int openUART(uart_port_t uart, int baud, int transmit, int receive)
{
	uart_config_t config = {
		.baud_rate = baud,
		.data_bits = UART_DATA_8_BITS,
		.parity = UART_PARITY_DISABLE,
		.stop_bits = UART_STOP_BITS_1,
		.flow_ctrl = UART_HW_FLOWCTRL_DISABLE,
		.source_clk = UART_SCLK_DEFAULT
	};
	if (ESP_OK != uart_driver_install(uart, kReceiveBuffer, kTransmitBuffer, 0, NULL, 0))
		return 0;
	if ((ESP_OK == uart_param_config(uart, &config))
		&& (ESP_OK == uart_set_pin(uart, transmit, receive, UART_PIN_NO_CHANGE, UART_PIN_NO_CHANGE)))
		return 1;
	uart_driver_delete(uart);
	return 0;
}

/* a pin of the flash would end the firmware, again at each start; one of the console would end that */
static int isFree(int pin)
{
	return (pin < 0) || ((pin < 64) && !esp_gpio_is_reserved(BIT64(pin)));
}

void xs_serial_open(xsMachine *the)
{
	int opened = 0;
	int line = xsmcToInteger(xsArg(0));

	if (kVEDirect == line) {
		int receive = xsmcToInteger(xsArg(1)), transmit = xsmcToInteger(xsArg(2));

		opened = (receive != transmit) && isFree(receive) && isFree(transmit)
			&& openUART(UART_NUM_1, 19200, transmit < 0 ? UART_PIN_NO_CHANGE : transmit, receive);
	}
#if !defined(mxDebug) && !defined(mxInstrument)
	else if (kUART == line)
		opened = openUART(UART_NUM_0, 115200, U0TXD_GPIO_NUM, U0RXD_GPIO_NUM);
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

void xs_serial_read(xsMachine *the)
{
	uint8_t bytes[kLargestRead];
	int count = 0;
	int line = xsmcToInteger(xsArg(0));

	if (kUSB != line)
		count = uart_read_bytes(uartOf(line), bytes, sizeof(bytes), 0);
#if SOC_USB_SERIAL_JTAG_SUPPORTED
	else
		count = usb_serial_jtag_read_bytes(bytes, sizeof(bytes), 0);
#endif
	if (count > 0)
		xsmcSetArrayBuffer(xsResult, bytes, count);
}

void xs_serial_write(xsMachine *the)
{
	void *bytes;
	xsUnsignedValue length;
	int count = 0;
	int line = xsmcToInteger(xsArg(0));

	xsmcGetBufferReadable(xsArg(1), &bytes, &length);
	if (kUSB != line) {
		size_t room = 0;
		/* with less it would wait for the line */
		if ((ESP_OK == uart_get_tx_buffer_free_size(uartOf(line), &room)) && (length <= room))
			count = uart_write_bytes(uartOf(line), bytes, length);
	}
#if SOC_USB_SERIAL_JTAG_SUPPORTED
	else
		count = usb_serial_jtag_write_bytes(bytes, length, 0);
#endif
	xsmcSetInteger(xsResult, count > 0 ? count : 0);
}
