// SPDX-License-Identifier: Apache-2.0
// 16550-type UART.
#include <drivers/ns16550.h>

enum { REG_DATA = 0, REG_IER = 1, REG_FCR = 2, REG_LCR = 3, REG_MCR = 4, REG_LSR = 5 };
enum { REG_DLL = 0, REG_DLM = 1 }; /* while LCR.DLAB is set */

#define IER_RX      0x01
#define FCR_ON      0x01
#define FCR_CLEAR   0x06
#define LCR_8N1     0x03
#define LCR_DLAB    0x80
#define MCR_DTR_RTS 0x03
#define MCR_OUT2    0x08 /* gates the interrupt output on PC-type boards */
#define LSR_RX      0x01
#define LSR_ROOM    0x20
#define LSR_EMPTY   0x40

/* A byte takes about 90 us at 115200 baud and a poll of a register never less than 10 ns; a UART that is silent for
 * longer is gone, and no caller may hang on it. */
#define POLLS 1000000u

void ns16550_init(struct mmio uart, uint16_t divisor)
{
	mmio_write8(uart, REG_IER, 0);
	if (divisor != 0) {
		mmio_write8(uart, REG_LCR, LCR_8N1 | LCR_DLAB);
		mmio_write8(uart, REG_DLL, (uint8_t)divisor);
		mmio_write8(uart, REG_DLM, (uint8_t)(divisor >> 8));
	}
	mmio_write8(uart, REG_LCR, LCR_8N1);
	mmio_write8(uart, REG_FCR, FCR_ON | FCR_CLEAR);
	mmio_write8(uart, REG_MCR, MCR_DTR_RTS | MCR_OUT2);
}

static bool wait_for(struct mmio uart, uint8_t bit)
{
	for (unsigned i = 0; i < POLLS; i++)
		if (mmio_read8(uart, REG_LSR) & bit)
			return true;
	return false;
}

bool ns16550_putc(struct mmio uart, uint8_t byte)
{
	if (!wait_for(uart, LSR_ROOM))
		return false;
	mmio_write8(uart, REG_DATA, byte);
	return true;
}

void ns16550_drain(struct mmio uart)
{
	wait_for(uart, LSR_EMPTY);
}

int ns16550_getc(struct mmio uart)
{
	return mmio_read8(uart, REG_LSR) & LSR_RX ? mmio_read8(uart, REG_DATA) : -1;
}

void ns16550_rx_interrupt(struct mmio uart, bool on)
{
	mmio_write8(uart, REG_IER, on ? IER_RX : 0);
}
