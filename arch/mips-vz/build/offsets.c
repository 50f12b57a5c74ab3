// SPDX-License-Identifier: Apache-2.0
// Constants that assembly needs, as text in the object file, from which offsets.py makes <mips/offsets.h>.
#include <mips/kernel.h>
#include <mips/pte.h>
#include <skerry/space.h>

#define CONSTANT(name, value) \
	__asm__ volatile(".pushsection .offsets\n.ascii \"@constant " #name " %0\\n\"\n.popsection" : : "i"(value))

void offsets(void);
void offsets(void)
{
	CONSTANT(CPU_FRAME, offsetof(struct cpu, arch.frame));
	CONSTANT(CPU_L1, offsetof(struct cpu, arch.l1));
	CONSTANT(CPU_STACK_TOP, offsetof(struct cpu, arch.stack_top));
	CONSTANT(CPU_STATUS_KERNEL, offsetof(struct cpu, arch.status_kernel));
	CONSTANT(CPU_STATUS_USER, offsetof(struct cpu, arch.status_user));
	CONSTANT(CPU_SCRATCH, offsetof(struct cpu, arch.scratch));
	/* Where there are no calls, at the end of it. */
	CONSTANT(CPU_RESCHEDULE, offsetof(struct cpu, arch.calls));
	CONSTANT(REGS_GPR, offsetof(struct user_regs, gpr));
	CONSTANT(REGS_HI, offsetof(struct user_regs, hi));
	CONSTANT(REGS_LO, offsetof(struct user_regs, lo));
	CONSTANT(REGS_PC, offsetof(struct user_regs, pc));
	CONSTANT(L1_PTE, offsetof(struct l1_slot, pte));
	CONSTANT(L1_TABLE, offsetof(struct l1_slot, table));
	CONSTANT(SPACE_L1_SHIFT, SPACE_L1_SHIFT);
	CONSTANT(SK_PAGE_ORDER, SK_PAGE_ORDER);
	CONSTANT(PTE_SIZE_SHIFT, PTE_SIZE_SHIFT);
	CONSTANT(PTE_SIZE_BITS, PTE_SIZE_BITS);
	CONSTANT(PAGEMASK_GRANULE, PAGEMASK_GRANULE);
	CONSTANT(FPU_FCSR, offsetof(struct fpu_state, fcsr));
	CONSTANT(KERNEL_STACK, KERNEL_STACK);
	CONSTANT(STACK_ARGUMENTS, STACK_ARGUMENTS);
	CONSTANT(PANIC_STACK, PANIC_STACK);
}

/* The refill path addresses slots by shifts. */
SK_STATIC_ASSERT(sizeof(struct l1_slot) == 8, "refill path");
SK_STATIC_ASSERT(sizeof(struct pte_slot) == 8 && offsetof(struct pte_slot, pte) == 0, "refill path");
SK_STATIC_ASSERT(offsetof(struct cpu, arch) == 0, "assembly finds cpu_arch at the front of struct cpu");
SK_STATIC_ASSERT(offsetof(struct fpu_state, pair) == 0, "fpu/regs.S");
