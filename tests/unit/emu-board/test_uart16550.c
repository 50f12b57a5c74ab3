// SPDX-License-Identifier: Apache-2.0
// Serial port: FIFO, interrupts and their priorities, loopback.
#include "uart16550.h"
#include "unit.h"

#include <string.h>

static struct vclock clock_;
static struct uart16550 uart;
static bool level;
static char sent[64];
static unsigned sent_count;

static void set_output(void *ctx, unsigned input, bool now)
{
	(void)ctx;
	(void)input;
	level = now;
}

static void transmit(void *ctx, uint8_t byte)
{
	(void)ctx;
	sent[sent_count++ % sizeof(sent)] = (char)byte;
}

static void fresh_port(void)
{
	memset(&uart, 0, sizeof(uart));
	uart.transmit = transmit;
	vclock_init(&clock_, 1000000);
	uart16550_init(&uart, &clock_, (struct irq_line){set_output, NULL, 0}, 3, 115200);
	level = false;
	sent_count = 0;
}

UNIT_FIXTURE(fresh_port, NULL);

static uint8_t in(unsigned reg)
{
	return (uint8_t)uart16550_ops.read(&uart, reg << 3, 1);
}

static void out(unsigned reg, uint8_t value)
{
	uart16550_ops.write(&uart, reg << 3, 1, value);
}

UNIT_TEST(looks_like_a_16550a)
{
	ck_assert_uint_eq(in(5), 0x60);
	ck_assert_uint_eq(in(2), 0x01);
	out(2, 0x01);
	ck_assert_uint_eq(in(2), 0xc1);
	out(7, 0x5a);
	ck_assert_uint_eq(in(7), 0x5a);
	ck_assert_uint_eq(in(6), 0xb0);
	out(5, 0);
	out(6, 0);
	ck_assert_uint_eq(in(5), 0x60);
}

UNIT_TEST(divisor_hides_behind_dlab)
{
	out(3, 0x83);
	out(0, 0x34);
	out(1, 0x12);
	ck_assert_uint_eq(in(0), 0x34);
	ck_assert_uint_eq(in(1), 0x12);
	out(3, 0x03);
	ck_assert_uint_eq(in(1), 0);
	ck_assert_uint_eq(uart.divisor, 0x1234);
	ck_assert_uint_eq(in(3), 0x03);
}

UNIT_TEST(characters_are_sent)
{
	out(0, 'o');
	out(0, 'k');
	ck_assert_uint_eq(sent_count, 2);
	ck_assert_mem_eq(sent, "ok", 2);
}

UNIT_TEST(transmitter_interrupt_is_seen_once)
{
	out(1, 0x02);
	ck_assert(level);
	ck_assert_uint_eq(in(2), 0x02);
	ck_assert(!level);
	ck_assert_uint_eq(in(2), 0x01);
	out(0, 'x');
	ck_assert(level);
	out(1, 0x00);
	ck_assert(!level);
	out(1, 0x02);
	ck_assert(level);
}

UNIT_TEST(received_character_interrupts)
{
	out(1, 0x01);
	uart16550_receive(&uart, 'a');
	ck_assert(level);
	ck_assert_uint_eq(uart16550_room(&uart), 0);
	ck_assert_uint_eq(in(2), 0x04);
	ck_assert_uint_eq(in(5), 0x61);
	ck_assert_uint_eq(in(0), 'a');
	ck_assert(!level);
	ck_assert_uint_eq(in(5), 0x60);
	ck_assert_uint_eq(in(0), 0);
}

UNIT_TEST(overrun_is_reported_once)
{
	out(1, 0x05);
	uart16550_receive(&uart, 'a');
	uart16550_receive(&uart, 'b');
	ck_assert_uint_eq(in(2), 0x06);
	ck_assert_uint_eq(in(5), 0x63);
	ck_assert_uint_eq(in(5), 0x61);
	ck_assert_uint_eq(in(0), 'b'); /* without FIFO the later one wins */
}

UNIT_TEST(fifo_keeps_sixteen)
{
	out(2, 0x01);
	ck_assert_uint_eq(uart16550_room(&uart), 16);
	for (unsigned i = 0; i < 17; i++)
		uart16550_receive(&uart, (uint8_t)('a' + i));
	ck_assert_uint_eq(in(5), 0x63);
	for (unsigned i = 0; i < 16; i++)
		ck_assert_uint_eq(in(0), 'a' + i);
	ck_assert_uint_eq(in(5), 0x60);
}

UNIT_LOOP(trigger_level_is_obeyed, 0, 4)
{
	static const unsigned levels[4] = {1, 4, 8, 14};

	out(2, (uint8_t)(0x01 | _i << 6));
	out(1, 0x01);
	for (unsigned i = 1; i < levels[_i]; i++) {
		uart16550_receive(&uart, 'x');
		ck_assert(!level);
	}
	uart16550_receive(&uart, 'x');
	ck_assert(level);
	ck_assert_uint_eq(in(2), 0xc4);
}

UNIT_TEST(characters_below_the_trigger_time_out)
{
	out(3, 0x80);
	out(0, 1);
	out(1, 0);
	out(3, 0x03);
	out(2, 0x81);
	out(1, 0x01);
	uart16550_receive(&uart, 'x');
	vclock_run(&clock_, 300); /* four characters take 347 us */
	ck_assert(!level);
	vclock_run(&clock_, 400);
	ck_assert(level);
	ck_assert_uint_eq(in(2), 0xcc);
	ck_assert_uint_eq(in(0), 'x');
	ck_assert(!level);
	ck_assert_uint_eq(vclock_next(&clock_), UINT64_MAX);
}

UNIT_TEST(fifo_can_be_cleared)
{
	out(2, 0x01);
	uart16550_receive(&uart, 'x');
	out(2, 0x03);
	ck_assert_uint_eq(in(5), 0x60);
	uart16550_receive(&uart, 'y');
	out(2, 0x00); /* switching the FIFO off clears it, too */
	ck_assert_uint_eq(in(5), 0x60);
}

UNIT_TEST(loopback_joins_the_ends)
{
	out(4, 0x10);
	ck_assert_uint_eq(in(6) & 0xf0, 0);
	in(6);
	out(4, 0x1f);
	ck_assert_uint_eq(in(6), 0xfb);
	out(0, 'l');
	ck_assert_uint_eq(sent_count, 0);
	ck_assert_uint_eq(in(0), 'l');
	uart16550_receive(&uart, 'n'); /* the line is cut off */
	ck_assert_uint_eq(in(5), 0x60);
	ck_assert_uint_eq(uart16550_room(&uart), 0);
	out(4, 0x1b);
	ck_assert_uint_eq(in(6) & 0x0f, 0x04); /* trailing edge of the ring indicator */
}

UNIT_TEST(modem_change_interrupts_last)
{
	out(4, 0x10);
	in(6);
	out(1, 0x0a);
	out(4, 0x12);
	ck_assert_uint_eq(in(2), 0x02);
	ck_assert_uint_eq(in(2), 0x00);
	ck_assert(level);
	in(6);
	ck_assert(!level);
}
