// SPDX-License-Identifier: Apache-2.0
// Constants that assembly needs, as text in the object file, from which offsets.py makes <mips/offsets.h>.
#include <mips/kernel.h>
#include <mips/pte.h>
#include <skerry/space.h>
#include <skerry/vcpu.h>

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
	CONSTANT(CPU_VCPU, offsetof(struct cpu, arch.vcpu));
	CONSTANT(VCPU_MFC0, offsetof(struct vcpu, stats[SK_VCPU_STAT_MFC0]));
	CONSTANT(VCPU_MTC0, offsetof(struct vcpu, stats[SK_VCPU_STAT_MTC0]));
	CONSTANT(VCPU_DIEI, offsetof(struct vcpu, stats[SK_VCPU_STAT_DIEI]));
	CONSTANT(VCPU_ARCH, offsetof(struct vcpu, arch));
	CONSTANT(VCPU_KERNEL, offsetof(struct vcpu, arch.kernel));
	CONSTANT(VCPU_STATUS, offsetof(struct vcpu, arch.status));
	CONSTANT(VCPU_CAUSE, offsetof(struct vcpu, arch.cause));
	/* Where there are no calls, at the end of it. */
	CONSTANT(CPU_RESCHEDULE, offsetof(struct cpu, arch.calls));
	CONSTANT(HOT_0_0, 1 + offsetof(struct vcpu_arch, index) / 4);
	CONSTANT(HOT_2_0, 1 + offsetof(struct vcpu_arch, entrylo[0]) / 4);
	CONSTANT(HOT_3_0, 1 + offsetof(struct vcpu_arch, entrylo[1]) / 4);
	CONSTANT(HOT_4_0, 1 + offsetof(struct vcpu_arch, context) / 4);
	CONSTANT(HOT_4_2, 1 + offsetof(struct vcpu_arch, userlocal) / 4);
	CONSTANT(HOT_5_0, 1 + offsetof(struct vcpu_arch, pagemask) / 4);
	CONSTANT(HOT_5_1, 1 + offsetof(struct vcpu_arch, pagegrain) / 4);
	CONSTANT(HOT_6_0, 1 + offsetof(struct vcpu_arch, wired) / 4);
	CONSTANT(HOT_7_0, 1 + offsetof(struct vcpu_arch, hwrena) / 4);
	CONSTANT(HOT_8_0, 1 + offsetof(struct vcpu_arch, badvaddr) / 4);
	CONSTANT(HOT_10_0, 1 + offsetof(struct vcpu_arch, entryhi) / 4);
	CONSTANT(HOT_11_0, 1 + offsetof(struct vcpu_arch, compare) / 4);
	CONSTANT(HOT_12_0, 1 + offsetof(struct vcpu_arch, status) / 4);
	CONSTANT(HOT_12_1, 1 + offsetof(struct vcpu_arch, intctl) / 4);
	CONSTANT(HOT_12_2, 1 + offsetof(struct vcpu_arch, srsctl) / 4);
	CONSTANT(HOT_14_0, 1 + offsetof(struct vcpu_arch, epc) / 4);
	CONSTANT(HOT_15_1, 1 + offsetof(struct vcpu_arch, ebase) / 4);
	CONSTANT(HOT_17_0, 1 + offsetof(struct vcpu_arch, lladdr) / 4);
	CONSTANT(HOT_30_0, 1 + offsetof(struct vcpu_arch, errorepc) / 4);
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
