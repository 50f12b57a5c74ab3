/* SPDX-License-Identifier: Apache-2.0 */
/* Timeouts: points in time at which something happens to a thread or scheduling context. */
#ifndef SKERRY_TIMEOUT_H
#define SKERRY_TIMEOUT_H

#include <skerry/rbtree.h>

struct cpu;

/** A timer, embedded. @p fire runs in kernel-entry context and may set it again. */
struct timeout {
	struct rb_node node;
	void (*fire)(struct cpu *cpu, struct timeout *t);
	struct cpu *cpu; /* whose queue it is in; null when idle */
};

void timeout_init(struct timeout *t, void (*fire)(struct cpu *cpu, struct timeout *t));
/** Arms @p t for @p when (ticks); re-arms if armed. O(log n). */
void timeout_set(struct cpu *cpu, struct timeout *t, ticks_t when);
/** Disarms; harmless when idle. O(log n). */
void timeout_cancel(struct timeout *t);
/** Fires what is due at @p now, in order of time; at most a bounded number per call, the rest at the next timer
 * interrupt, which sched_leave() programs. */
void timeout_run(struct cpu *cpu, ticks_t now);

#endif
