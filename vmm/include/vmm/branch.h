// SPDX-License-Identifier: Apache-2.0
// Where execution goes on after an instruction that the VMM carried out.
#ifndef VMM_BRANCH_H
#define VMM_BRANCH_H

#include <skerry/abi/vcpu.h>
#include <stdbool.h>

/** How a finished instruction leaves the processor. */
struct vmm_next {
	uint32_t pc;
	unsigned link; /**< register that the branch before it links to, 0 for none */
	uint32_t link_value;
};

/**
 * Computes the pc behind the instruction of the last exit. Call it before the instruction changes a register: a load in a
 * delay slot may overwrite a register that the branch tests.
 * @return false if the exit claims a delay slot but exit.branch is no branch of the MIPS32 release 2 set (jalx, which
 *         changes the instruction set, and coprocessor-2 branches included)
 */
bool vmm_next_pc(const struct sk_vcpu_area *area, struct vmm_next *next);

/** Whether @p insn is a branch on a floating-point condition: vmm_next_pc() then needs a current area->fcsr. */
bool vmm_branch_on_fpu(uint32_t insn);

/** Writes the pc (and the link register) that vmm_next_pc() found. */
void vmm_advance(struct sk_vcpu_area *area, const struct vmm_next *next);

#endif
