/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduling contexts and run queues. */
#ifndef SKERRY_SCHED_H
#define SKERRY_SCHED_H

#include <skerry/cap.h>
#include <skerry/ipc.h>
#include <skerry/timeout.h>

#define SCHED_PRIORITIES  256
#define SC_REPLENISHMENTS 5

/** Scheduling contexts by priority: 256 lists and a two-level bitmap; every operation O(1). */
struct run_queue {
	uint32_t summary; /* bit n: word n of map is not 0 */
	uint32_t map[SCHED_PRIORITIES / 32];
	struct list queue[SCHED_PRIORITIES]; /* struct sc.ready_link */
};

/** A refill: @p amount of time, usable from @p when on. */
struct sc_refill {
	ticks_t when, amount;
};

/**
 * Time with an owner: at most budget in any window of one period. What is scheduled is the context; it executes
 * sc->thread, or helps the server that thread waits for.
 */
struct sc {
	struct kobject obj;
	struct thread *owner;   /* the thread it was given to, or null */
	struct thread *thread;  /* the thread it executes now: the owner, or the server at the end of a call chain */
	struct thread *lender;  /* donated: the first thread of that chain, whose context it is; else null */
	struct list ready_link; /* in a run queue, in thread->helpers, or in nothing */
	struct cpu *cpu;        /* null until SK_CPU_CONFIGURE */
	uint8_t priority;
	uint8_t queued; /* SC_* */
	uint8_t refill_head, refill_count;
	ticks_t budget, period; /* equal: round robin, budget is the time slice */
	struct sc_refill
	        refill[SC_REPLENISHMENTS]; /* ring; the head is what it runs on; the amounts add up to budget */
	struct timeout timer;              /* start of the head refill while out of budget */
	ticks_t used;
	uint32_t overruns;       /* times the budget ran out */
	struct sender overrun;   /* message to the server of the timeout gate */
	struct cap timeout_gate; /* derived from what SK_SC_TIMEOUT_GATE named */
	uint32_t timeout_label;
};

/* sc.queued */
#define SC_IDLE    0 /* nothing to execute */
#define SC_READY   1 /* in its CPU's run queue */
#define SC_PARKED  2 /* in the helpers of a blocked thread */
#define SC_DRAINED 3 /* out of budget: its timer is set */

/** Creates a scheduling context without budget in the empty slot @p slot. */
struct sc *sc_create(struct factory *f, struct cap *slot, int *error);

/**
 * Gives @p sc its time (SK_CPU_CONFIGURE), all of it available at once.
 * @param budget, period ticks; 0 < budget <= period
 */
void sc_configure(struct sc *sc, struct cpu *cpu, ticks_t budget, ticks_t period, unsigned priority);

/** Makes @p sc the own context of @p t (null: @p t becomes passive). SK_EBUSY when @p sc has another owner. */
int sc_assign(struct sc *sc, struct thread *t);

/** Donation: @p from lends the context it runs on to @p to, until sc_take_back(). @return the context, or null. */
struct sc *sc_lend(struct thread *from, struct thread *to);

/** Gives a lent context back to the thread that lent it, whoever executes on it; that one goes on with its own. */
void sc_take_back(struct sc *sc, struct thread *lender);

/** Charges @p time to the head refill and plans its replenishment. @return true when @p sc is out of budget now. */
bool sc_charge(struct sc *sc, ticks_t now, ticks_t time);

/** What is left of the current budget at @p now; 0 while out of budget. */
ticks_t sc_remaining(const struct sc *sc, ticks_t now);

/** Initializes a CPU's queues and enters it in the table of CPUs. */
void sched_cpu_init(struct cpu *cpu, unsigned id);

/** The CPU numbered @p id, or null when there is none. */
struct cpu *sched_cpu(unsigned id);
/** CPUs initialized so far. */
unsigned sched_cpus(void);

/** @p sc has something to execute, perhaps: enters it in its run queue if it has budget. Idempotent. */
void sched_ready(struct sc *sc);
/** Takes @p sc out of wherever it is queued. Idempotent. */
void sched_remove(struct sc *sc);

/** Puts the ready thread @p t into @p state; its context leaves the run queue (while it helps: stays). */
void sched_block(struct thread *t, unsigned state);
/** Makes @p t ready: the context it was given, or the first that waits to help it, enters the run queue. */
void sched_unblock(struct thread *t);
/** Adds or removes a reason to stay off the CPU (THREAD_PAUSE_*). */
void sched_pause(struct thread *t, unsigned reason);
void sched_resume(struct thread *t, unsigned reason);

/** SK_OP_YIELD: the rest of the time slice goes to the others of the same priority. */
void sched_yield(struct cpu *cpu);

/** Start of every entry: charges the time since the last one to the context that used it. */
void sched_account(struct cpu *cpu);
/** End of every entry: chooses cpu->current, programs the timer. */
void sched_leave(struct cpu *cpu);

#endif
