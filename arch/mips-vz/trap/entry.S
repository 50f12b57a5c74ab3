/* SPDX-License-Identifier: Apache-2.0 */
/* From a trap to C and back to user mode, with the whole register state in the current frame. */
#include <mips/frame.h>

	.set	noreorder
	.set	noat

	.text

/* k1 = exception code << 2. */
FUNCTION(trap_general)
	mfc0	k0, CP0_STATUS
	andi	k0, k0, STATUS_UM
	beqz	k0, trap_kernel
	 xori	k1, k1, EXC_SYS << CAUSE_CODE_SHIFT
	cpu_lw	k0, CPU_FRAME
	beqz	k1, trap_system_call
	 nop
	save_all
	mfc0	a1, CP0_CAUSE
	mfc0	a2, CP0_BADVADDR
	enter_c
	jal	trap_exception
	 nop
	j	trap_return
	 nop
END(trap_general)

/* k0 = frame. */
FUNCTION(trap_system_call)
	save_all
	enter_c
	jal	trap_syscall
	 nop
	/* falls through */
END(trap_system_call)

/* Returns to user mode, or idles, as cpu->current says. */
FUNCTION(trap_return)
	cpu_address a0
	jal	trap_finish
	 nop
	beqz	v0, idle
	 move	k0, v0
	restore_all
	ehb
	eret
END(trap_return)

/* k0 = Status. From user mode, or from the one place where the kernel has interrupts on: its idle loop. */
FUNCTION(trap_interrupt)
	andi	k0, k0, STATUS_UM
	beqz	k0, trap_interrupt_kernel
	 nop
	cpu_lw	k0, CPU_FRAME
	save_all
trap_interrupt_c:
	enter_c
	jal	irq_dispatch
	 nop
	j	trap_return
	 nop
trap_interrupt_kernel:
	mfc0	k0, CP0_EPC
	lui	k1, %hi(idle_wait)
	addiu	k1, k1, %lo(idle_wait)
	subu	k0, k0, k1
	sltiu	k0, k0, idle_end - idle_wait
	bnez	k0, trap_interrupt_c	/* the idle loop has nothing to save */
	 nop
	j	trap_kernel
	 nop
END(trap_interrupt)

/*
 * Nothing to run. An interrupt never returns into this loop but decides anew, so one that comes between the last look
 * at the state and WAIT is not lost.
 */
FUNCTION(idle)
	cpu_address a0
	lw	t0, CPU_STATUS_KERNEL(a0)
	lw	sp, CPU_STACK_TOP(a0)
	ori	t0, t0, STATUS_IE
idle_wait:
	mtc0	t0, CP0_STATUS
	ehb
	/*
	 * An expired timer whose interrupt has not been taken by now has lost it: QEMU's timer thread and its processor thread
	 * both write Cause without a lock, and one IP bit can go under. Found in boots that hung here with TI set and IP7 clear.
	 */
1:	mfc0	t1, CP0_CAUSE
	ext	t1, t1, 30, 1
	bnez	t1, 2f
	 nop
	cpu_called 2f
	wait
	b	1b
	 nop
2:	di				/* an interrupt from here on would find the kernel outside this loop */
	ehb
	b	trap_interrupt_c
	 nop
idle_end:
END(idle)

/* First return from the boot code: the stack is the CPU's own already. */
FUNCTION(trap_start)
	j	trap_return
	 nop
END(trap_start)

/* A trap in kernel mode: nothing goes on after this, the registers are kept for the report. */
FUNCTION(trap_kernel)
	lui	k0, %hi(panic_regs)
	addiu	k0, k0, %lo(panic_regs)
	save_all
	move	a2, zero
trap_report:
	mfc0	a1, CP0_CAUSE
	lui	a0, %hi(panic_regs)
	addiu	a0, a0, %lo(panic_regs)
	lui	sp, %hi(panic_stack + PANIC_STACK - 32)
	addiu	sp, sp, %lo(panic_stack + PANIC_STACK - 32)
	cpu_lw	t0, CPU_STATUS_KERNEL
	mtc0	t0, CP0_STATUS
	ehb
	jal	panic_trap
	 nop
END(trap_kernel)

FUNCTION(trap_cache_error)
	lui	k0, %hi(panic_regs)
	addiu	k0, k0, %lo(panic_regs)
	save_all
	mfc0	k1, CP0_ERROREPC
	sw	k1, REGS_PC(k0)
	lui	a2, %hi(cache_error_text)
	j	trap_report
	 addiu	a2, a2, %lo(cache_error_text)
END(trap_cache_error)

/* void debug_mode_leave(void): DERET goes on where DEPC says, in the mode that Status says, which is the kernel's. */
FUNCTION(debug_mode_leave)
	lui	t0, %hi(1f)
	addiu	t0, t0, %lo(1f)
	mtc0	t0, CP0_DEPC
	ehb
	deret
1:	jr	ra
	 nop
END(debug_mode_leave)

	.section .rodata
cache_error_text:
	.asciz	"cache error"
