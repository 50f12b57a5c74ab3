// SPDX-License-Identifier: Apache-2.0
// Traps of user code: what they are, and which entry of the core takes them.
#include "model.h"

#include <skerry/entry.h>
#include <skerry/task.h>

#define DELAY_SLOT     0x80000000u
#define INSN_SDBBP     0x7000003fu
#define INSN_SDBBP_FIX 0xfc00003fu /* bits of it that are not its code */

static void page_fault(struct thread *t, const struct emu_trap *trap)
{
	static const unsigned accesses[] = {[EMU_READ] = 0, [EMU_WRITE] = SK_FAULT_WRITE, [EMU_FETCH] = SK_FAULT_FETCH};

	(void)t;
	entry_page_fault(sim.on, trap->va, accesses[trap->access]);
}

/* As abi/exc.h words it. Without a debugger `sdbbp` is reserved, on every backend. */
static uint32_t report(const struct emu_trap *trap)
{
	if ((trap->insn & INSN_SDBBP_FIX) == INSN_SDBBP)
		return EXC_RI;
	return trap->code | (trap->code == EXC_CPU ? (uint32_t)trap->ce << 8 : 0) | (trap->bd ? DELAY_SLOT : 0);
}

void trap_enter(struct thread *t, const struct emu_exit *exit)
{
	const struct emu_trap *trap = &exit->trap;

	if (exit->reason == EMU_EXIT_TRAP && trap->code == EXC_CPU && trap->ce == 1) {
		user_fpu_acquire(t);
		return;
	}
	model_charge();
	if (exit->reason != EMU_EXIT_TRAP) {
		/* An instruction that the model does not know: the profile does not have it either. */
		entry_exception(sim.on, EXC_RI, 0);
		return;
	}
	switch (trap->code) {
	case EXC_MOD:
	case EXC_TLBL:
	case EXC_TLBS:
	case EXC_TLBRI:
	case EXC_TLBXI:
		page_fault(t, trap);
		break;
	case EXC_SYS:
		t->regs.pc += 4;
		entry_syscall(sim.on);
		break;
	default:
		entry_exception(sim.on, report(trap), trap->va);
	}
}
