/* SPDX-License-Identifier: Apache-2.0 */
/* The threads of the latency program: registers only, so that nothing but the kernel decides how long an interrupt takes. */
#include <skerry/abi/proto.h>
#include <skerry/abi/syscall.h>

#include "port/port.h"
#include "latency.h"

	.set	noreorder
	.text

	.macro	ipc selector, tag
	li	$4, \selector
	li	$5, \tag
	move	$6, $0
	syscall
	.endm

/* s0 = interrupt enable of the port, s1 = where it counts the interrupts it has handled. */
	.globl	driver
driver:
	li	$16, PORT_IER
	lui	$17, %hi(rounds)
1:	ipc	SK_SEL(0, SK_OP_WAIT), 0
	.globl	driver_taken
driver_taken:
	sb	$0, 0($16)
	ipc	SK_SEL(S_IRQ, SK_OP_CALL), SK_TAG(SK_IRQ_ACK, 0, 0)
	lw	$8, %lo(rounds)($17)
	addiu	$8, $8, 1
	b	1b
	 sw	$8, %lo(rounds)($17)

/* Raises ROUNDS interrupts; each is over when the driver has counted it. Then it tells root. */
	.macro	raiser name
	.globl	raise_among_\name
raise_among_\name:
	li	$16, PORT_IER
	lui	$17, %hi(rounds)
	li	$18, PORT_IER_SENT
	li	$19, ROUNDS
2:	lw	$20, %lo(rounds)($17)
	.globl	raised_among_\name
raised_among_\name:
	sb	$18, 0($16)
3:	lw	$8, %lo(rounds)($17)
	beq	$8, $20, 3b
	 addiu	$19, $19, -1
	bnez	$19, 2b
	 nop
	ipc	SK_SEL(S_BACK, SK_OP_CALL), 0
	b	.
	 nop
	.endm

	raiser	few
	raiser	many

/* a0 = timeout: sleeps that long, for ever. */
	.globl	sleeper
sleeper:
	move	$16, $4
1:	li	$4, SK_SEL(SK_SLOT_THREAD, SK_OP_RECV)
	move	$5, $0
	move	$6, $16
	syscall
	b	1b
	 nop

	.globl	busy
busy:
	b	busy
	 nop

	.comm	rounds, 4, 4
