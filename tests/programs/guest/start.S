/* SPDX-License-Identifier: Apache-2.0 */
/* Entry, exception vectors, and attempts: code that may end in any exception and still comes back (attempt.h). */
	.set	noreorder
	.set	noat

#define CP0_BADVADDR	$8
#define CP0_COUNT	$9
#define CP0_COMPARE	$11
#define CP0_STATUS	$12
#define CP0_CAUSE	$13
#define CP0_EPC		$14
#define CP0_EBASE	$15, 1
#define CP0_ERROREPC	$30

#define STATUS_UM_EXL	0x12
#define USER_RETURN	0x00400ff0
#define RETURNED	31
#define STACK		0x4000

/* struct attempt_record */
#define RECORD_CAUSE	0
#define RECORD_EPC	4
#define RECORD_BADVADDR	8
#define RECORD_VALUE	12
#define RECORD_FRAME	16

	.section .vectors, "ax"
	.globl	vectors
vectors:
	j	exception
	 nop
	.org	0x180
	j	exception
	 nop
	.org	0x200
	j	exception
	 nop

	.text
	.globl	start
	.ent	start
start:
	lui	$8, %hi(vectors)
	addiu	$8, $8, %lo(vectors)
	mtc0	$8, CP0_EBASE
	mtc0	$0, CP0_CAUSE
	lui	$29, %hi(stack + STACK - 32)
	addiu	$29, $29, %lo(stack + STACK - 32)
	jal	guest_main
	 move	$4, $5
1:	b	1b
	 nop
	.end	start

/* A hook set by exception_hook runs instead; it has k0 and k1, and ends with eret. */
	.ent	exception
exception:
	lui	$26, %hi(exception_hook)
	lw	$26, %lo(exception_hook)($26)
	beqz	$26, 1f
	 nop
	jr	$26
	 nop
1:	lui	$26, %hi(attempt_record)
	addiu	$26, $26, %lo(attempt_record)
	mfc0	$27, CP0_CAUSE
	sw	$27, RECORD_CAUSE($26)
	mfc0	$27, CP0_EPC
	sw	$27, RECORD_EPC($26)
	mfc0	$27, CP0_BADVADDR
	sw	$27, RECORD_BADVADDR($26)
	lw	$27, RECORD_CAUSE($26)
	sw	$2, RECORD_VALUE($26)
	b	attempt_over
	 ext	$2, $27, 2, 5
	.end	exception

/* v0 = how it ended, k0 = record. */
	.ent	attempt_over
attempt_over:
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 28, 29, 30, 31
	lw	$\n, RECORD_FRAME + (\n - 16) * 4($26)
	.endr
	mtc0	$0, CP0_STATUS
	ehb
	jr	$31
	 nop
	.end	attempt_over

	.globl	attempt_run
	.ent	attempt_run
attempt_run:
	lui	$26, %hi(attempt_record)
	addiu	$26, $26, %lo(attempt_record)
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 28, 29, 30, 31
	sw	$\n, RECORD_FRAME + (\n - 16) * 4($26)
	.endr
	move	$25, $4
	move	$4, $5
	bnez	$7, 1f
	 move	$5, $6
	jalr	$25
	 nop
	lui	$26, %hi(attempt_record)
	addiu	$26, $26, %lo(attempt_record)
	sw	$2, RECORD_VALUE($26)
	b	attempt_over
	 li	$2, RETURNED
1:	li	$8, STATUS_UM_EXL
	mtc0	$8, CP0_STATUS
	mtc0	$25, CP0_EPC
	li	$31, USER_RETURN
	ehb
	eret
	.end	attempt_run

/* Hook: goes on behind the instruction. */
	.globl	hook_skip
hook_skip:
	mfc0	$26, CP0_EPC
	addiu	$26, $26, 4
	mtc0	$26, CP0_EPC
	ehb
	eret

/* Hook: the next timer interrupt comes at once. */
	.globl	hook_storm
hook_storm:
	mfc0	$26, CP0_COUNT
	addiu	$26, $26, 1
	mtc0	$26, CP0_COMPARE
	ehb
	eret

/* Load-linked, something that traps, store-conditional: v0 = 1 when it stored. a0 = word, a1 = what \trap uses. */
	.macro	linked name, trap:vararg
	.globl	\name
	.ent	\name
\name:
	ll	$2, 0($4)
	addiu	$2, $2, 1
	\trap
	sc	$2, 0($4)
	jr	$31
	 nop
	.end	\name
	.endm

	linked	link_probe, tlbp
	linked	link_status, mfc0 $8, CP0_STATUS
	linked	link_load, lw $8, 0($5)
	linked	link_syscall, syscall

/* The same with a1 rounds of a loop between the two. */
	.globl	link_spin
	.ent	link_spin
link_spin:
	ll	$2, 0($4)
	addiu	$2, $2, 1
1:	bnez	$5, 1b
	 addiu	$5, $5, -1
	sc	$2, 0($4)
	jr	$31
	 nop
	.end	link_spin

/* Hook: takes the pending software interrupt away; k0 and k1 are 0 afterwards. */
	.globl	hook_taken
hook_taken:
	lui	$26, %hi(interrupts_taken)
	addiu	$26, $26, %lo(interrupts_taken)
	lw	$27, 0($26)
	addiu	$27, $27, 1
	sw	$27, 0($26)
	mtc0	$0, CP0_CAUSE
	move	$26, $0
	move	$27, $0
	ehb
	eret

/* void registers_run(uint32_t status): Status, then $1 to $31 from registers[], then registers_code, which ends with a jump to
 * registers_back; all of them back to registers[]. C's are kept aside; k0 goes through ErrorEPC. */
	.globl	registers_run
	.ent	registers_run
registers_run:
	lui	$8, %hi(registers_kept)
	addiu	$8, $8, %lo(registers_kept)
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 28, 29, 30, 31
	sw	$\n, (\n - 16) * 4($8)
	.endr
	mtc0	$4, CP0_STATUS
	ehb
	lui	$31, %hi(registers)
	addiu	$31, $31, %lo(registers)
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	lw	$\n, \n * 4($31)
	.endr
	j	registers_code
	 nop
	.globl	registers_back
registers_back:
	mtc0	$26, CP0_ERROREPC
	lui	$26, %hi(registers)
	addiu	$26, $26, %lo(registers)
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27, 28, 29, 30, 31
	sw	$\n, \n * 4($26)
	.endr
	mfc0	$8, CP0_ERROREPC
	sw	$8, 26 * 4($26)
	mfc0	$8, CP0_STATUS
	sw	$8, 0($26)
	mtc0	$0, CP0_STATUS
	ehb
	lui	$8, %hi(registers_kept)
	addiu	$8, $8, %lo(registers_kept)
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 28, 29, 30, 31
	lw	$\n, (\n - 16) * 4($8)
	.endr
	jr	$31
	 nop
	.end	registers_run

	.comm	registers_kept, 64, 4
	.comm	stack, STACK, 16
