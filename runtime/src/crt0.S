/* SPDX-License-Identifier: Apache-2.0 */
/* First instructions of every program: sp and a0 come from its creator. */
	.set	noreorder
	.section .text.start, "ax"
	.globl	_start
	.type	_start, @function
_start:
	move	$ra, $zero
	addiu	$sp, $sp, -32		/* o32: room for four argument registers */
	jal	rt_main
	nop
	move	$a0, $v0
	jal	rt_exit
	nop
	.size	_start, . - _start
