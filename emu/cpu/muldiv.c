// SPDX-License-Identifier: Apache-2.0
// Division, with a fixed answer where the architecture leaves the result open.
#include "model.h"

void emu_div(struct emu_cpu *cpu, uint32_t s, uint32_t t)
{
	int32_t n = (int32_t)s, d = (int32_t)t;

	if (d == 0) {
		/* UNPREDICTABLE: what a restoring divider leaves behind, the same on every run. */
		cpu->lo = n < 0 ? 1 : ~0u;
		cpu->hi = s;
	} else if (n == INT32_MIN && d == -1) {
		cpu->lo = s;
		cpu->hi = 0;
	} else {
		cpu->lo = (uint32_t)(n / d);
		cpu->hi = (uint32_t)(n % d);
	}
}

void emu_divu(struct emu_cpu *cpu, uint32_t s, uint32_t t)
{
	cpu->lo = t ? s / t : ~0u;
	cpu->hi = t ? s % t : s;
}
