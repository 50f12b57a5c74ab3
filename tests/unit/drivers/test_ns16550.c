// SPDX-License-Identifier: Apache-2.0
// 16550 driver: set-up order, bounded waiting, receive.
#include "device.h"
#include "unit.h"
#include <drivers/ns16550.h>

static const struct mmio uart = {.base = 0x1000};
static unsigned busy; /* polls of LSR until there is room */

static uint8_t line_status(unsigned reg)
{
	if (reg != 5)
		return reg == 0 ? 'x' : 0;
	if (busy > 0) {
		busy--;
		return 0x00;
	}
	return 0x61;
}

static uint8_t never_ready(unsigned reg)
{
	(void)reg;
	return 0;
}

UNIT_TEST(init_sets_the_divisor_behind_dlab)
{
	device_reset(NULL);
	ns16550_init(uart, 0x0102);
	device_expect((const int[]){1, 0, 3, 0x83, 0, 0x02, 1, 0x01, 3, 0x03, 2, 0x07, 4, 0x0b, -1});
}

UNIT_TEST(init_with_divisor_zero_keeps_the_rate)
{
	device_reset(NULL);
	ns16550_init(uart, 0);
	device_expect((const int[]){1, 0, 3, 0x03, 2, 0x07, 4, 0x0b, -1});
}

UNIT_TEST(putc_waits_for_room)
{
	device_reset(line_status);
	busy = 5;
	ck_assert(ns16550_putc(uart, 'a'));
	device_expect((const int[]){0, 'a', -1});
	ck_assert_uint_eq(device.reads, 6);
}

UNIT_TEST(putc_gives_up_on_a_dead_uart)
{
	device_reset(never_ready);
	ck_assert(!ns16550_putc(uart, 'a'));
	ck_assert_uint_eq(device.writes, 0);
}

UNIT_TEST(drain_ends_on_a_dead_uart)
{
	device_reset(never_ready);
	ns16550_drain(uart);
	ck_assert_uint_gt(device.reads, 1000);
}

UNIT_TEST(drain_waits_for_the_shift_register)
{
	device_reset(line_status);
	busy = 3;
	ns16550_drain(uart);
	ck_assert_uint_eq(device.reads, 4);
}

UNIT_TEST(getc_takes_a_byte_or_says_none)
{
	device_reset(line_status);
	busy = 1;
	ck_assert_int_eq(ns16550_getc(uart), -1);
	ck_assert_int_eq(ns16550_getc(uart), 'x');
}

UNIT_TEST(rx_interrupt_is_ier_bit_0)
{
	device_reset(NULL);
	ns16550_rx_interrupt(uart, true);
	ns16550_rx_interrupt(uart, false);
	device_expect((const int[]){1, 1, 1, 0, -1});
}
