// SPDX-License-Identifier: Apache-2.0
// 16550 registers, FIFOs, loopback and the line behind it.
#include "unit.h"

#include <string.h>
#include <vmm/uart.h>

static struct vmm_uart uart;
static char sent[64];
static unsigned sent_count, idles, rooms;
static bool line_stuck;

static bool send_byte(void *ctx, uint8_t byte)
{
	ck_assert_ptr_eq(ctx, &uart);
	if (line_stuck)
		return false;
	sent[sent_count++] = (char)byte;
	return true;
}

static void idle(void *ctx)
{
	(void)ctx;
	idles++;
}

static void room(void *ctx)
{
	(void)ctx;
	rooms++;
}

static const struct vmm_uart_line line = {.send = send_byte, .idle = idle, .room = room, .ctx = &uart};

static void out(unsigned reg, uint8_t value)
{
	ck_assert(uart.dev.ops->write(&uart.dev, reg, 1, value));
}

static uint8_t in(unsigned reg)
{
	uint32_t value;

	ck_assert(uart.dev.ops->read(&uart.dev, reg, 1, &value));
	ck_assert_uint_lt(value, 256);
	return (uint8_t)value;
}

static void port(void)
{
	ck_assert_int_eq(vmm_uart_init(&uart, "uart", 0x1000, 8, 0, &line), VMM_OK);
}

UNIT_FIXTURE(port, NULL);

UNIT_TEST(uart_init_checks_shift_and_size)
{
	ck_assert_int_eq(vmm_uart_init(&uart, "uart", 0, 0x100, 4, &line), VMM_DEV_SHIFT);
	ck_assert_int_eq(vmm_uart_init(&uart, "uart", 0, 0x3f, 3, &line), VMM_DEV_REG);
	ck_assert_int_eq(vmm_uart_init(&uart, "uart", 0, 0x40, 3, &line), VMM_OK);
}

UNIT_TEST(uart_state_after_reset)
{
	ck_assert_uint_eq(in(1), 0);
	ck_assert_uint_eq(in(2), 0x01);
	ck_assert_uint_eq(in(3), 0);
	ck_assert_uint_eq(in(4), 0);
	ck_assert_uint_eq(in(5), 0x60);
	ck_assert_uint_eq(in(6), 0xb0);
	ck_assert_uint_eq(in(7), 0);
	ck_assert_uint_eq(in(0), 0);
}

UNIT_TEST(uart_registers_are_reached_at_their_place_and_size_only)
{
	uint32_t value;

	ck_assert(!uart.dev.ops->read(&uart.dev, 0, 2, &value));
	ck_assert(!uart.dev.ops->write(&uart.dev, 8, 1, 0));
	ck_assert_int_eq(vmm_uart_init(&uart, "uart", 0, 0x20, 2, &line), VMM_OK);
	ck_assert(uart.dev.ops->write(&uart.dev, 7 << 2, 4, 0x123456a5));
	ck_assert(uart.dev.ops->read(&uart.dev, 7 << 2, 1, &value));
	ck_assert_uint_eq(value, 0xa5);
	ck_assert(!uart.dev.ops->read(&uart.dev, (7 << 2) + 1, 1, &value));
	ck_assert(!uart.dev.ops->write(&uart.dev, (7 << 2) + 2, 2, 0));
}

UNIT_TEST(uart_scratch_and_control_registers_keep_their_bits)
{
	out(7, 0x5a);
	ck_assert_uint_eq(in(7), 0x5a);
	out(1, 0xff);
	ck_assert_uint_eq(in(1), 0x0f);
	out(4, 0xff);
	ck_assert_uint_eq(in(4), 0x1f);
	out(5, 0xff);
	out(6, 0xff);
	ck_assert_uint_eq(in(5), 0x60);
}

UNIT_TEST(uart_divisor_hides_behind_dlab)
{
	out(1, 0x05);
	out(3, 0x83);
	out(0, 0x12);
	out(1, 0x34);
	ck_assert_uint_eq(in(0), 0x12);
	ck_assert_uint_eq(in(1), 0x34);
	out(3, 0x03);
	ck_assert_uint_eq(in(1), 0x05);
	ck_assert_uint_eq(in(3), 0x03);
	ck_assert_uint_eq(sent_count, 0);
}

UNIT_TEST(uart_sends_in_order)
{
	for (const char *p = "hello"; *p; p++)
		out(0, (uint8_t)*p);
	ck_assert_uint_eq(sent_count, 5);
	ck_assert_mem_eq(sent, "hello", 5);
	ck_assert_uint_eq(in(5), 0x60);
}

UNIT_TEST(uart_holds_what_the_line_does_not_take)
{
	line_stuck = true;
	out(2, 0x01);
	for (unsigned i = 0; i < 20; i++)
		out(0, (uint8_t)('a' + i));
	ck_assert_uint_eq(in(5), 0x00);
	line_stuck = false;
	vmm_uart_drain(&uart);
	ck_assert_uint_eq(sent_count, VMM_UART_FIFO);
	ck_assert_mem_eq(sent, "abcdefghijklmnop", VMM_UART_FIFO);
	ck_assert_uint_eq(in(5), 0x60);
}

UNIT_TEST(uart_without_fifo_mode_holds_one_character)
{
	line_stuck = true;
	out(0, 'a');
	out(0, 'b');
	line_stuck = false;
	vmm_uart_drain(&uart);
	ck_assert_uint_eq(sent_count, 1);
	ck_assert(vmm_uart_receive(&uart, 'x'));
	ck_assert(!vmm_uart_receive(&uart, 'y'));
	ck_assert_uint_eq(in(0), 'x');
	ck_assert_uint_eq(rooms, 1);
	ck_assert_uint_eq(in(5) & 1, 0);
}

UNIT_TEST(uart_tells_when_the_guest_has_nothing_more_to_send)
{
	out(1, 0x02);
	ck_assert_uint_eq(idles, 0);
	out(1, 0x00);
	ck_assert_uint_eq(idles, 1);
}

UNIT_TEST(uart_receives_sixteen_characters_and_loses_none)
{
	out(2, 0x01);
	for (unsigned i = 0; i < VMM_UART_FIFO; i++)
		ck_assert(vmm_uart_receive(&uart, (uint8_t)('A' + i)));
	ck_assert(!vmm_uart_receive(&uart, 'Z'));
	ck_assert_uint_eq(in(5), 0x61);
	ck_assert_uint_eq(rooms, 0);
	for (unsigned i = 0; i < VMM_UART_FIFO; i++)
		ck_assert_uint_eq(in(0), 'A' + i);
	ck_assert_uint_eq(rooms, 1);
	ck_assert_uint_eq(in(5), 0x60);
}

UNIT_TEST(uart_fifo_clear_bits_empty_the_fifos)
{
	out(2, 0x01);
	line_stuck = true;
	out(0, 'a');
	ck_assert(vmm_uart_receive(&uart, 'b'));
	out(2, 0x07);
	ck_assert_uint_eq(in(5), 0x60);
	line_stuck = false;
	vmm_uart_drain(&uart);
	ck_assert_uint_eq(sent_count, 0);
}

UNIT_TEST(uart_mode_change_empties_the_fifos)
{
	out(2, 0x01);
	ck_assert(vmm_uart_receive(&uart, 'b'));
	ck_assert(vmm_uart_receive(&uart, 'c'));
	out(2, 0x00);
	ck_assert_uint_eq(in(5), 0x60);
	ck_assert_uint_eq(in(2), 0x01);
	out(2, 0x40);
	ck_assert_uint_eq(in(2), 0x01);
	out(2, 0xc1);
	ck_assert_uint_eq(in(2), 0xc1);
}

UNIT_TEST(uart_loopback_returns_data_and_modem_lines)
{
	out(4, 0x1a);
	ck_assert_uint_eq(in(6) & 0xf0, 0x90);
	out(4, 0x15);
	ck_assert_uint_eq(in(6) & 0xf0, 0x60);
	out(0, 'q');
	ck_assert_uint_eq(sent_count, 0);
	ck_assert_uint_eq(in(5), 0x61);
	ck_assert_uint_eq(in(0), 'q');
}

UNIT_TEST(uart_loopback_overruns)
{
	out(4, 0x10);
	out(0, 'a');
	out(0, 'b');
	ck_assert_uint_eq(in(5), 0x63);
	ck_assert_uint_eq(in(5), 0x61);
	ck_assert_uint_eq(in(0), 'a');
}

UNIT_TEST(uart_loopback_cuts_the_line_off_until_it_ends)
{
	out(4, 0x10);
	ck_assert(!vmm_uart_receive(&uart, 'a'));
	ck_assert_uint_eq(rooms, 0);
	out(4, 0x00);
	ck_assert_uint_eq(rooms, 1);
	ck_assert(vmm_uart_receive(&uart, 'a'));
}

UNIT_TEST(uart_modem_changes_are_reported_once)
{
	out(4, 0x10);
	ck_assert_uint_eq(in(6), 0x0b);
	ck_assert_uint_eq(in(6), 0x00);
	out(4, 0x14);
	ck_assert_uint_eq(in(6), 0x40);
	out(4, 0x10);
	ck_assert_uint_eq(in(6), 0x04);
}

UNIT_TEST(uart_break_comes_with_its_character)
{
	out(2, 0x01);
	ck_assert(vmm_uart_receive(&uart, 'a'));
	ck_assert(vmm_uart_receive_break(&uart));
	ck_assert_uint_eq(in(5), 0xe1);
	ck_assert_uint_eq(in(0), 'a');
	ck_assert_uint_eq(in(5), 0xf1);
	ck_assert_uint_eq(in(5), 0x61);
	ck_assert_uint_eq(in(0), 0);
	ck_assert_uint_eq(in(5), 0x60);
}

UNIT_TEST(uart_reset_forgets_everything_and_asks_for_input)
{
	out(2, 0x01);
	out(7, 1);
	for (unsigned i = 0; i < VMM_UART_FIFO; i++)
		ck_assert(vmm_uart_receive(&uart, 'a'));
	ck_assert(!vmm_uart_receive(&uart, 'a'));
	uart.dev.ops->reset(&uart.dev);
	ck_assert_uint_eq(rooms, 1);
	ck_assert_uint_eq(in(7), 0);
	ck_assert_uint_eq(in(5), 0x60);
	ck_assert_uint_eq(in(2), 0x01);
}

// A line whose far end pushes more input from inside the callback.
static void refill(void *ctx)
{
	(void)ctx;
	while (vmm_uart_receive(&uart, 'r'))
		;
}

UNIT_TEST(uart_refill_from_the_room_callback_respects_the_mode)
{
	const struct vmm_uart_line eager = {.send = send_byte, .room = refill, .ctx = &uart};

	ck_assert_int_eq(vmm_uart_init(&uart, "uart", 0x1000, 8, 0, &eager), VMM_OK);
	out(2, 0x01);
	refill(&uart);
	ck_assert_uint_eq(uart.rx.count, VMM_UART_FIFO);
	out(2, 0x00);
	ck_assert_uint_eq(uart.rx.count, 1);
	out(1, 0x00);
	ck_assert_uint_eq(in(0), 'r');
	ck_assert_uint_eq(uart.rx.count, 1);
}
