/* SPDX-License-Identifier: Apache-2.0 */
/* Harness, MIPS side: entry, exception vectors, entering a case and saving what it left. */
#include "record.h"

	.set noreorder
	.set noat
	.set mips32r2
	.set hardfloat
	.set fp=64

#define C0_STATUS $12
#define C0_EPC	  $14
#define ST_EXL	  2
#define ST_FR	  0x04000000
#define ST_CU1	  0x20000000

	.section .text.start, "ax"
	.globl _start
_start:
	la	$sp, stack_top
	mtc0	$zero, $13		# Cause: no timer, no IV
	li	$t0, 0x10000000		# Status: kernel, BEV off, CU0
	mtc0	$t0, C0_STATUS
	ehb
	jal	main
	nop
1:	b	1b
	nop

	# Copied to each vector; k1 tells which one it was.
	.globl vector_refill, vector_general, vector_interrupt, vector_end
vector_refill:
	lui	$k0, %hi(saved)
	j	save_all
	 li	$k1, 0x000
vector_general:
	lui	$k0, %hi(saved)
	j	save_all
	 li	$k1, 0x180
vector_interrupt:
	lui	$k0, %hi(saved)
	j	save_all
	 li	$k1, 0x200
vector_end:

	# void enter(const struct diff_case *c): returns when the case has taken its exception; saved holds its registers.
	.globl enter
enter:
	addiu	$sp, $sp, -48
	sw	$s0, 0($sp)
	sw	$s1, 4($sp)
	sw	$s2, 8($sp)
	sw	$s3, 12($sp)
	sw	$s4, 16($sp)
	sw	$s5, 20($sp)
	sw	$s6, 24($sp)
	sw	$s7, 28($sp)
	sw	$gp, 32($sp)
	sw	$fp, 36($sp)
	sw	$ra, 40($sp)
	lui	$k0, %hi(harness_sp)
	sw	$sp, %lo(harness_sp)($k0)
	move	$k0, $a0
	lw	$t0, CASE_STATUS($k0)
	lui	$t1, %hi(has_fpu)
	lw	$t1, %lo(has_fpu)($t1)
	beqz	$t1, 3f
	 lui	$t2, ST_CU1 >> 16
	or	$t1, $t0, $t2
	ori	$t1, $t1, ST_EXL
	mtc0	$t1, C0_STATUS
	ehb
	ctc1	$zero, $31
	lui	$t2, ST_FR >> 16
	and	$t2, $t2, $t0
	beqz	$t2, 1f
	 nop
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ldc1	$f\n, CASE_FPR + 8 * \n($k0)
	.endr
	b	2f
	 nop
1:
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	lwc1	$f\n, CASE_FPR + 8 * \n($k0)
	.endr
2:	lw	$t1, CASE_FCSR($k0)
	ctc1	$t1, $31
3:	ori	$t0, $t0, ST_EXL
	mtc0	$t0, C0_STATUS
	lw	$t1, CASE_PC($k0)
	mtc0	$t1, C0_EPC
	lw	$t1, CASE_HI($k0)
	mthi	$t1
	lw	$t1, CASE_LO($k0)
	mtlo	$t1
	.irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,28,29,30,31
	lw	$\n, CASE_GPR + 4 * \n($k0)
	.endr
	move	$k0, $zero
	move	$k1, $zero
	ehb
	eret

	.globl save_all
save_all:
	addiu	$k0, $k0, %lo(saved)
	.irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,28,29,30,31
	sw	$\n, 4 * \n($k0)
	.endr
	mfhi	$t0
	sw	$t0, 128($k0)
	mflo	$t0
	sw	$t0, 132($k0)
	sw	$k1, 136($k0)
	mfc0	$s0, C0_STATUS
	sw	$s0, 140($k0)
	lui	$sp, %hi(harness_sp)
	lw	$sp, %lo(harness_sp)($sp)
	lui	$t1, %hi(has_fpu)
	lw	$t1, %lo(has_fpu)($t1)
	beqz	$t1, 2f
	 lui	$t0, ST_CU1 >> 16
	or	$t0, $t0, $s0
	mtc0	$t0, C0_STATUS
	ehb
	cfc1	$t1, $31
	lui	$t2, %hi(saved_fcsr)
	sw	$t1, %lo(saved_fcsr)($t2)
	ctc1	$zero, $31
	lui	$t1, %hi(saved_fpr)
	addiu	$t1, $t1, %lo(saved_fpr)
	lui	$t2, ST_FR >> 16
	and	$t2, $t2, $s0
	beqz	$t2, 1f
	 nop
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	sdc1	$f\n, 8 * \n($t1)
	.endr
	b	2f
	 nop
1:
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	swc1	$f\n, 8 * \n($t1)
	sw	$zero, 8 * \n + 4($t1)
	.endr
2:
	lw	$s0, 0($sp)
	lw	$s1, 4($sp)
	lw	$s2, 8($sp)
	lw	$s3, 12($sp)
	lw	$s4, 16($sp)
	lw	$s5, 20($sp)
	lw	$s6, 24($sp)
	lw	$s7, 28($sp)
	lw	$gp, 32($sp)
	lw	$fp, 36($sp)
	lw	$ra, 40($sp)
	jr	$ra
	 addiu	$sp, $sp, 48

	.bss
	.balign 16
	.space	8192
stack_top:
