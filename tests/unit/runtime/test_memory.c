// SPDX-License-Identifier: Apache-2.0
// memcpy, memmove, memset and memcmp of the runtime, under other names: for every length and alignment they do what a loop over bytes does.
#include "unit.h"

#include <stddef.h>
#include <stdint.h>

void *tested_memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *tested_memmove(void *to, const void *from, size_t bytes);
void *tested_memset(void *to, int value, size_t bytes);
int tested_memcmp(const void *a, const void *b, size_t bytes);

#define ROOM   160
#define LENGTH 100

static uint8_t at[ROOM] __attribute__((aligned(16))), from[ROOM] __attribute__((aligned(16))), want[ROOM];

static void fill(void)
{
	for (unsigned i = 0; i < ROOM; i++) {
		at[i] = want[i] = (uint8_t)(i * 7 + 1);
		from[i] = (uint8_t)(i * 5 + 3);
	}
}

static void is_as_wanted(void)
{
	for (unsigned i = 0; i < ROOM; i++)
		ck_assert_uint_eq(at[i], want[i]);
}

UNIT_LOOP(memory_is_copied_for_every_alignment, 0, 16)
{
	unsigned to = (unsigned)_i % 4, source = (unsigned)_i / 4;

	for (unsigned n = 0; n <= LENGTH; n++) {
		fill();
		for (unsigned i = 0; i < n; i++)
			want[16 + to + i] = from[16 + source + i];
		ck_assert_ptr_eq(tested_memcpy(at + 16 + to, from + 16 + source, n), at + 16 + to);
		is_as_wanted();
	}
}

UNIT_LOOP(overlapping_memory_is_moved, 0, 17)
{
	for (unsigned n = 0; n <= LENGTH; n++) {
		fill();
		for (unsigned i = 0; i < n; i++)
			want[8 + i] = (uint8_t)(((unsigned)_i + i) * 7 + 1);
		ck_assert_ptr_eq(tested_memmove(at + 8, at + _i, n), at + 8);
		is_as_wanted();
	}
}

UNIT_LOOP(memory_is_set_for_every_alignment, 0, 4)
{
	for (unsigned n = 0; n <= LENGTH; n++) {
		fill();
		for (unsigned i = 0; i < n; i++)
			want[16 + (unsigned)_i + i] = 0xa5;
		ck_assert_ptr_eq(tested_memset(at + 16 + _i, 0x1a5, n), at + 16 + _i);
		is_as_wanted();
	}
}

UNIT_TEST(memory_is_compared_by_unsigned_bytes)
{
	static const uint8_t low[] = {1, 2, 3}, high[] = {1, 2, 0xff};

	ck_assert_int_lt(tested_memcmp(low, high, 3), 0);
	ck_assert_int_gt(tested_memcmp(high, low, 3), 0);
	ck_assert_int_eq(tested_memcmp(low, high, 2), 0);
	ck_assert_int_eq(tested_memcmp(low, high, 0), 0);
}
