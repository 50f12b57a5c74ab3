/* SPDX-License-Identifier: Apache-2.0 */
/* Exception vectors while a guest runs: they keep k0 and k1, which a guest kernel uses, and join trap/entry.S. */
#include <mips/asm.h>

/* KScratch1 and KScratch2. */
#define SCRATCH_K0 $31, 2
#define SCRATCH_K1 $31, 3

	.set	noreorder
	.set	noat

/* Saves k0 and k1 in the current frame; leaves both free. */
.macro save_k
	mtc0	k0, SCRATCH_K0
	mtc0	k1, SCRATCH_K1
	ehb
	cpu_lw	k0, CPU_FRAME
	mfc0	k1, SCRATCH_K0
	sw	k1, REGS_GPR + 104(k0)
	mfc0	k1, SCRATCH_K1
	sw	k1, REGS_GPR + 108(k0)
.endm

	.section .vectors.segctl, "ax"
	.align	12
	.globl	segctl_vectors
segctl_vectors:
	.org	0x000
FUNCTION(segctl_vector_refill)
	save_k
	mfc0	k1, CP0_CAUSE
	j	trap_general
	 andi	k1, k1, CAUSE_CODE_MASK
END(segctl_vector_refill)

	.org	0x100
FUNCTION(segctl_vector_cache_error)
	j	trap_cache_error
	 nop
END(segctl_vector_cache_error)

	.org	0x180
FUNCTION(segctl_vector_general)
	save_k
	mfc0	k1, CP0_CAUSE
	j	trap_general
	 andi	k1, k1, CAUSE_CODE_MASK
END(segctl_vector_general)

	.org	0x200
FUNCTION(segctl_vector_interrupt)
	save_k
	j	trap_interrupt
	 mfc0	k0, CP0_STATUS
END(segctl_vector_interrupt)
