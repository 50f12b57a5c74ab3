// SPDX-License-Identifier: Apache-2.0
// Runs on a budget beside the attackers and looks whether its registers and memory stay what they are.
#include <skerry/rt/ipc.h>
#include <skerry/rt/start.h>

#include "syscallfuzz.h"

#define PATTERN 0x5eed0000u
#define WORDS   1024

static sk_word_t memory[WORDS];
static sk_word_t looks, changes;

/* Fills registers, lets interrupts come and go, and counts what differs then. */
static sk_word_t registers_differ(sk_word_t pattern)
{
	sk_word_t differs;

	__asm__ volatile(".set push\n.set noat\n"
	                 "move $8, %1\n addiu $9, %1, 1\n addiu $10, %1, 2\n addiu $11, %1, 3\n"
	                 "move $16, %1\n addiu $17, %1, 1\n addiu $18, %1, 2\n addiu $19, %1, 3\n"
	                 "mthi %1\n mtlo $9\n li $12, 2000\n"
	                 "1: addiu $12, $12, -1\n bnez $12, 1b\n"
	                 "xor %0, $8, %1\n"
	                 "addiu $9, $9, -1\n xor $9, $9, %1\n or %0, %0, $9\n"
	                 "addiu $10, $10, -2\n xor $10, $10, %1\n or %0, %0, $10\n"
	                 "addiu $11, $11, -3\n xor $11, $11, %1\n or %0, %0, $11\n"
	                 "xor $16, $16, %1\n or %0, %0, $16\n"
	                 "addiu $17, $17, -1\n xor $17, $17, %1\n or %0, %0, $17\n"
	                 "addiu $18, $18, -2\n xor $18, $18, %1\n or %0, %0, $18\n"
	                 "addiu $19, $19, -3\n xor $19, $19, %1\n or %0, %0, $19\n"
	                 "mfhi $9\n xor $9, $9, %1\n or %0, %0, $9\n"
	                 "mflo $9\n addiu $9, $9, -1\n xor $9, $9, %1\n or %0, %0, $9\n"
	                 ".set pop"
	                 : "=&r"(differs)
	                 : "r"(pattern)
	                 : "$8", "$9", "$10", "$11", "$12", "$16", "$17", "$18", "$19", "hi", "lo");
	return differs != 0;
}

static sk_word_t memory_differs(void)
{
	const struct sk_utcb *utcb = rt_utcb();

	for (unsigned i = 0; i < WORDS; i++)
		if (((volatile sk_word_t *)memory)[i] != PATTERN + i)
			return 1;
	for (unsigned i = 0; i < 16; i++)
		if (((const volatile sk_word_t *)utcb->user)[i] != PATTERN + i)
			return 1;
	return 0;
}

int rt_main(sk_word_t arg)
{
	struct rt_msg m = {0};

	(void)arg;
	for (unsigned i = 0; i < WORDS; i++)
		memory[i] = PATTERN + i;
	for (unsigned i = 0; i < 16; i++)
		rt_utcb()->user[i] = PATTERN + i;
	for (;;) {
		looks++;
		changes += registers_differ(PATTERN + looks % 64) + memory_differs();
		m = (struct rt_msg){0};
		if (rt_ipc(SK_SEL(0, SK_OP_WAIT), SK_TIMEOUTS(SK_TIMEOUT_ZERO, SK_TIMEOUT_ZERO), &m) != SK_OK)
			continue;
		if (SK_TAG_PROTO(m.tag) != PROTO_REPORT)
			changes++;
		m = (struct rt_msg){.tag = SK_TAG(SK_PROTO_OK, 2, 0), .w = {looks, changes}};
		(void)rt_ipc(SK_SEL(0, SK_OP_REPLY_ONLY), RT_FOREVER, &m);
	}
}
