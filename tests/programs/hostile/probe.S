/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at registers that a compiler would not leave alone (probe.h). Leaf functions that keep s registers where they change them. */
	.set	noreorder
	.set	noat
	.set	hardfloat
	.text

/* Selector of an empty slot, operation call: fails at once. */
#define FAILING_CALL 0x1f3

	.macro	function name
	.globl	\name
	.type	\name, @function
	.ent	\name
\name:
	.endm

function probe_debug_breakpoint
	.irp	n, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 29, 30, 31
	move	$\n, $4
	.endr
	sdbbp
	nop
	.end	probe_debug_breakpoint

function probe_fpu_exception
	li	$8, 1 << 10			/* enable division by zero */
	ctc1	$8, $31
	mtc1	$0, $f0
	mtc1	$0, $f2
	lui	$8, 0x3f80
	mtc1	$8, $f4
	div.s	$f2, $f4, $f0
	jr	$31
	 nop
	.end	probe_fpu_exception

/* The branch is taken again after the call, so the call happens twice; the loop counter ends both. */
function probe_delay_slot_call
	move	$16, $16
	li	$4, FAILING_CALL
	move	$5, $0
	move	$6, $0
	move	$7, $31
	sw	$31, -4($29)
	sw	$16, -8($29)
	li	$16, 1
	b	1f
	 syscall
1:	addiu	$2, $16, -1
	lw	$16, -8($29)
	lw	$31, -4($29)
	jr	$31
	 nop
	.end	probe_delay_slot_call

function probe_stack
	lui	$8, %hi(saved)
	addiu	$8, $8, %lo(saved)
	sw	$29, 0($8)
	sw	$31, 4($8)
	sw	$16, 8($8)
	sw	$17, 12($8)
	move	$16, $4
	move	$29, $4
	lui	$17, 2				/* some 100,000 rounds: more than a time slice of the slowest board tried */
1:	bnez	$17, 1b
	 addiu	$17, $17, -1
	li	$4, FAILING_CALL
	move	$5, $0
	move	$6, $0
	syscall
	xor	$4, $29, $16			/* unchanged */
	slt	$2, $2, $0
	xori	$2, $2, 1			/* an error */
	or	$2, $2, $4
	lui	$8, %hi(saved)
	addiu	$8, $8, %lo(saved)
	lw	$29, 0($8)
	lw	$31, 4($8)
	lw	$16, 8($8)
	lw	$17, 12($8)
	jr	$31
	 nop
	.end	probe_stack

/* Each register that does not hold \want sets its bit in v0; a0 is free once it was looked at. */
	.macro	check n, want
	xori	$4, $\n, \want
	sltu	$4, $0, $4
	sll	$4, $4, \n
	or	$2, $2, $4
	.endm

function probe_call_registers
	lui	$8, %hi(saved)
	addiu	$8, $8, %lo(saved)
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 28, 29, 30, 31
	sw	$\n, (\n - 16) * 4($8)
	.endr
	.irp	n, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 29, 30, 31
	li	$\n, 0x5000 + \n
	.endr
	mthi	$31
	mtlo	$31
	li	$4, FAILING_CALL
	move	$5, $0
	move	$6, $0
	syscall
	slt	$2, $2, $0
	xori	$2, $2, 1
	sll	$2, $2, 2			/* bit 2: v0 is no error */
	sltu	$4, $0, $4
	sll	$4, $4, 4
	or	$2, $2, $4
	.irp	n, 1, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 31
	check	\n, 0
	.endr
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 28, 29, 30
	check	\n, 0x5000 + \n
	.endr
	mfhi	$5
	mflo	$6
	or	$5, $5, $6
	sltu	$5, $0, $5
	or	$2, $2, $5
	lui	$8, %hi(saved)
	addiu	$8, $8, %lo(saved)
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 28, 29, 30, 31
	lw	$\n, (\n - 16) * 4($8)
	.endr
	jr	$31
	 nop
	.end	probe_call_registers

/* Own text, data and stack lie in three pairs of pages, the KIP in a fourth; a system call evicts none of them for good,
 * so each is read many times with time for other threads between. */
function probe_refill_registers
	move	$2, $0
	li	$9, 2000
	lui	$10, %hi(saved)
	li	$11, 0x7fff8000
1:	li	$26, 0
	li	$27, 0
	lw	$12, %lo(saved)($10)
	lw	$12, 0($11)
	lw	$12, -4($29)
	or	$2, $2, $26
	or	$2, $2, $27
	addiu	$9, $9, -1
	bnez	$9, 1b
	 nop
	jr	$31
	 nop
	.end	probe_refill_registers

function probe_fpu_registers
	move	$2, $0
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	mfc1	$8, $f\n
	or	$2, $2, $8
	.endr
	jr	$31
	 nop
	.end	probe_fpu_registers

function probe_fpu_fill
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	addiu	$8, $4, \n
	mtc1	$8, $f\n
	.endr
	jr	$31
	 nop
	.end	probe_fpu_fill

function probe_fpu_differs
	move	$2, $0
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	addiu	$8, $4, \n
	mfc1	$9, $f\n
	xor	$8, $8, $9
	or	$2, $2, $8
	.endr
	jr	$31
	 nop
	.end	probe_fpu_differs

	.local	saved
	.comm	saved, 64, 4
