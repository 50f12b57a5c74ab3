// SPDX-License-Identifier: Apache-2.0
// A 16550A serial port.
#ifndef VMM_UART_H
#define VMM_UART_H

#include <vmm/bus.h>
#include <vmm/pin.h>

#define VMM_UART_FIFO 16

/** The far end of the serial line. */
struct vmm_uart_line {
	/** Takes one byte that the guest sends. @return false: not now; vmm_uart_drain() tries again. */
	bool (*send)(void *ctx, uint8_t byte);
	/** The guest turned its transmit interrupt off: it has nothing more to send for now. May be NULL. */
	void (*idle)(void *ctx);
	/** The receive buffer has room again after vmm_uart_receive() refused a byte. May be NULL. */
	void (*room)(void *ctx);
	void *ctx;
};

/** A queue of characters with their line status bits (BI, FE, PE) in bits 15:8. */
struct vmm_uart_fifo {
	uint16_t slot[VMM_UART_FIFO];
	uint8_t head, count;
};

/** One serial port. */
struct vmm_uart {
	struct vmm_device dev;
	struct vmm_pin irq;
	struct vmm_uart_line line;
	unsigned shift;          /**< registers are 1 << shift bytes apart */
	struct vmm_uart_fifo rx; /**< received, not yet read by the guest */
	struct vmm_uart_fifo tx; /**< written by the guest, not yet taken by the line */
	uint8_t ier, fcr, lcr, mcr, scr, dll, dlm;
	uint8_t overrun;   /**< LSR.OE */
	uint8_t msr_delta; /**< MSR bits 3:0 */
	uint8_t msr_lines; /**< MSR bits 7:4 as last seen */
	bool thr_empty;    /**< "transmit register empty" interrupt is pending */
	bool wants_room;   /**< a byte was refused since the buffer was last read */
};

/**
 * Prepares a port: @p base is its guest-physical address, @p size its extent (at least 8 << @p shift bytes), @p shift 0 to
 * 3, @p name lives as long as the port. The interrupt pin is left unconnected.
 * @return VMM_OK, VMM_DEV_SHIFT, or VMM_DEV_REG when @p size is too small
 */
int vmm_uart_init(struct vmm_uart *uart, const char *name, uint32_t base, uint32_t size, unsigned shift,
                  const struct vmm_uart_line *line);

/** A byte arrives on the line. @return false: the receive buffer is full, nothing was lost; try again after `room`. */
bool vmm_uart_receive(struct vmm_uart *uart, uint8_t byte);

/** A break arrives on the line (Linux takes it for SysRq). @return as vmm_uart_receive() */
bool vmm_uart_receive_break(struct vmm_uart *uart);

/** The line takes bytes again: sends what waits. */
void vmm_uart_drain(struct vmm_uart *uart);

#endif
