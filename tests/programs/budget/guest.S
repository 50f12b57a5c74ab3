/* SPDX-License-Identifier: Apache-2.0 */
/* A guest that is busy for ever: it counts its rounds in its memory, and enters the hypervisor in every one. Copied to where it runs. */
	.set	noreorder
	.set	noat
	.text

#define ROUND	50

/* t0 = where it counts */
	.globl	guest_code
guest_code:
1:	lw	$9, 0($8)
	addiu	$9, $9, 1
	sw	$9, 0($8)
	mfc0	$10, $12
	li	$10, ROUND
2:	bnez	$10, 2b
	 addiu	$10, $10, -1
	b	1b
	 nop
	.globl	guest_code_end
guest_code_end:
