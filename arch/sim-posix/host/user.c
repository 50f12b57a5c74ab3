// SPDX-License-Identifier: Apache-2.0
// Threads on the processor for user code: their registers, address space and floating point.
#include "model.h"

#include <skerry/arch/cpu.h>
#include <skerry/task.h>

/* FCSR: a cause that is enabled would trap when it is loaded. */
#define FCSR_CAUSES(enables) (((enables) >> 7 & 0x1f) << 12 | 0x20000u)

void arch_thread_init(struct thread *t)
{
	t->arch = (struct thread_arch){.live = true};
}

void arch_thread_set_user_local(struct thread *t, uint32_t value)
{
	t->arch.user_local = value;
	if (model.loaded == t)
		emu_reg_set(model.user, EMU_REG_USERLOCAL, value);
}

void arch_thread_destroy(struct thread *t)
{
	t->arch.live = false;
	if (model.fpu_owner == t)
		model.fpu_owner = NULL;
	if (model.loaded == t)
		model.loaded = NULL;
}

static void permit_fpu(bool yes)
{
	uint32_t status = emu_cp0_get(model.user, 12, 0);

	emu_cp0_set(model.user, 12, 0, yes ? status | ST_CU1 : status & ~ST_CU1);
}

static void fpu_release(void)
{
	struct thread *owner = model.fpu_owner;

	if (!owner)
		return;
	for (unsigned i = 0; i < 32; i++)
		owner->arch.fpr[i] = emu_reg_get(model.user, EMU_REG_FPR0 + i);
	owner->arch.fcsr = (uint32_t)emu_reg_get(model.user, EMU_REG_FCSR);
	model.fpu_owner = NULL;
}

void user_fpu_acquire(struct thread *t)
{
	if (model.fpu_owner != t) {
		fpu_release();
		for (unsigned i = 0; i < 32; i++)
			emu_reg_set(model.user, EMU_REG_FPR0 + i, t->arch.fpr[i]);
		emu_reg_set(model.user, EMU_REG_FCSR, t->arch.fcsr & ~FCSR_CAUSES(t->arch.fcsr));
		model.fpu_owner = t;
	}
	permit_fpu(true);
}

/* What differs from one thread to the next besides the registers. */
static void load(struct thread *t)
{
	uint32_t space = t->task->space.arch.id;

	if (space != model.space) {
		emu_flush_all(model.user);
		model.space = space;
	}
	if (model.loaded == t)
		return;
	emu_reg_set(model.user, EMU_REG_USERLOCAL, t->arch.user_local);
	permit_fpu(model.fpu_owner == t);
	emu_cp0_set(model.user, 17, 0, 0); /* breaks a load link */
	model.loaded = t;
}

void user_run(struct thread *t, uint64_t ticks)
{
	struct emu_exit exit;

	load(t);
	for (unsigned i = 1; i < 32; i++)
		emu_reg_set(model.user, i, t->regs.gpr[i]);
	emu_reg_set(model.user, EMU_REG_HI, t->regs.hi);
	emu_reg_set(model.user, EMU_REG_LO, t->regs.lo);
	emu_reg_set(model.user, EMU_REG_PC, t->regs.pc);

	enum emu_exit_reason reason = model_run(model.user, ticks, &exit);

	for (unsigned i = 1; i < 32; i++)
		t->regs.gpr[i] = (uint32_t)emu_reg_get(model.user, i);
	t->regs.hi = (uint32_t)emu_reg_get(model.user, EMU_REG_HI);
	t->regs.lo = (uint32_t)emu_reg_get(model.user, EMU_REG_LO);
	t->regs.pc = (uint32_t)emu_reg_get(model.user, EMU_REG_PC);
	if (reason != EMU_EXIT_BUDGET)
		trap_enter(t, &exit);
}
