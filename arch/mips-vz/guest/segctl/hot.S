/* SPDX-License-Identifier: Apache-2.0 */
/* The guest kernel's most frequent instructions, mfc0 and mtc0 of plain registers, di and ei, without C and with k0 and k1 only. */
#include <mips/asm.h>
#include <mips/guest_scratch.h>

	.set	noreorder
	.set	noat

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
	b	hot_done
	 move	$1, k0
	b	hot_done
	 move	$2, k0
	b	hot_done
	 move	$3, k0
	b	hot_done
	 move	$4, k0
	b	hot_done
	 move	$5, k0
	b	hot_done
	 move	$6, k0
	b	hot_done
	 move	$7, k0
	b	hot_done
	 move	$8, k0
	b	hot_done
	 move	$9, k0
	b	hot_done
	 move	$10, k0
	b	hot_done
	 move	$11, k0
	b	hot_done
	 move	$12, k0
	b	hot_done
	 move	$13, k0
	b	hot_done
	 move	$14, k0
	b	hot_done
	 move	$15, k0
	b	hot_done
	 move	$16, k0
	b	hot_done
	 move	$17, k0
	b	hot_done
	 move	$18, k0
	b	hot_done
	 move	$19, k0
	b	hot_done
	 move	$20, k0
	b	hot_done
	 move	$21, k0
	b	hot_done
	 move	$22, k0
	b	hot_done
	 move	$23, k0
	b	hot_done
	 move	$24, k0
	b	hot_done
	 move	$25, k0
	b	hot_done
	 mtc0	k0, SCRATCH_K0
	b	hot_done
	 mtc0	k0, SCRATCH_K1
	b	hot_done
	 move	$28, k0
	b	hot_done
	 move	$29, k0
	b	hot_done
	 move	$30, k0
	b	hot_done
	 move	$31, k0
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
	lui	k0, %hi(hot_registers)
	addu	k0, k0, k1
	lbu	k1, %lo(hot_registers)(k0)
	cpu_lw	k0, CPU_VCPU
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
	lui	k0, %hi(hot_writable)
	addu	k0, k0, k1
	lbu	k1, %lo(hot_writable)(k0)
	cpu_lw	k0, CPU_VCPU
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
	lui	k0, %hi(hot_writable)
	addu	k0, k0, k1
	lbu	k1, %lo(hot_writable)(k0)
	cpu_lw	k0, CPU_VCPU
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
	b	hot_got
	 move	k0, $1
	b	hot_got
	 move	k0, $2
	b	hot_got
	 move	k0, $3
	b	hot_got
	 move	k0, $4
	b	hot_got
	 move	k0, $5
	b	hot_got
	 move	k0, $6
	b	hot_got
	 move	k0, $7
	b	hot_got
	 move	k0, $8
	b	hot_got
	 move	k0, $9
	b	hot_got
	 move	k0, $10
	b	hot_got
	 move	k0, $11
	b	hot_got
	 move	k0, $12
	b	hot_got
	 move	k0, $13
	b	hot_got
	 move	k0, $14
	b	hot_got
	 move	k0, $15
	b	hot_got
	 move	k0, $16
	b	hot_got
	 move	k0, $17
	b	hot_got
	 move	k0, $18
	b	hot_got
	 move	k0, $19
	b	hot_got
	 move	k0, $20
	b	hot_got
	 move	k0, $21
	b	hot_got
	 move	k0, $22
	b	hot_got
	 move	k0, $23
	b	hot_got
	 move	k0, $24
	b	hot_got
	 move	k0, $25
	b	hot_got
	 mfc0	k0, SCRATCH_K0
	b	hot_got
	 mfc0	k0, SCRATCH_K1
	b	hot_got
	 move	k0, $28
	b	hot_got
	 move	k0, $29
	b	hot_got
	 move	k0, $30
	b	hot_got
	 move	k0, $31

hot_slow:
	j	segctl_trap_scratch
	 nop
END(segctl_hot)

	.section .rodata
/* By register and sel: 1 + the word's place in struct vcpu_arch; 0 has an effect or needs to be computed. */
hot_registers:
	.byte	HOT_0_0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	HOT_2_0, 0, 0, 0, 0, 0, 0, 0
	.byte	HOT_3_0, 0, 0, 0, 0, 0, 0, 0
	.byte	HOT_4_0, 0, HOT_4_2, 0, 0, 0, 0, 0
	.byte	HOT_5_0, HOT_5_1, 0, 0, 0, 0, 0, 0
	.byte	HOT_6_0, 0, 0, 0, 0, 0, 0, 0
	.byte	HOT_7_0, 0, 0, 0, 0, 0, 0, 0
	.byte	HOT_8_0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	HOT_10_0, 0, 0, 0, 0, 0, 0, 0
	.byte	HOT_11_0, 0, 0, 0, 0, 0, 0, 0
	.byte	HOT_12_0, HOT_12_1, HOT_12_2, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	HOT_14_0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, HOT_15_1, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	HOT_17_0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	HOT_30_0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
/* By register, sel 0: the same of those that mtc0 only stores. */
hot_writable:
	.byte	0, 0, HOT_2_0, HOT_3_0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, HOT_14_0, 0
	.byte	0, 0, 0, 0, 0, 0, 0, 0
	.byte	0, 0, 0, 0, 0, 0, HOT_30_0, 0
