// SPDX-License-Identifier: Apache-2.0
// 16550A: registers, receive FIFO with trigger level and timeout, loopback, interrupt priorities.
#include "uart16550.h"

#include <string.h>

enum {
	RBR_THR = 0,
	IER = 1,
	IIR_FCR = 2,
	LCR = 3,
	MCR = 4,
	LSR = 5,
	MSR = 6,
	SCR = 7,
	IER_RDA = 0x01,
	IER_THRE = 0x02,
	IER_LINE = 0x04,
	IER_MODEM = 0x08,
	IIR_NONE = 0x01,
	IIR_MODEM = 0x00,
	IIR_THRE = 0x02,
	IIR_RDA = 0x04,
	IIR_LINE = 0x06,
	IIR_TIMEOUT = 0x0c,
	IIR_FIFO = 0xc0,
	FCR_ENABLE = 0x01,
	FCR_CLEAR_RX = 0x02,
	FCR_KEPT = 0xc9,
	LCR_DLAB = 0x80,
	MCR_DTR = 0x01,
	MCR_RTS = 0x02,
	MCR_OUT1 = 0x04,
	MCR_OUT2 = 0x08,
	MCR_LOOP = 0x10,
	LSR_DR = 0x01,
	LSR_OE = 0x02,
	LSR_THRE = 0x20,
	LSR_TEMT = 0x40,
	MSR_CTS = 0x10,
	MSR_DSR = 0x20,
	MSR_RI = 0x40,
	MSR_DCD = 0x80,
	MSR_TERI = 0x04,
	BITS_PER_CHAR = 10,
	TIMEOUT_CHARS = 4,
};

static unsigned capacity(const struct uart16550 *uart)
{
	return uart->fcr & FCR_ENABLE ? UART16550_FIFO : 1;
}

static unsigned trigger_level(const struct uart16550 *uart)
{
	static const uint8_t levels[4] = {1, 4, 8, 14};

	return uart->fcr & FCR_ENABLE ? levels[uart->fcr >> 6] : 1;
}

static uint8_t modem_lines(const struct uart16550 *uart)
{
	uint8_t lines = 0;

	/* Nothing but a terminal that is always ready is at the other end. */
	if (!(uart->mcr & MCR_LOOP))
		return MSR_CTS | MSR_DSR | MSR_DCD;
	lines |= uart->mcr & MCR_RTS ? MSR_CTS : 0;
	lines |= uart->mcr & MCR_DTR ? MSR_DSR : 0;
	lines |= uart->mcr & MCR_OUT1 ? MSR_RI : 0;
	lines |= uart->mcr & MCR_OUT2 ? MSR_DCD : 0;
	return lines;
}

static uint8_t interrupt_id(const struct uart16550 *uart)
{
	if (uart->ier & IER_LINE && uart->lsr_errors != 0)
		return IIR_LINE;
	if (uart->ier & IER_RDA && uart->count >= trigger_level(uart))
		return IIR_RDA;
	if (uart->ier & IER_RDA && uart->timeout_pending)
		return IIR_TIMEOUT;
	if (uart->ier & IER_THRE && uart->thre_pending)
		return IIR_THRE;
	if (uart->ier & IER_MODEM && uart->msr_delta != 0)
		return IIR_MODEM;
	return IIR_NONE;
}

static void update_irq(struct uart16550 *uart)
{
	irq_line_set(&uart->out, interrupt_id(uart) != IIR_NONE);
}

/* Restarts the wait after which characters below the trigger level are reported. */
static void restart_timeout(struct uart16550 *uart)
{
	uint64_t divisor = uart->divisor != 0 ? uart->divisor : 1;
	uint64_t chars = uart->clock->hz * BITS_PER_CHAR * divisor / uart->base_baud;

	uart->timeout_pending = false;
	if (uart->count != 0 && uart->fcr & FCR_ENABLE)
		vclock_arm(uart->clock, &uart->timeout, uart->clock->now + TIMEOUT_CHARS * chars + 1);
	else
		vclock_cancel(uart->clock, &uart->timeout);
}

static void timeout_fired(void *ctx)
{
	struct uart16550 *uart = ctx;

	uart->timeout_pending = true;
	update_irq(uart);
}

static void clear_fifo(struct uart16550 *uart)
{
	uart->head = 0;
	uart->count = 0;
	restart_timeout(uart);
}

unsigned uart16550_room(const struct uart16550 *uart)
{
	return uart->mcr & MCR_LOOP || uart->count >= capacity(uart) ? 0 : capacity(uart) - uart->count;
}

static void arrive(struct uart16550 *uart, uint8_t byte)
{
	if (uart->count >= capacity(uart)) {
		uart->lsr_errors |= LSR_OE;
		/* Without FIFO the old character is overwritten, with it the new one is lost. */
		if (!(uart->fcr & FCR_ENABLE))
			uart->fifo[uart->head] = byte;
	} else {
		uart->fifo[(uart->head + uart->count) % UART16550_FIFO] = byte;
		uart->count++;
	}
	restart_timeout(uart);
	update_irq(uart);
}

void uart16550_receive(struct uart16550 *uart, uint8_t byte)
{
	if (!(uart->mcr & MCR_LOOP))
		arrive(uart, byte);
}

static uint8_t take(struct uart16550 *uart)
{
	uint8_t byte = uart->fifo[uart->head];

	if (uart->count == 0)
		return 0;
	uart->head = (uint8_t)((uart->head + 1) % UART16550_FIFO);
	uart->count--;
	restart_timeout(uart);
	return byte;
}

static void set_modem_control(struct uart16550 *uart, uint8_t value)
{
	uint8_t lines;
	uint8_t changed;

	uart->mcr = value & 0x1f;
	lines = modem_lines(uart);
	changed = lines ^ uart->msr_lines;
	/* The ring indicator reports its trailing edge only. */
	uart->msr_delta |= (uint8_t)((changed & (MSR_CTS | MSR_DSR | MSR_DCD)) >> 4);
	uart->msr_delta |= changed & MSR_RI && !(lines & MSR_RI) ? MSR_TERI : 0;
	uart->msr_lines = lines;
}

static void set_fifo_control(struct uart16550 *uart, uint8_t value)
{
	bool toggled = (value ^ uart->fcr) & FCR_ENABLE;

	uart->fcr = value & FCR_ENABLE ? value & FCR_KEPT : 0;
	if (toggled || value & FCR_CLEAR_RX)
		clear_fifo(uart);
}

static void send(struct uart16550 *uart, uint8_t byte)
{
	uart->thre_pending = true;
	if (uart->mcr & MCR_LOOP)
		arrive(uart, byte);
	else if (uart->transmit != NULL)
		uart->transmit(uart->transmit_ctx, byte);
}

static void uart16550_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	struct uart16550 *uart = dev;
	uint8_t byte = (uint8_t)value;
	bool dlab = uart->lcr & LCR_DLAB;

	(void)size;
	switch (off >> uart->shift & 7) {
	case RBR_THR:
		if (dlab)
			uart->divisor = (uint16_t)((uart->divisor & 0xff00) | byte);
		else
			send(uart, byte);
		break;
	case IER:
		if (dlab) {
			uart->divisor = (uint16_t)((uart->divisor & 0xff) | byte << 8);
			break;
		}
		/* Enabling the transmitter interrupt while it is empty raises it. */
		if (byte & ~uart->ier & IER_THRE)
			uart->thre_pending = true;
		uart->ier = byte & 0x0f;
		break;
	case IIR_FCR:
		set_fifo_control(uart, byte);
		break;
	case LCR:
		uart->lcr = byte;
		break;
	case MCR:
		set_modem_control(uart, byte);
		break;
	case SCR:
		uart->scr = byte;
		break;
	default: /* LSR and MSR are read only */
		break;
	}
	update_irq(uart);
}

static uint8_t read_register(struct uart16550 *uart, unsigned reg)
{
	bool dlab = uart->lcr & LCR_DLAB;
	uint8_t value;

	switch (reg) {
	case RBR_THR:
		return dlab ? (uint8_t)uart->divisor : take(uart);
	case IER:
		return dlab ? (uint8_t)(uart->divisor >> 8) : uart->ier;
	case IIR_FCR:
		value = interrupt_id(uart);
		if (value == IIR_THRE)
			uart->thre_pending = false;
		return value | (uart->fcr & FCR_ENABLE ? IIR_FIFO : 0);
	case LCR:
		return uart->lcr;
	case MCR:
		return uart->mcr;
	case LSR:
		value = uart->lsr_errors | LSR_THRE | LSR_TEMT | (uart->count != 0 ? LSR_DR : 0);
		uart->lsr_errors = 0;
		return value;
	case MSR:
		value = uart->msr_lines | uart->msr_delta;
		uart->msr_delta = 0;
		return value;
	default:
		return uart->scr;
	}
}

static uint32_t uart16550_read(void *dev, uint32_t off, unsigned size)
{
	struct uart16550 *uart = dev;
	uint8_t value = read_register(uart, off >> uart->shift & 7);

	(void)size;
	update_irq(uart);
	return value;
}

const struct device_ops uart16550_ops = {uart16550_read, uart16550_write};

void uart16550_init(struct uart16550 *uart, struct vclock *clock, struct irq_line out, unsigned shift,
                    uint32_t base_baud)
{
	void (*transmit)(void *, uint8_t) = uart->transmit;
	void *ctx = uart->transmit_ctx;

	vclock_cancel(clock, &uart->timeout);
	memset(uart, 0, sizeof(*uart));
	uart->transmit = transmit;
	uart->transmit_ctx = ctx;
	uart->clock = clock;
	uart->out = out;
	uart->shift = shift;
	uart->base_baud = base_baud;
	uart->divisor = 12;
	uart->msr_lines = modem_lines(uart);
	uart->thre_pending = true;
	uart->timeout = (struct vclock_event){.fire = timeout_fired, .ctx = uart};
}
