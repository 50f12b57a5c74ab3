// SPDX-License-Identifier: Apache-2.0
// The kernel's formatted output, and 64-bit division.
#include <skerry/divide.h>
#include <skerry/log.h>
#include <skerry/sim/machine.h>

#include <inttypes.h>
#include <stdio.h>

#include "unit.h"

UNIT_FIXTURE(sim_reset, NULL);

static const char *said(void)
{
	const char *text = sim_console();

	sim_console_clear();
	return text;
}

UNIT_TEST(text_and_characters)
{
	log_printf("a %s, %c, %% and %8s|%-8s|", "text", 'x', "right", "left");
	ck_assert_str_eq(said(), "a text, x, % and    right|left    |");
}

UNIT_TEST(numbers_in_every_width)
{
	log_printf("%u %d %x %08x %4u|%-4u|%04d|%4d", 42u, -42, 0xbeefu, 0xbeefu, 7u, 7u, -7, -7);
	ck_assert_str_eq(said(), "42 -42 beef 0000beef    7|7   |-007|  -7");
	log_printf("%llu %lld %llx %lu %ld", (unsigned long long)UINT64_MAX, (long long)INT64_MIN, 0x123456789abcdefull,
	           5ul, -5l);
	ck_assert_str_eq(said(), "18446744073709551615 -9223372036854775808 123456789abcdef 5 -5");
	log_printf("%d %u %x", 0, 0u, 0u);
	ck_assert_str_eq(said(), "0 0 0");
	log_printf("%p", (void *)0x1234);
	ck_assert_str_eq(said(), "1234");
}

UNIT_TEST(zeroes_and_left_alignment_do_not_mix)
{
	const char *volatile odd = "%-04u|%q|%";

	log_printf(odd, 7u);
	ck_assert_str_eq(said(), "7   |q|");
}

UNIT_LOOP(division_agrees_with_the_compiler, 0, 64)
{
	uint64_t value = 0x9e3779b97f4a7c15ull >> _i;
	static const uint32_t by[] = {1, 2, 3, 10, 16, 1000000, 0x80000000, 0xffffffff};

	for (unsigned i = 0; i < sizeof(by) / sizeof(*by); i++) {
		uint32_t rest;

		ck_assert(divide(value, by[i], &rest) == value / by[i]);
		ck_assert_uint_eq(rest, value % by[i]);
		ck_assert(divide(value, by[i], NULL) == value / by[i]);
	}
}
