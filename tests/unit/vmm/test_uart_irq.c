// SPDX-License-Identifier: Apache-2.0
// 16550 interrupts: sources, priorities, what answers them.
#include "unit.h"

#include <vmm/uart.h>

#define NONE    0xc1
#define MODEM   0xc0
#define TX      0xc2
#define RX      0xc4
#define STATUS  0xc6
#define TIMEOUT 0xcc

static struct vmm_uart uart;
static bool level, line_stuck;

static void sink(void *controller, unsigned input, bool now)
{
	ck_assert_ptr_eq(controller, &uart);
	ck_assert_uint_eq(input, 3);
	level = now;
}

static bool send_byte(void *ctx, uint8_t byte)
{
	(void)ctx;
	(void)byte;
	return !line_stuck;
}

static void out(unsigned reg, uint8_t value)
{
	ck_assert(uart.dev.ops->write(&uart.dev, reg, 1, value));
}

static uint8_t in(unsigned reg)
{
	uint32_t value;

	ck_assert(uart.dev.ops->read(&uart.dev, reg, 1, &value));
	return (uint8_t)value;
}

static void port(void)
{
	const struct vmm_uart_line line = {.send = send_byte};

	ck_assert_int_eq(vmm_uart_init(&uart, "uart", 0x1000, 8, 0, &line), VMM_OK);
	uart.irq = (struct vmm_pin){.sink = sink, .controller = &uart, .input = 3};
	out(2, 0x01);
}

UNIT_FIXTURE(port, NULL);

UNIT_TEST(uart_irq_enabling_transmit_raises_it_when_empty)
{
	out(1, 0x02);
	ck_assert(level);
	ck_assert_uint_eq(in(2), TX);
	ck_assert(!level);
	ck_assert_uint_eq(in(2), NONE);
	out(1, 0x02);
	ck_assert(!level);
	out(1, 0x00);
	out(1, 0x02);
	ck_assert(level);
}

UNIT_TEST(uart_irq_transmit_returns_after_each_character)
{
	out(1, 0x02);
	(void)in(2);
	out(0, 'a');
	ck_assert(level);
	ck_assert_uint_eq(in(2), TX);
}

UNIT_TEST(uart_irq_transmit_waits_for_the_line)
{
	out(1, 0x02);
	line_stuck = true;
	out(0, 'a');
	ck_assert(!level);
	out(1, 0x00);
	out(1, 0x02);
	ck_assert(!level);
	line_stuck = false;
	vmm_uart_drain(&uart);
	ck_assert(level);
	ck_assert_uint_eq(in(2), TX);
	vmm_uart_drain(&uart);
	ck_assert(!level);
}

UNIT_TEST(uart_irq_receive_below_the_trigger_times_out)
{
	out(2, 0x81);
	out(1, 0x01);
	ck_assert(!level);
	for (unsigned i = 0; i < 8; i++) {
		ck_assert(vmm_uart_receive(&uart, 'x'));
		ck_assert(level);
		ck_assert_uint_eq(in(2), i < 7 ? TIMEOUT : RX);
	}
	for (unsigned i = 8; i > 0; i--) {
		ck_assert(level);
		(void)in(0);
	}
	ck_assert(!level);
}

UNIT_TEST(uart_irq_receive_without_fifo_has_no_trigger)
{
	out(2, 0x00);
	out(1, 0x01);
	ck_assert(vmm_uart_receive(&uart, 'x'));
	ck_assert_uint_eq(in(2), 0x04);
}

UNIT_TEST(uart_irq_priorities)
{
	out(1, 0x0f);
	out(4, 0x10);
	out(0, 'a');
	for (unsigned i = 0; i < VMM_UART_FIFO; i++)
		out(0, 'b');
	ck_assert_uint_eq(in(2), STATUS);
	ck_assert_uint_eq(in(5) & 0x02, 0x02);
	ck_assert_uint_eq(in(2), RX);
	for (unsigned i = 0; i < VMM_UART_FIFO; i++)
		(void)in(0);
	ck_assert_uint_eq(in(2), TX);
	ck_assert_uint_eq(in(2), MODEM);
	ck_assert(level);
	(void)in(6);
	ck_assert_uint_eq(in(2), NONE);
	ck_assert(!level);
}

UNIT_TEST(uart_irq_break_is_a_line_status_interrupt)
{
	out(1, 0x05);
	ck_assert(vmm_uart_receive_break(&uart));
	ck_assert_uint_eq(in(2), STATUS);
	(void)in(5);
	ck_assert_uint_eq(in(2), RX);
	(void)in(0);
	ck_assert(!level);
}

UNIT_TEST(uart_irq_masked_sources_stay_pending)
{
	ck_assert(vmm_uart_receive(&uart, 'x'));
	ck_assert(!level);
	out(1, 0x01);
	ck_assert(level);
	out(1, 0x00);
	ck_assert(!level);
}

UNIT_TEST(uart_irq_clearing_a_stuck_transmitter_raises_it)
{
	line_stuck = true;
	out(1, 0x02);
	out(0, 'a');
	ck_assert(!level);
	out(2, 0x05);
	ck_assert(level);
}

UNIT_TEST(uart_irq_reset_lowers_the_line)
{
	out(1, 0x02);
	ck_assert(level);
	uart.dev.ops->reset(&uart.dev);
	ck_assert(!level);
}
