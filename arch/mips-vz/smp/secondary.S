/* SPDX-License-Identifier: Apache-2.0 */
/* First instructions of the processors besides the first. */
#include <mips/asm.h>

	.set	noreorder
	.set	noat

/* Config1 fields: sets, line size and ways of one cache; SHIFT is that of the lowest, ways. */
.macro cache_bytes bytes, line, config1, shift
	ext	\line, \config1, \shift + 3, 3
	li	\bytes, 2
	sllv	\line, \bytes, \line		/* 2 << field */
	ext	t6, \config1, \shift + 6, 3
	addiu	t6, t6, 1
	andi	t6, t6, 7			/* 64 << field, and 7 means 32 */
	li	\bytes, 32
	sllv	\bytes, \bytes, t6
	mul	\bytes, \bytes, \line
	ext	t6, \config1, \shift, 3
	addiu	t6, t6, 1
	mul	\bytes, \bytes, t6
.endm

/* Index Store Tag over a whole cache with TagLo 0: every line invalid. */
.macro cache_clear operation, shift
	ext	t1, t0, \shift + 3, 3
	beqz	t1, 2f
	 nop
	cache_bytes t2, t1, t0, \shift
	lui	t3, 0x8000
	addu	t2, t2, t3
1:	cache	\operation, 0(t3)
	addu	t3, t3, t1
	bne	t3, t2, 1b
	 nop
2:
.endm

/* Uncached, ERL and BEV set, nothing else known. EBase.CPUNum is the number. The caches hold anything. */
	.section .vectors.secondary, "ax"
	.balign	4096
FUNCTION(smp_entry)
	li	t0, STATUS_BEV
	mtc0	t0, CP0_STATUS
	li	t0, CAUSE_IV
	mtc0	t0, CP0_CAUSE
	mtc0	zero, CP0_WIRED
	mtc0	zero, $28, 0		/* TagLo, of instructions and data */
	mtc0	zero, $28, 2
	ehb
	mfc0	t0, CP0_CONFIG1
	cache_clear 0x08, 16
	cache_clear 0x09, 7
	mfc0	t0, CP0_CONFIG
	ins	t0, zero, 0, 3
	ori	t0, t0, CCA_CACHED
	mtc0	t0, CP0_CONFIG
	ehb
	lui	t1, %hi(3f)
	addiu	t1, t1, %lo(3f)
	jr.hb	t1
	 nop
3:
	mfc0	t0, CP0_EBASE
	andi	t0, t0, 0x3ff
	sll	t0, t0, 2
	lui	t1, %hi(smp_cpu)
	addu	t1, t1, t0
	lw	a0, %lo(smp_cpu)(t1)
	mtc0	a0, CP0_KSCRATCH_CPU
	lui	t0, %hi(kernel_text)
	addiu	t0, t0, %lo(kernel_text)
	mtc0	t0, CP0_EBASE
	ehb
	mtc0	zero, CP0_STATUS
	ehb
	lw	sp, CPU_STACK_TOP(a0)
	move	ra, zero
	move	fp, zero
	j	smp_main
	 nop
END(smp_entry)
