// SPDX-License-Identifier: Apache-2.0
// 16550A registers, FIFOs, loopback and interrupt logic. Time does not pass on the line: a character takes none.
#include <vmm/uart.h>

// Registers.
#define RBR_THR 0
#define IER     1
#define IIR_FCR 2
#define LCR     3
#define MCR     4
#define LSR     5
#define MSR     6
#define SCR     7

#define IER_RX    0x01
#define IER_TX    0x02
#define IER_LINE  0x04
#define IER_MODEM 0x08
#define IER_MASK  0x0f

#define IIR_NONE    0x01
#define IIR_MODEM   0x00
#define IIR_TX      0x02
#define IIR_RX      0x04
#define IIR_LINE    0x06
#define IIR_TIMEOUT 0x0c
#define IIR_FIFO    0xc0

#define FCR_ENABLE   0x01
#define FCR_CLEAR_RX 0x02
#define FCR_CLEAR_TX 0x04
#define FCR_KEPT     0xc9

#define LCR_DLAB 0x80

#define MCR_DTR      0x01
#define MCR_RTS      0x02
#define MCR_OUT1     0x04
#define MCR_OUT2     0x08
#define MCR_LOOPBACK 0x10
#define MCR_MASK     0x1f

#define LSR_DR    0x01
#define LSR_OE    0x02
#define LSR_BI    0x10
#define LSR_ERROR 0x1c /* BI, FE, PE: they travel with the character */
#define LSR_THRE  0x20
#define LSR_TEMT  0x40
#define LSR_FIFOE 0x80

#define MSR_CTS  0x10
#define MSR_DSR  0x20
#define MSR_RI   0x40
#define MSR_DCD  0x80
#define MSR_TERI 0x04

static void fifo_push(struct vmm_uart_fifo *fifo, uint16_t value)
{
	fifo->slot[(fifo->head + fifo->count) % VMM_UART_FIFO] = value;
	fifo->count++;
}

static uint16_t fifo_first(const struct vmm_uart_fifo *fifo)
{
	return fifo->slot[fifo->head];
}

static void fifo_drop(struct vmm_uart_fifo *fifo)
{
	fifo->head = (uint8_t)((fifo->head + 1) % VMM_UART_FIFO);
	fifo->count--;
}

static void fifo_clear(struct vmm_uart_fifo *fifo)
{
	fifo->head = 0;
	fifo->count = 0;
}

// Without FIFO mode, one character: the receive buffer or transmit holding register.
static unsigned depth(const struct vmm_uart *uart)
{
	return uart->fcr & FCR_ENABLE ? VMM_UART_FIFO : 1;
}

static uint8_t line_status(const struct vmm_uart *uart)
{
	uint8_t lsr = uart->overrun;

	if (uart->rx.count)
		lsr |= LSR_DR | (fifo_first(&uart->rx) >> 8 & LSR_ERROR);
	if (uart->fcr & FCR_ENABLE) {
		for (unsigned i = 0; i < uart->rx.count; i++) {
			if (uart->rx.slot[(uart->rx.head + i) % VMM_UART_FIFO] >> 8 & LSR_ERROR)
				lsr |= LSR_FIFOE;
		}
	}
	if (!uart->tx.count)
		lsr |= LSR_THRE | LSR_TEMT;
	return lsr;
}

static unsigned trigger_level(const struct vmm_uart *uart)
{
	static const uint8_t levels[] = {1, 4, 8, 14};

	return uart->fcr & FCR_ENABLE ? levels[uart->fcr >> 6] : 1;
}

// The highest pending interrupt, as IIR bits 3:0. No time passes on the line, so a character below the trigger level has
// always waited long enough for the time-out indication.
static uint8_t pending(const struct vmm_uart *uart)
{
	if (uart->ier & IER_LINE && line_status(uart) & (LSR_OE | LSR_ERROR))
		return IIR_LINE;
	if (uart->ier & IER_RX && uart->rx.count)
		return uart->rx.count >= trigger_level(uart) ? IIR_RX : IIR_TIMEOUT;
	if (uart->ier & IER_TX && uart->thr_empty)
		return IIR_TX;
	if (uart->ier & IER_MODEM && uart->msr_delta)
		return IIR_MODEM;
	return IIR_NONE;
}

static void update_irq(struct vmm_uart *uart)
{
	vmm_pin_set(&uart->irq, pending(uart) != IIR_NONE);
}

// In loopback the modem outputs feed the inputs; otherwise the far end is always there and ready.
static uint8_t modem_lines(const struct vmm_uart *uart)
{
	uint8_t lines = 0;

	if (!(uart->mcr & MCR_LOOPBACK))
		return MSR_CTS | MSR_DSR | MSR_DCD;
	if (uart->mcr & MCR_RTS)
		lines |= MSR_CTS;
	if (uart->mcr & MCR_DTR)
		lines |= MSR_DSR;
	if (uart->mcr & MCR_OUT1)
		lines |= MSR_RI;
	if (uart->mcr & MCR_OUT2)
		lines |= MSR_DCD;
	return lines;
}

static void rx_room(struct vmm_uart *uart)
{
	if (!uart->wants_room)
		return;
	uart->wants_room = false;
	if (uart->line.room)
		uart->line.room(uart->line.ctx);
}

static void set_mcr(struct vmm_uart *uart, uint8_t value)
{
	uint8_t before = uart->msr_lines;
	bool reconnected = uart->mcr & ~value & MCR_LOOPBACK;

	uart->mcr = value & MCR_MASK;
	uart->msr_lines = modem_lines(uart);

	uint8_t changed = before ^ uart->msr_lines;

	uart->msr_delta |= changed >> 4 & ~MSR_TERI & 0xf;
	// TERI marks the trailing edge of RI only.
	if (before & ~uart->msr_lines & MSR_RI)
		uart->msr_delta |= MSR_TERI;
	if (reconnected)
		rx_room(uart);
}

void vmm_uart_drain(struct vmm_uart *uart)
{
	bool sent = false;

	while (uart->tx.count && uart->line.send(uart->line.ctx, (uint8_t)fifo_first(&uart->tx))) {
		fifo_drop(&uart->tx);
		sent = true;
	}
	if (sent && !uart->tx.count)
		uart->thr_empty = true;
	update_irq(uart);
}

static void transmit(struct vmm_uart *uart, uint8_t byte)
{
	uart->thr_empty = false;
	if (uart->mcr & MCR_LOOPBACK) {
		if (uart->rx.count == depth(uart))
			uart->overrun = LSR_OE;
		else
			fifo_push(&uart->rx, byte);
		uart->thr_empty = true;
		update_irq(uart);
		return;
	}
	// A guest that does not look at LSR.THRE loses the character, as on the chip.
	if (uart->tx.count < depth(uart))
		fifo_push(&uart->tx, byte);
	vmm_uart_drain(uart);
}

static uint8_t read_rbr(struct vmm_uart *uart)
{
	uint8_t byte = 0;

	if (uart->rx.count) {
		byte = (uint8_t)fifo_first(&uart->rx);
		fifo_drop(&uart->rx);
		rx_room(uart);
	}
	return byte;
}

static uint8_t read_iir(struct vmm_uart *uart)
{
	uint8_t iir = pending(uart);

	// Reading it answers the transmit interrupt, and only when that is what it reports.
	if (iir == IIR_TX)
		uart->thr_empty = false;
	return iir | (uart->fcr & FCR_ENABLE ? IIR_FIFO : 0);
}

static uint8_t read_lsr(struct vmm_uart *uart)
{
	uint8_t lsr = line_status(uart);

	uart->overrun = 0;
	// The error bits of the first character are reported once; the character stays.
	if (uart->rx.count)
		uart->rx.slot[uart->rx.head] &= 0xff;
	return lsr;
}

static void write_ier(struct vmm_uart *uart, uint8_t value)
{
	// Enabling the transmit interrupt while the transmitter is empty raises it; drivers start sending that way.
	if (value & ~uart->ier & IER_TX && !uart->tx.count)
		uart->thr_empty = true;
	uart->ier = value & IER_MASK;
	if (!(uart->ier & IER_TX) && uart->line.idle)
		uart->line.idle(uart->line.ctx);
}

static void write_fcr(struct vmm_uart *uart, uint8_t value)
{
	// Changing the mode empties both FIFOs, and without the enable bit no other bit is taken.
	if ((value ^ uart->fcr) & FCR_ENABLE)
		value |= FCR_CLEAR_RX | FCR_CLEAR_TX;
	uart->fcr = value & FCR_ENABLE ? value & FCR_KEPT : 0;
	if (value & FCR_CLEAR_TX && uart->tx.count) {
		fifo_clear(&uart->tx);
		uart->thr_empty = true;
	}
	if (value & FCR_CLEAR_RX) {
		fifo_clear(&uart->rx);
		rx_room(uart);
	}
}

// A register is reached by any access that begins at it and stays inside its slot.
static bool find_register(const struct vmm_uart *uart, uint32_t offset, unsigned size, unsigned *reg)
{
	*reg = offset >> uart->shift;
	return *reg < 8 && offset == *reg << uart->shift && size <= 1u << uart->shift;
}

static bool uart_read(struct vmm_device *dev, uint32_t offset, unsigned size, uint32_t *value)
{
	struct vmm_uart *uart = VMM_CONTAINER(dev, struct vmm_uart, dev);
	bool dlab = uart->lcr & LCR_DLAB;
	unsigned reg;

	if (!find_register(uart, offset, size, &reg))
		return false;
	switch (reg) {
	case RBR_THR:
		*value = dlab ? uart->dll : read_rbr(uart);
		break;
	case IER:
		*value = dlab ? uart->dlm : uart->ier;
		break;
	case IIR_FCR:
		*value = read_iir(uart);
		break;
	case LCR:
		*value = uart->lcr;
		break;
	case MCR:
		*value = uart->mcr;
		break;
	case LSR:
		*value = read_lsr(uart);
		break;
	case MSR:
		*value = uart->msr_lines | uart->msr_delta;
		uart->msr_delta = 0;
		break;
	default:
		*value = uart->scr;
		break;
	}
	update_irq(uart);
	return true;
}

static bool uart_write(struct vmm_device *dev, uint32_t offset, unsigned size, uint32_t word)
{
	struct vmm_uart *uart = VMM_CONTAINER(dev, struct vmm_uart, dev);
	bool dlab = uart->lcr & LCR_DLAB;
	uint8_t value = (uint8_t)word;
	unsigned reg;

	if (!find_register(uart, offset, size, &reg))
		return false;
	switch (reg) {
	case RBR_THR:
		if (dlab)
			uart->dll = value;
		else
			transmit(uart, value);
		break;
	case IER:
		if (dlab)
			uart->dlm = value;
		else
			write_ier(uart, value);
		break;
	case IIR_FCR:
		write_fcr(uart, value);
		break;
	case LCR:
		uart->lcr = value;
		break;
	case MCR:
		set_mcr(uart, value);
		break;
	case SCR:
		uart->scr = value;
		break;
	default:
		// LSR and MSR: writes are for factory tests and change nothing.
		break;
	}
	update_irq(uart);
	return true;
}

static void uart_reset(struct vmm_device *dev)
{
	struct vmm_uart *uart = VMM_CONTAINER(dev, struct vmm_uart, dev);

	fifo_clear(&uart->rx);
	fifo_clear(&uart->tx);
	uart->ier = uart->fcr = uart->lcr = uart->mcr = uart->scr = uart->dll = uart->dlm = 0;
	uart->overrun = 0;
	uart->msr_delta = 0;
	uart->msr_lines = modem_lines(uart);
	uart->thr_empty = false;
	rx_room(uart);
	update_irq(uart);
}

static const struct vmm_device_ops uart_ops = {
        .read = uart_read,
        .write = uart_write,
        .reset = uart_reset,
};

int vmm_uart_init(struct vmm_uart *uart, const char *name, uint32_t base, uint32_t size, unsigned shift,
                  const struct vmm_uart_line *line)
{
	if (shift > 3)
		return VMM_DEV_SHIFT;
	if (size < 8u << shift)
		return VMM_DEV_REG;
	*uart = (struct vmm_uart){
	        .dev = {.ops = &uart_ops, .name = name, .base = base, .size = size},
	        .line = *line,
	        .shift = shift,
	};
	uart_reset(&uart->dev);
	return VMM_OK;
}

static bool receive(struct vmm_uart *uart, uint16_t character)
{
	// In loopback the receiver is cut off from the line, so the character waits outside.
	if (uart->mcr & MCR_LOOPBACK || uart->rx.count == depth(uart)) {
		uart->wants_room = true;
		return false;
	}
	fifo_push(&uart->rx, character);
	update_irq(uart);
	return true;
}

bool vmm_uart_receive(struct vmm_uart *uart, uint8_t byte)
{
	return receive(uart, byte);
}

bool vmm_uart_receive_break(struct vmm_uart *uart)
{
	return receive(uart, LSR_BI << 8);
}
