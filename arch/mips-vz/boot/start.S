/* SPDX-License-Identifier: Apache-2.0 */
/* First instructions: a known processor state, vectors, cleared data, a stack, and C. */
#include <mips/asm.h>

	.set	noreorder
	.set	noat

/*
 * In: a0 to a3 as the boot monitor left them, a kseg0 address in the pc, anything else in any state. Runs with
 * BEV = 1 until EBase stands, since changing EBase is allowed only then.
 */
	.section .text.start, "ax"
FUNCTION(start)
	li	t0, STATUS_BEV
	mtc0	t0, CP0_STATUS
	li	t0, CAUSE_IV
	mtc0	t0, CP0_CAUSE
	mtc0	zero, CP0_WIRED
	ehb

	/* Cached kernel segment. The field is changed from kseg1, where it has no effect on the running code. */
	mfc0	t0, CP0_CONFIG
	andi	t1, t0, 7
	li	t2, CCA_CACHED
	beq	t1, t2, 1f
	 lui	t1, %hi(2f)
	addiu	t1, t1, %lo(2f)
	lui	t2, 0x2000
	or	t1, t1, t2
	jr	t1
	 nop
2:	ins	t0, zero, 0, 3
	ori	t0, t0, CCA_CACHED
	mtc0	t0, CP0_CONFIG
	ehb
	lui	t1, %hi(1f)
	addiu	t1, t1, %lo(1f)
	jr.hb	t1
	 nop
1:
	lui	t0, %hi(kernel_text)
	addiu	t0, t0, %lo(kernel_text)
	mtc0	t0, CP0_EBASE
	ehb
	mtc0	zero, CP0_STATUS
	ehb

	lui	t0, %hi(kernel_bss)
	addiu	t0, t0, %lo(kernel_bss)
	lui	t1, %hi(kernel_end)
	addiu	t1, t1, %lo(kernel_end)
	beq	t0, t1, 4f
	 nop
3:	addiu	t0, t0, 4
	bne	t0, t1, 3b
	 sw	zero, -4(t0)
4:
	cpu_boot
	lui	sp, %hi(cpu0_stack + KERNEL_STACK - STACK_ARGUMENTS)
	addiu	sp, sp, %lo(cpu0_stack + KERNEL_STACK - STACK_ARGUMENTS)
	move	ra, zero
	move	fp, zero
	j	kernel_main
	 nop
END(start)
