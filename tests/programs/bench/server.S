/* SPDX-License-Identifier: Apache-2.0 */
/* Code of the benchmark's other address spaces: registers only, so that the kernel's share is what is measured. */
	.set	noreorder
	.text

/* One system call: selector in a0, tag in a1, timeouts in a2. */
	.macro	ipc selector, tag
	li	$a0, \selector
	li	$a1, \tag
	move	$a2, $zero
	syscall
	.endm

	.globl	server_loop
server_loop:
	ipc	6, 0			/* open wait */
1:	ipc	15, 0			/* answer without words, wait for the next */
	b	1b
	 nop

	.globl	yield_loop
yield_loop:
	ipc	0, 0
	b	yield_loop
	 nop

	.globl	handler_loop
handler_loop:
	ipc	6, 0
	b	handler_loop
	 nop

	.globl	touch_loop
touch_loop:
	lui	$s0, 0x4000
1:	ipc	6, 0
	sw	$zero, 0($s0)
	b	1b
	 addiu	$s0, $s0, 0x4000
