/* SPDX-License-Identifier: Apache-2.0 */
/* Per-CPU kernel state. */
#ifndef SKERRY_CPU_H
#define SKERRY_CPU_H

#include <skerry/arch/types.h>
#include <skerry/base.h>
#include <skerry/rbtree.h>
#include <skerry/sched.h>

struct thread;

/** Most processors a system has. */
#define CPU_MAX 8

/** One processor. */
struct cpu {
	struct cpu_arch arch;   /* first: assembly addresses it from the per-CPU pointer */
	struct thread *current; /* null: idle */
	struct sc *sc;          /* the context that current executes on: its own, a donated one, or a helper's */
	unsigned id;
	bool reschedule; /* somebody more urgent may be ready, or current may not go on: sched_leave() picks again */
	bool charged;    /* sched_account() has run in this entry: the rest of it belongs to whoever comes next */
	bool retime;     /* the timer may be needed earlier than it is programmed for */
	struct run_queue ready;
	struct rb_root timeouts; /* struct timeout, keyed by point in time */
	ticks_t accounted;       /* time up to here is charged; what came since belongs to current and sc */
	ticks_t timer_at;        /* what the timer is programmed for */
	ticks_t idle;            /* time spent idle */
};

/** A CPU capability's object (SK_TYPE_CPU): the right to give out time up to a priority. */
struct cpu_right {
	struct kobject obj;
	uint32_t max_priority;
};

/** Creates a CPU capability in the empty slot @p slot. */
struct cpu_right *cpu_right_create(struct factory *f, unsigned max_priority, struct cap *slot, int *error);

#endif
