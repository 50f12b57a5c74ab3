// SPDX-License-Identifier: Apache-2.0
// What root task, attacker and bystander agree on.
#ifndef SYSCALLFUZZ_H
#define SYSCALLFUZZ_H

#include <skerry/abi/types.h>

#define ROUNDS        20
#define CALLS_A_ROUND 400
#define PROTO_DONE    0x100 /* attacker to root: all calls of the round are made */
#define PROTO_REPORT  0x101 /* root to bystander; answer: w0 looks it took, w1 changes it saw */
#define SECOND_THREAD 0x80000000u
#define UTCB_ADDR     0x7ffe0000 /* of the first thread; the second thread's and a free page are below */
#define STACK_TOP     0x7ffd0000
#define STACKS_BYTES  (2 * SK_PAGE_SIZE)
#define EXTRA_ADDR    0x30000000 /* memory to play with */
#define EXTRA_BYTES   (4 * SK_PAGE_SIZE)
#define SLOTS         64

/* Slots of the attacker beyond the fixed ones. */
enum {
	A_CPU = 6, /* priorities up to ATTACKER_PRIORITY */
	A_BOARD,   /* may ask, not reset */
	A_RANGE,   /* all RAM: may ask, not map */
	A_SECOND,  /* its second thread */
	A_GATE,    /* to its first thread */
	A_PASSIVE, /* to its second thread */
	A_FREE
};

#define ATTACKER_PRIORITY 10

#endif
