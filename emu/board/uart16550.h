// SPDX-License-Identifier: Apache-2.0
// 16550A serial port.
#ifndef EMU_BOARD_UART16550_H
#define EMU_BOARD_UART16550_H

#include <stdbool.h>
#include <stdint.h>

#include "device.h"
#include "irq.h"
#include "vclock.h"

#define UART16550_FIFO 16

/** The port. Transmission takes no time; received characters come from uart16550_receive(). */
struct uart16550 {
	uint8_t ier, fcr, lcr, mcr, scr;
	uint8_t lsr_errors; /**< overrun and break, cleared by reading LSR */
	uint8_t msr_delta;  /**< changes since MSR was read */
	uint8_t msr_lines;  /**< modem inputs as they were last seen */
	uint16_t divisor;
	uint8_t fifo[UART16550_FIFO];
	uint8_t head, count;
	bool thre_pending;    /**< the transmitter-empty interrupt has not been seen */
	bool timeout_pending; /**< characters below the trigger level have been waiting */
	unsigned shift;       /**< log2 of the distance of registers */
	uint32_t base_baud;   /**< baud rate at divisor 1 */
	struct vclock *clock;
	struct vclock_event timeout;
	struct irq_line out;
	void (*transmit)(void *ctx, uint8_t byte); /**< may be NULL */
	void *transmit_ctx;
};

/** Resets and forgets received characters; the far end (transmit) is kept. */
void uart16550_init(struct uart16550 *uart, struct vclock *clock, struct irq_line out, unsigned shift,
                    uint32_t base_baud);
/** @return how many characters uart16550_receive() can take without an overrun */
unsigned uart16550_room(const struct uart16550 *uart);
/** A character arrives on the line; without room it is lost and the overrun noted. */
void uart16550_receive(struct uart16550 *uart, uint8_t byte);

/** Eight registers, 1 << shift bytes apart; dev is a struct uart16550. */
extern const struct device_ops uart16550_ops;

#endif
