// SPDX-License-Identifier: Apache-2.0
// Frequency of CP0 Count, measured against the 8254 timer.
#include "malta.h"
#include <drivers/i8254.h>
#include <mips/board.h>

/*
 * Both ends of the measurement stand at a step of the timer, so its error is one poll in POLLS, whatever a poll costs:
 * some ten microseconds of polling under instruction counting, some milliseconds where each access is slow.
 */
#define POLLS      2500u
#define EDGE_POLLS 10000u

static uint16_t wait_for_step(uint32_t *count)
{
	uint16_t first = i8254_read(MALTA_ISA), now = first;
	for (unsigned i = 0; i < EDGE_POLLS && now == first; i++)
		now = i8254_read(MALTA_ISA);
	*count = cp0_count();
	if (now == first)
		panic("the 8254 timer does not count: no clock to measure the processor's against");
	return now;
}

uint32_t board_counter_hz(void)
{
	uint32_t from, to;
	i8254_start(MALTA_ISA);
	/* Once for nothing: the first pass through this code is slower than later ones, with caches or a translator. */
	wait_for_step(&from);
	uint16_t first = wait_for_step(&from);
	for (unsigned i = 0; i < POLLS; i++) {
		/* Half of the timer's range: the difference stays unambiguous on boards with very slow accesses. */
		if ((uint16_t)(first - i8254_read(MALTA_ISA)) > 0x8000)
			break;
	}
	uint16_t last = wait_for_step(&to);
	return (uint32_t)((uint64_t)(to - from) * I8254_HZ / (uint16_t)(first - last));
}
