/* SPDX-License-Identifier: Apache-2.0 */
/* The guest kernel's most frequent instructions, mfc0 and mtc0 of plain registers, di and ei, without C and with k0 and k1 only. */
#include <mips/asm.h>
#include <mips/guest_scratch.h>
#include <mips/segments.h>

	.set	noreorder
	.set	noat

/* k1 = \table's entry for the index in k1: 0, or 1 + the number of a word of struct vcpu_arch; k0 = the vCPU. */
.macro find table
	lui	k0, %hi(\table)
	addu	k0, k0, k1
	lbu	k1, %lo(\table)(k0)
	cpu_lw	k0, CPU_VCPU
.endm

	.text

/*
 * k0 is in its scratch register. Coprocessor 0 unusable comes from user mode only. With BD the branch has to be executed; a set
 * TI may be a timer interrupt that went under (segctl_trap looks); out of the flash the trap may be one of Debug mode, which
 * leaves Cause as it was. These go through C, as does guest user mode.
 */
FUNCTION(segctl_hot)
	mtc0	k1, SCRATCH_K1
	mfc0	k0, CP0_CAUSE
	ins	k0, zero, 7, 21			/* BD, TI, CE and ExcCode stay */
	xori	k0, k0, EXC_CPU << CAUSE_CODE_SHIFT
	bnez	k0, hot_slow
	 mfc0	k1, CP0_EPC
	srl	k1, k1, 22
	xori	k1, k1, BOOT_FLASH >> 22
	beqz	k1, hot_slow
	 mfc0	k0, CP0_BADINSTR
	srl	k1, k0, 21
	xori	k1, k1, 0x20b			/* mfmc0 */
	bnez	k1, hot_mfc0
	 andi	k1, k0, 0xffdf
	xori	k1, k1, 0x6000
	bnez	k1, hot_slow
	 andi	k1, k0, 0x20
	cpu_lw	k0, CPU_VCPU
	bnez	k1, hot_ei
	 lw	k1, VCPU_KERNEL(k0)
	beqz	k1, hot_slow
	 lw	k1, VCPU_STATUS(k0)
	cpu_base k0, CPU_SCRATCH
	cpu_op	sw, k1, CPU_SCRATCH, k0
	cpu_lw	k0, CPU_VCPU
	ins	k1, zero, 0, 1
hot_status:
	sw	k1, VCPU_STATUS(k0)
	lw	k1, VCPU_DIEI(k0)
	addiu	k1, k1, 1
	sw	k1, VCPU_DIEI(k0)
/* The value for the instruction's rt is in the CPU's scratch word. */
hot_put:
	mfc0	k0, CP0_BADINSTR
	srl	k0, k0, 16
	lui	k1, %hi(hot_set)
	addiu	k1, k1, %lo(hot_set)
	ins	k1, k0, 3, 5
	cpu_base k0, CPU_SCRATCH
	jr	k1
	 cpu_op	lw, k0, CPU_SCRATCH, k0

	.balign	256
hot_set:
	b	hot_done
	 nop
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25
	b	hot_done
	 move	$\n, k0
	.endr
	b	hot_done
	 mtc0	k0, SCRATCH_K0
	b	hot_done
	 mtc0	k0, SCRATCH_K1
	.irp	n, 28, 29, 30, 31
	b	hot_done
	 move	$\n, k0
	.endr
hot_done:
	mfc0	k0, CP0_EPC
	addiu	k0, k0, 4
	mtc0	k0, CP0_EPC
	mfc0	k1, SCRATCH_K1
	mfc0	k0, SCRATCH_K0
	ehb
	.word	0x42000058			/* eretnc: a load link stays, as after every emulated instruction but ERET */

/* An ei that would let an interrupt in goes through C. */
hot_ei:
	beqz	k1, hot_slow
	 lw	k1, VCPU_CAUSE(k0)
	lw	k0, VCPU_STATUS(k0)
	and	k1, k1, k0
	andi	k1, k1, STATUS_IM
	bnez	k1, hot_slow
	 cpu_base k1, CPU_SCRATCH
	cpu_op	sw, k0, CPU_SCRATCH, k1
	ori	k1, k0, STATUS_IE
	cpu_base k0, CPU_VCPU
	b	hot_status
	 cpu_op	lw, k0, CPU_VCPU, k0

/* k0 = instruction. */
hot_mfc0:
	srl	k1, k0, 21
	xori	k1, k1, 0x200
	bnez	k1, hot_mtc0
	 ext	k1, k0, 8, 8
	ins	k1, k0, 0, 3			/* register * 8 + sel */
	find	hot_registers
	beqz	k1, hot_slow
	 sll	k1, k1, 2
	addu	k1, k1, k0
	lw	k1, VCPU_ARCH - 4(k1)
	lw	k0, VCPU_KERNEL(k0)
	beqz	k0, hot_slow
	 cpu_base k0, CPU_SCRATCH
	cpu_op	sw, k1, CPU_SCRATCH, k0
	cpu_lw	k0, CPU_VCPU
	lw	k1, VCPU_MFC0(k0)
	addiu	k1, k1, 1
	b	hot_put
	 sw	k1, VCPU_MFC0(k0)

/* k0 = instruction. Those of the registers that take any value, or all but its upper six bits (EntryLo), and have no effect. */
hot_mtc0:
	srl	k1, k0, 21
	xori	k1, k1, 0x204
	bnez	k1, hot_slow
	 andi	k1, k0, 7			/* sel */
	bnez	k1, hot_slow
	 ext	k1, k0, 11, 5
	find	hot_writable
	beqz	k1, hot_slow
	 lw	k0, VCPU_KERNEL(k0)
	beqz	k0, hot_slow
	 mfc0	k0, CP0_BADINSTR
	srl	k0, k0, 16
	lui	k1, %hi(hot_get)
	addiu	k1, k1, %lo(hot_get)
	ins	k1, k0, 3, 5
	jr	k1
	 nop
hot_got:
	mfc0	k1, CP0_BADINSTR
	ext	k1, k1, 14, 1			/* EPC, ErrorEPC */
	bnez	k1, 1f
	 cpu_base k1, CPU_SCRATCH
	ext	k0, k0, 0, 26
1:	cpu_op	sw, k0, CPU_SCRATCH, k1
	mfc0	k0, CP0_BADINSTR
	ext	k1, k0, 11, 5
	find	hot_writable
	sll	k1, k1, 2
	addu	k1, k1, k0
	cpu_base k0, CPU_SCRATCH
	cpu_op	lw, k0, CPU_SCRATCH, k0
	sw	k0, VCPU_ARCH - 4(k1)
	cpu_lw	k0, CPU_VCPU
	lw	k1, VCPU_MTC0(k0)
	addiu	k1, k1, 1
	b	hot_done
	 sw	k1, VCPU_MTC0(k0)

	.balign	256
hot_get:
	b	hot_got
	 move	k0, zero
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25
	b	hot_got
	 move	k0, $\n
	.endr
	b	hot_got
	 mfc0	k0, SCRATCH_K0
	b	hot_got
	 mfc0	k0, SCRATCH_K1
	.irp	n, 28, 29, 30, 31
	b	hot_got
	 move	k0, $\n
	.endr

hot_slow:
	j	segctl_trap_scratch
	 nop
END(segctl_hot)

	.section .rodata
/* The word of struct vcpu_arch that holds a register; 0 in between is a register with an effect, or that needs to be computed. */
.macro held table, index, word
	.org	\table + \index
	.byte	\word
.endm

/* By register and sel. */
hot_registers:
	held	hot_registers, 0 * 8 + 0, HOT_0_0
	held	hot_registers, 2 * 8 + 0, HOT_2_0
	held	hot_registers, 3 * 8 + 0, HOT_3_0
	held	hot_registers, 4 * 8 + 0, HOT_4_0
	held	hot_registers, 4 * 8 + 2, HOT_4_2
	held	hot_registers, 5 * 8 + 0, HOT_5_0
	held	hot_registers, 5 * 8 + 1, HOT_5_1
	held	hot_registers, 6 * 8 + 0, HOT_6_0
	held	hot_registers, 7 * 8 + 0, HOT_7_0
	held	hot_registers, 8 * 8 + 0, HOT_8_0
	held	hot_registers, 10 * 8 + 0, HOT_10_0
	held	hot_registers, 11 * 8 + 0, HOT_11_0
	held	hot_registers, 12 * 8 + 0, HOT_12_0
	held	hot_registers, 12 * 8 + 1, HOT_12_1
	held	hot_registers, 12 * 8 + 2, HOT_12_2
	held	hot_registers, 14 * 8 + 0, HOT_14_0
	held	hot_registers, 15 * 8 + 1, HOT_15_1
	held	hot_registers, 17 * 8 + 0, HOT_17_0
	held	hot_registers, 30 * 8 + 0, HOT_30_0
	.org	hot_registers + 32 * 8
/* By register, sel 0: those that mtc0 only stores. */
hot_writable:
	held	hot_writable, 2, HOT_2_0
	held	hot_writable, 3, HOT_3_0
	held	hot_writable, 14, HOT_14_0
	held	hot_writable, 30, HOT_30_0
	.org	hot_writable + 32
