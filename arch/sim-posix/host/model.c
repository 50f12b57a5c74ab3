// SPDX-License-Identifier: Apache-2.0
// The processors of the simulated machine and their time.
#include "model.h"

#include <skerry/space.h>

#include <skerry/sim/internal.h>

#define HWRENA 0x2000000fu /* rdhwr: processor, cache step, counter, its resolution, UserLocal */

struct model model;

static void translate(void *ctx, const struct emu_cpu *cpu, uint32_t va, enum emu_access access, struct emu_mapping *m)
{
	const struct thread *t = sim.on->current;
	unsigned rights = t ? sim_walk(&t->task->space, va, &m->pa) : 0;

	(void)ctx;
	(void)cpu;
	(void)access;
	m->perms = (uint8_t)((rights & SK_MEM_R ? EMU_PERM_R : 0) | (rights & SK_MEM_W ? EMU_PERM_W : 0) |
	                     (rights & SK_MEM_X ? EMU_PERM_X : 0));
}

static const struct emu_host_ops user_ops = {.translate = translate};

bool model_create(void)
{
	const struct emu_config config = {
	        .profile = EMU_SK24K,
	        .ncpus = 1 + MODEL_GUESTS,
	        .ticks_per_count = 1,
	        .seed = sim.chance,
	};

	model = (struct model){.sys = emu_create(&config)};
	if (!model.sys || emu_add_ram(model.sys, sim.ram_base, sim.ram_bytes, sim_ram(sim.ram_base)))
		return false;
	model.user = emu_cpu_at(model.sys, 0);
	if (emu_host_user(model.user, &user_ops, NULL))
		return false;
	emu_cp0_set(model.user, 7, 0, HWRENA);
	return true;
}

void model_destroy(void)
{
	emu_destroy(model.sys);
	model = (struct model){.sys = NULL};
}

void model_charge(void)
{
	sim.now += MODEL_ENTRY_TICKS + sim_chance(MODEL_ENTRY_TICKS);
}

enum emu_exit_reason model_run(struct emu_cpu *cpu, uint64_t ticks, struct emu_exit *exit)
{
	enum emu_exit_reason reason;

	emu_cpu_advance(cpu, sim.now);
	reason = emu_cpu_run(cpu, ticks, exit);
	/* The pc says nothing about a delay slot: whoever stops there first executes it. */
	if (reason == EMU_EXIT_BUDGET && emu_in_slot(cpu, NULL))
		reason = emu_cpu_run(cpu, 1, exit);
	sim.now = emu_cpu_now(cpu);
	return reason;
}

static void flush_guests(const struct space *s)
{
	for (unsigned i = 0; i < MODEL_GUESTS; i++) {
		struct vcpu *v = model.guest[i];

		if (v && &v->vm->space == s)
			emu_flush_all(v->arch.model);
	}
}

void sim_processor_flush(struct space *s, uint32_t va, unsigned order)
{
	if (s->guest)
		flush_guests(s);
	else if (s->arch.id == model.space)
		emu_flush(model.user, va, 1u << order);
}

void sim_processor_memory(paddr_t pa, uint32_t bytes)
{
	if (model.sys)
		emu_code_changed(model.sys, pa, bytes);
}
