// SPDX-License-Identifier: Apache-2.0
// Creating and destroying systems; breakpoints and trace callbacks.
#include "model.h"

#include <stdlib.h>

#define STEP_BYTES (sizeof(struct block) + 4 * sizeof(struct uop))

static struct emu_cpu *cpu_new(struct emu_sys *sys, unsigned index)
{
	struct emu_cpu *cpu = calloc(1, sizeof(*cpu));

	if (!cpu)
		return NULL;
	cpu->sys = sys;
	cpu->index = index;
	cpu->step = calloc(1, STEP_BYTES);
	cpu->halted = index != 0;
	if (!cpu->step) {
		free(cpu);
		return NULL;
	}
	return cpu;
}

struct emu_sys *emu_create(const struct emu_config *config)
{
	struct emu_sys *sys = calloc(1, sizeof(*sys));

	if (!sys)
		return NULL;
	sys->config = *config;
	if (!profile_apply(sys) || block_cache_init(sys))
		goto fail;
	insn_index_build(&sys->index, sys->features);
	for (unsigned i = 0; i < sys->ncpus; i++) {
		sys->cpu[i] = cpu_new(sys, i);
		if (!sys->cpu[i]) {
			sys->ncpus = i;
			goto fail;
		}
	}
	for (unsigned i = 0; i < sys->ncpus; i++)
		cpu_reset(sys->cpu[i]);
	return sys;
fail:
	emu_destroy(sys);
	return NULL;
}

void emu_destroy(struct emu_sys *sys)
{
	if (!sys)
		return;
	for (unsigned i = 0; i < EMU_MAX_CPUS; i++) {
		if (sys->cpu[i])
			free(sys->cpu[i]->step);
		free(sys->cpu[i]);
	}
	for (unsigned i = 0; i < sys->nregions; i++)
		free(sys->region[i].code);
	block_cache_free(sys);
	free(sys->breakpoint);
	free(sys);
}

struct emu_cpu *emu_cpu_at(struct emu_sys *sys, unsigned index)
{
	return index < sys->ncpus ? sys->cpu[index] : NULL;
}

unsigned emu_cpu_count(const struct emu_sys *sys)
{
	return sys->ncpus;
}

unsigned emu_cpu_index(const struct emu_cpu *cpu)
{
	return cpu->index;
}

struct emu_sys *emu_cpu_sys(const struct emu_cpu *cpu)
{
	return cpu->sys;
}

void emu_trace(struct emu_sys *sys, const struct emu_trace_ops *ops, void *ctx)
{
	sys->trace = ops ? *ops : (struct emu_trace_ops){NULL, NULL};
	sys->trace_ctx = ctx;
}

int emu_break_add(struct emu_sys *sys, uint32_t va)
{
	uint32_t *list = realloc(sys->breakpoint, (sys->nbreakpoints + 1) * sizeof(*list));

	if (!list)
		return EMU_ENOMEM;
	sys->breakpoint = list;
	list[sys->nbreakpoints++] = va;
	block_flush_all(sys);
	return 0;
}

int emu_break_remove(struct emu_sys *sys, uint32_t va)
{
	for (unsigned i = 0; i < sys->nbreakpoints; i++) {
		if (sys->breakpoint[i] != va)
			continue;
		sys->breakpoint[i] = sys->breakpoint[--sys->nbreakpoints];
		block_flush_all(sys);
		return 0;
	}
	return EMU_EINVAL;
}
