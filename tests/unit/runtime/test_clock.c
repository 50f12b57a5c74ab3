// SPDX-License-Identifier: Apache-2.0
// Arithmetic of time: the clock page against wide arithmetic, and timeouts that are never too short.
#include <skerry/abi/syscall.h>
#include <skerry/rt/time.h>

#include "unit.h"

static uint64_t reference(const struct sk_kip *kip, uint32_t counter)
{
	unsigned __int128 product = (unsigned __int128)(uint32_t)(counter - kip->base_count) * kip->us_mult;

	return kip->base_us + (uint64_t)(product >> kip->us_shift);
}

UNIT_LOOP(clock_agrees_with_wide_arithmetic_at_every_shift, 0, 33)
{
	static const uint32_t multipliers[] = {1, 0x19999999, 0x80000000, 0xffffffff};
	static const uint32_t counters[] = {0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};

	for (unsigned m = 0; m < 4; m++) {
		for (unsigned c = 0; c < 6; c++) {
			struct sk_kip kip = {
			        .us_mult = multipliers[m],
			        .us_shift = (uint32_t)_i,
			        .base_count = 0x12345678,
			        .base_us = 5000000000,
			};

			ck_assert_uint_eq(rt_clock_us(&kip, counters[c]), reference(&kip, counters[c]));
		}
	}
}

UNIT_TEST(clock_goes_on_when_the_counter_wraps)
{
	const struct sk_kip kip = {.us_mult = 1u << 31, .us_shift = 31, .base_count = 0xfffffff0, .base_us = 7};

	ck_assert_uint_eq(rt_clock_us(&kip, 0x10), 7 + 0x20);
}

/* What SK_TIMEOUT_REL means: mantissa << exponent microseconds. */
static uint64_t length(sk_word_t timeout)
{
	return (uint64_t)(timeout & 0x3ff) << (timeout >> 10 & 0x1f);
}

UNIT_TEST(timeout_is_never_shorter_than_asked_and_little_longer)
{
	ck_assert_uint_eq(rt_timeout_us(0), SK_TIMEOUT_ZERO);
	for (uint64_t us = 1; us < 1000000000; us = us + us / 7 + 1) {
		uint64_t got = length(rt_timeout_us((sk_word_t)us));

		ck_assert_uint_ge(got, us);
		ck_assert_uint_le(got, us + us / 256 + 1);
	}
}
