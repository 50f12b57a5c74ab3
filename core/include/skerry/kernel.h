/* SPDX-License-Identifier: Apache-2.0 */
/* What there is one of: pool, root factory, kernel information page, list of dying objects. Set up at boot. */
#ifndef SKERRY_KERNEL_H
#define SKERRY_KERNEL_H

#include <skerry/abi/kip.h>
#include <skerry/factory.h>
#include <skerry/timeout.h>

/** The one kernel. Big kernel lock. */
struct kernel {
	uint8_t *pool;       /* first byte of the pool */
	paddr_t pool_base;   /* its physical address */
	uint32_t pool_bytes; /* quota bytes */
	uint32_t *starts;    /* pool bookkeeping: bit n is set where a free block starts at unit n */
	struct factory *root;
	struct list dying;  /* objects being destroyed, by kobject.destroy_link; the first is worked on */
	uint32_t orphans;   /* of these, how many have lost their root slot */
	struct sk_kip *kip; /* kernel's alias */
	paddr_t kip_pa;
	ticks_t kip_base;           /* point in time the KIP's clock base stands for */
	struct timeout kip_timeout; /* moves that base on before the counter wraps */
	unsigned board;             /* sk_bootinfo.board */
	unsigned steps;             /* of preempted() */
};

extern struct kernel kernel;

/** One step of a long operation was done. True at every SK_STEPS-th when an interrupt waits: the operation then ends
 * with SK_RESTART. One count for all of them, so that nested loops do not multiply. */
bool preempted(void);

#endif
