// SPDX-License-Identifier: Apache-2.0
// Traps of user code: what they are, and which entry of the core takes them.
#include <mips/kernel.h>
#include <mips/pte.h>
#include <mips/trap.h>
#include <skerry/arch/mmu.h>
#include <skerry/task.h>

/* Of the boot flash: where `sdbbp` leads when no debugger is there. */
#define BOOT_FLASH_SIZE 0x00001000u

static unsigned code_of(uint32_t cause)
{
	return (cause & CAUSE_CODE_MASK) >> CAUSE_CODE_SHIFT;
}

void trap_syscall(struct cpu *cpu)
{
	cpu->current->regs.pc += 4;
	entry_syscall(cpu);
}

/* Without execute inhibit a fetch is told from a load by its address: it is the instruction's own, or that of the
 * delay slot. */
static unsigned access_of(unsigned code, const struct user_regs *regs, uint32_t cause, uint32_t badvaddr)
{
	uint32_t fetch = cause & CAUSE_BD ? regs->pc + 4 : regs->pc;
	if (code == EXC_MOD || code == EXC_TLBS)
		return SK_FAULT_WRITE;
	if (code == EXC_TLBXI || badvaddr == regs->pc || badvaddr == fetch)
		return SK_FAULT_FETCH;
	return 0;
}

static bool allows(pte_t pte, unsigned access)
{
	if (pte == 0)
		return false;
	if (access == SK_FAULT_WRITE)
		return pte & ENTRYLO_D;
	return !(pte & (access == SK_FAULT_FETCH ? ENTRYLO_XI : ENTRYLO_RI));
}

/*
 * The entry that faulted goes in any case: it may hold one half of a pair whose other half was mapped since, and what
 * the page table allows now is entered again by the refill path.
 */
static void page_fault(struct cpu *cpu, unsigned code, uint32_t cause, uint32_t badvaddr)
{
	struct thread *t = cpu->current;
	unsigned access = access_of(code, &t->regs, cause, badvaddr);
	tlb_drop(badvaddr);
	if (!allows(space_pte(&t->task->space, badvaddr), access))
		entry_page_fault(cpu, badvaddr, access);
}

/* The instruction at the pc of a trap, if the thread itself could have fetched it; nested faults cannot happen. */
static bool fetch(const struct thread *t, uint32_t pc, uint32_t *insn)
{
	if (pc % 4 != 0 || pc >= SK_USER_END)
		return false;
	struct mapping *m = space_lookup(&t->task->space, pc);
	const char *page = m ? arch_phys_ptr(m->pa) : NULL;
	if (!page || m->attr != SK_ATTR_CACHED)
		return false;
	*insn = *(const uint32_t *)(const void *)(page + (pc - m->va));
	return true;
}

/* `rdhwr rt, $29` on processors without UserLocal. In a delay slot it stays an exception. */
static bool emulate_rdhwr(struct thread *t, uint32_t cause)
{
	uint32_t insn;
	if (cpu_features.user_local || cause & CAUSE_BD || !fetch(t, t->regs.pc, &insn))
		return false;
	if ((insn & 0xffe0ffff) != 0x7c00e83b)
		return false;
	unsigned rt = insn >> 16 & 31;
	if (rt != 0)
		t->regs.gpr[rt] = t->arch.user_local;
	t->regs.pc += 4;
	return true;
}

/* As abi/exc.h words it. The coprocessor number means something for one code only and is stale for others. */
static uint32_t report(unsigned code, uint32_t cause)
{
	return code | (code == EXC_CPU ? (cause >> 28 & 3) << 8 : 0) | (cause & CAUSE_BD);
}

static bool emulated(struct cpu *cpu, unsigned code, uint32_t cause)
{
	if (code == EXC_CPU && (cause >> 28 & 3) == 1 && cpu_features.fpu) {
		fpu_acquire(cpu);
		return true;
	}
	return code == EXC_RI && emulate_rdhwr(cpu->current, cause);
}

/*
 * User code can enter Debug mode by `sdbbp`; without a debugger it then runs into whatever the flash holds, privileged,
 * until that traps. Debug mode is left here and the program gets a reserved-instruction exception at its `sdbbp`.
 */
bool trap_left_debug_mode(struct user_regs *regs)
{
	if (regs->pc - BOOT_FLASH >= BOOT_FLASH_SIZE || !(cp0_debug() & DEBUG_DM))
		return false;
	regs->pc = cp0_depc();
	debug_mode_leave();
	return true;
}

void trap_exception(struct cpu *cpu, uint32_t cause, uint32_t badvaddr)
{
	unsigned code = code_of(cause);
	if (trap_left_debug_mode(cpu->arch.frame)) {
		code = EXC_RI;
		cause = EXC_RI << CAUSE_CODE_SHIFT;
	}
	switch (code) {
	case EXC_MOD:
	case EXC_TLBL:
	case EXC_TLBS:
	case EXC_TLBRI:
	case EXC_TLBXI:
		page_fault(cpu, code, cause, badvaddr);
		break;
	case EXC_MCHECK:
		/* A duplicate cannot arise from what the kernel writes; if it did, the TLB is not to be trusted. */
		tlb_flush_all();
		entry_exception(cpu, code, badvaddr);
		break;
	default:
		if (!emulated(cpu, code, cause))
			entry_exception(cpu, report(code, cause), badvaddr);
	}
}
