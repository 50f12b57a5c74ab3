/* SPDX-License-Identifier: Apache-2.0 */
/* Per-CPU kernel state. */
#ifndef SKERRY_CPU_H
#define SKERRY_CPU_H

#include <skerry/arch/types.h>
#include <skerry/base.h>
#include <skerry/rbtree.h>
#include <skerry/sched.h>

struct thread;

/** One processor. */
struct cpu {
	struct cpu_arch arch;   /* first: assembly addresses it from the per-CPU pointer */
	struct thread *current; /* null: idle */
	unsigned id;
	struct run_queue ready;
	struct rb_root timeouts; /* struct timeout, keyed by point in time */
	ticks_t slice_start;     /* when the time of the current scheduling context was last accounted */
	ticks_t idle;            /* time spent idle */
	bool reschedule;         /* somebody more urgent became ready, or current blocked */
};

#endif
