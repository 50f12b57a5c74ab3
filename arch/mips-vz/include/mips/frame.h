/* SPDX-License-Identifier: Apache-2.0 */
/* Assembly macros of the trap paths: the register state in the current frame, the way into C. */
/* clang-format off */
#ifndef MIPS_FRAME_H
#define MIPS_FRAME_H

#include <mips/asm.h>

/* Saves everything but k0 and k1, which no user program can rely on, and the pc, at k0. Uses k1. */
.macro save_all
	sw	at, REGS_GPR + 4(k0)
	mfhi	k1
	sw	v0, REGS_GPR + 8(k0)
	sw	v1, REGS_GPR + 12(k0)
	sw	a0, REGS_GPR + 16(k0)
	sw	k1, REGS_HI(k0)
	sw	a1, REGS_GPR + 20(k0)
	sw	a2, REGS_GPR + 24(k0)
	mflo	k1
	sw	a3, REGS_GPR + 28(k0)
	sw	t0, REGS_GPR + 32(k0)
	sw	t1, REGS_GPR + 36(k0)
	sw	k1, REGS_LO(k0)
	sw	t2, REGS_GPR + 40(k0)
	sw	t3, REGS_GPR + 44(k0)
	mfc0	k1, CP0_EPC
	sw	t4, REGS_GPR + 48(k0)
	sw	t5, REGS_GPR + 52(k0)
	sw	t6, REGS_GPR + 56(k0)
	sw	t7, REGS_GPR + 60(k0)
	sw	k1, REGS_PC(k0)
	sw	s0, REGS_GPR + 64(k0)
	sw	s1, REGS_GPR + 68(k0)
	sw	s2, REGS_GPR + 72(k0)
	sw	s3, REGS_GPR + 76(k0)
	sw	s4, REGS_GPR + 80(k0)
	sw	s5, REGS_GPR + 84(k0)
	sw	s6, REGS_GPR + 88(k0)
	sw	s7, REGS_GPR + 92(k0)
	sw	t8, REGS_GPR + 96(k0)
	sw	t9, REGS_GPR + 100(k0)
	sw	gp, REGS_GPR + 112(k0)
	sw	sp, REGS_GPR + 116(k0)
	sw	fp, REGS_GPR + 120(k0)
	sw	ra, REGS_GPR + 124(k0)
.endm

/* Loads Status, the pc and every register for the return to user mode from the frame at k0. */
.macro restore_all
	cpu_lw	t0, CPU_STATUS_USER
	lw	t1, REGS_HI(k0)
	lw	t2, REGS_LO(k0)
	lw	t3, REGS_PC(k0)
	mtc0	t0, CP0_STATUS
	mthi	t1
	mtlo	t2
	mtc0	t3, CP0_EPC
	lw	at, REGS_GPR + 4(k0)
	lw	v0, REGS_GPR + 8(k0)
	lw	v1, REGS_GPR + 12(k0)
	lw	a0, REGS_GPR + 16(k0)
	lw	a1, REGS_GPR + 20(k0)
	lw	a2, REGS_GPR + 24(k0)
	lw	a3, REGS_GPR + 28(k0)
	lw	t0, REGS_GPR + 32(k0)
	lw	t1, REGS_GPR + 36(k0)
	lw	t2, REGS_GPR + 40(k0)
	lw	t3, REGS_GPR + 44(k0)
	lw	t4, REGS_GPR + 48(k0)
	lw	t5, REGS_GPR + 52(k0)
	lw	t6, REGS_GPR + 56(k0)
	lw	t7, REGS_GPR + 60(k0)
	lw	s0, REGS_GPR + 64(k0)
	lw	s1, REGS_GPR + 68(k0)
	lw	s2, REGS_GPR + 72(k0)
	lw	s3, REGS_GPR + 76(k0)
	lw	s4, REGS_GPR + 80(k0)
	lw	s5, REGS_GPR + 84(k0)
	lw	s6, REGS_GPR + 88(k0)
	lw	s7, REGS_GPR + 92(k0)
	lw	t8, REGS_GPR + 96(k0)
	lw	t9, REGS_GPR + 100(k0)
	lw	gp, REGS_GPR + 112(k0)
	lw	sp, REGS_GPR + 116(k0)
	lw	fp, REGS_GPR + 120(k0)
	lw	ra, REGS_GPR + 124(k0)
	/* A guest's k0 and k1; those of tasks are 0, since their vectors do not save them. */
	lw	k1, REGS_GPR + 108(k0)
	lw	k0, REGS_GPR + 104(k0)
.endm

/* Enters the C environment: a0 = this CPU, kernel stack, Status with EXL clear so that kernel faults are told apart. */
.macro enter_c
	cpu_address a0
	lw	t0, CPU_STATUS_KERNEL(a0)
	lw	sp, CPU_STACK_TOP(a0)
	mtc0	t0, CP0_STATUS
	ehb
.endm

#endif
