// SPDX-License-Identifier: Apache-2.0
// Bounded, reproducible runs of the fuzz target, and saved states that no run could have left.
#include "bench.h"
#include "fuzz_cpu.h"

#include <stdlib.h>

UNIT_LOOP(hostile_bytes_do_no_harm, 0, 40)
{
	static uint8_t bytes[3000];
	uint32_t x = (uint32_t)_i * 2654435761u + 3;

	for (unsigned i = 0; i < sizeof(bytes); i++) {
		x = x * 1664525 + 1013904223;
		bytes[i] = (uint8_t)(x >> 24);
	}
	ck_assert_uint_gt(fuzz_cpu(bytes, sizeof(bytes)), 10);
}

UNIT_TEST(a_clock_in_the_past_is_refused_and_nothing_changed)
{
	size_t size, clock = 56; /* behind magic, version, profile, features, ratio, quantum and processors */
	uint8_t *state;

	bench_new(EMU_24KF);
	size = emu_save(b.sys, NULL, 0);
	state = malloc(size);
	emu_save(b.sys, state, size);
	state[clock + 6] = 1; /* the system far ahead of its processor */
	set_reg(4, 77);
	ck_assert_int_eq(emu_restore(b.sys, state, size), EMU_ESTATE);
	ck_assert_uint_eq(reg(4), 77);
	ck_assert_uint_eq(emu_now(b.sys), 0);
	ck_assert_int_eq(emu_run(b.sys, 100, &b.exit), EMU_EXIT_BUDGET);
	free(state);
}
