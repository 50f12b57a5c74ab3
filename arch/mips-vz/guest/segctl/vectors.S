/* SPDX-License-Identifier: Apache-2.0 */
/* Exception vectors while a guest runs: they keep k0 and k1, which a guest kernel uses. */
#include <mips/frame.h>
#include <mips/guest_scratch.h>

	.set	noreorder
	.set	noat

/* k0 is in its scratch register: saves k0 and k1 in the current frame, which is at k0 afterwards; leaves k1 free. */
.macro save_k
	mtc0	k1, SCRATCH_K1
	save_scratch
.endm

/* The same with k1 in its scratch register too. */
.macro save_scratch
	cpu_lw	k0, CPU_FRAME
	ehb
	mfc0	k1, SCRATCH_K0
	sw	k1, REGS_GPR + 104(k0)
	mfc0	k1, SCRATCH_K1
	sw	k1, REGS_GPR + 108(k0)
.endm

/* What segctl_trap() answers; 0 goes the whole way through trap_return. */
#define SEGCTL_RESUME_ERET 2

	/* The linker script aligns it: an alignment here would also pad its end. */
	.section .vectors.segctl, "ax"
	.globl	segctl_vectors
segctl_vectors:
	.org	0x000
FUNCTION(segctl_vector_refill)
	j	segctl_trap_entry
	 mtc0	k0, SCRATCH_K0
END(segctl_vector_refill)

	.org	0x100
FUNCTION(segctl_vector_cache_error)
	j	trap_cache_error
	 nop
END(segctl_vector_cache_error)

	.org	0x180
FUNCTION(segctl_vector_general)
	j	segctl_hot
	 mtc0	k0, SCRATCH_K0
END(segctl_vector_general)

	.org	0x200
FUNCTION(segctl_vector_interrupt)
	mtc0	k0, SCRATCH_K0
	mfc0	k0, CP0_STATUS
	andi	k0, k0, STATUS_UM
	/* Out of the idle loop: the guest is loaded but was not running, its k0 and k1 are in the frame already. */
	beqz	k0, 1f
	 nop
	save_k
1:	j	trap_interrupt
	 mfc0	k0, CP0_STATUS
END(segctl_vector_interrupt)

/*
 * A trap of the guest. Back to the same guest goes by ERETNC: a load-linked before an instruction that traps stays linked
 * (Linux executes TLBP between LL and SC). ERET, which clears the link, ends an emulated ERET and every path through the
 * core, so no link survives a switch.
 */
FUNCTION(segctl_trap_entry)
	mtc0	k1, SCRATCH_K1
	.globl segctl_trap_scratch
segctl_trap_scratch:			/* k1 is in its scratch register already */
	save_scratch
	mfc0	k1, CP0_STATUS
	andi	k1, k1, STATUS_UM
	beqz	k1, trap_kernel
	 nop
	save_all
	mfc0	a1, CP0_CAUSE
	mfc0	a2, CP0_BADVADDR
	enter_c
	jal	segctl_trap
	 nop
	beqz	v0, trap_return
	 addiu	v0, v0, -SEGCTL_RESUME_ERET
	cpu_lw	k0, CPU_FRAME
	beqz	v0, 1f
	 nop
	restore_all
	ehb
	.word	0x42000058		/* eretnc */
1:	restore_all
	ehb
	eret
END(segctl_trap_entry)
