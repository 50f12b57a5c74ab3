// SPDX-License-Identifier: Apache-2.0
// Count and Compare on the processor's clock.
#include "model.h"

uint32_t timer_count(const struct emu_cpu *cpu)
{
	if (C0(CAUSE) & CA_DC)
		return cpu->count_base;
	return cpu->count_base + (uint32_t)((cpu->now - cpu->count_tick) / cpu->sys->config.ticks_per_count);
}

void timer_set_count(struct emu_cpu *cpu, uint32_t value)
{
	cpu->count_base = value;
	cpu->count_tick = cpu->now;
	timer_update(cpu);
}

/** Finds the next tick at which Count reaches Compare. A match at this very moment counts as past. */
void timer_update(struct emu_cpu *cpu)
{
	uint64_t elapsed = (cpu->now - cpu->count_tick) / cpu->sys->config.ticks_per_count;
	uint32_t ahead = C0(COMPARE) - (cpu->count_base + (uint32_t)elapsed);

	if (C0(CAUSE) & CA_DC) {
		cpu->timer_at = UINT64_MAX;
		return;
	}
	elapsed += ahead ? ahead : 1ull << 32;
	cpu->timer_at = cpu->count_tick + elapsed * cpu->sys->config.ticks_per_count;
}

void timer_poll(struct emu_cpu *cpu)
{
	while (cpu->now >= cpu->timer_at) {
		cpu->timer_at += (uint64_t)cpu->sys->config.ticks_per_count << 32;
		C0(CAUSE) |= CA_TI;
	}
	cpu_update_irq(cpu);
}

uint64_t emu_timer_deadline(const struct emu_cpu *cpu)
{
	return cpu->timer_at;
}
