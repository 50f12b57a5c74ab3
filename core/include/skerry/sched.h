/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduling contexts and run queues. */
#ifndef SKERRY_SCHED_H
#define SKERRY_SCHED_H

#include <skerry/list.h>
#include <skerry/object.h>
#include <skerry/timeout.h>

#define SCHED_PRIORITIES  256
#define SC_REPLENISHMENTS 8

/** Scheduling contexts by priority: 256 lists and a two-level bitmap; every operation O(1). */
struct run_queue {
	uint32_t summary; /* bit n: word n of map is not 0 */
	uint32_t map[SCHED_PRIORITIES / 32];
	struct list queue[SCHED_PRIORITIES]; /* struct sc.ready_link */
};

/** Time with an owner: at most budget in any window of one period. What is scheduled is the context; it executes
 * sc->thread. */
struct sc {
	struct kobject obj;
	struct thread *owner; /* the thread it was given to */
	struct thread
	        *thread; /* the thread it executes now: the owner, or the passive server at the end of a call chain */
	struct list ready_link;
	struct cpu *cpu;
	uint8_t priority;
	ticks_t budget, period; /* equal: round robin, budget is the time slice */
	ticks_t remaining;      /* of the current chunk */
	struct {
		ticks_t when, amount;
	} refill[SC_REPLENISHMENTS]; /* sporadic replenishment queue, ring */
	uint8_t refill_head, refill_count;
	struct timeout timer; /* next replenishment while out of budget */
	ticks_t used;
	uint32_t overruns;
};

#endif
