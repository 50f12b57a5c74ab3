/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduling contexts and run queues. */
#ifndef SKERRY_SCHED_H
#define SKERRY_SCHED_H

#include <skerry/cap.h>
#include <skerry/ipc.h>
#include <skerry/timeout.h>

#define SCHED_PRIORITIES  256
#define SC_REPLENISHMENTS 4 /* the last one only while two others are made one */

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
 * Time with an owner: at most budget in any window of one period, as long as nothing more urgent delays it (sporadic
 * server). What is scheduled is the context; it executes sc->thread, or helps the server that thread waits for.
 */
struct sc {
	struct kobject obj;
	struct thread *owner;   /* the thread it was given to, or null */
	struct thread *thread;  /* the thread it executes now: the owner, or the server at the end of a call chain */
	struct list ready_link; /* in a run queue, in thread->helpers, or in nothing */
	struct cpu *cpu;        /* null until SK_CPU_CONFIGURE */
	uint8_t priority;
	uint8_t queued;      /* SC_* */
	uint8_t refill_head; /* index of the refill it runs on */
	uint8_t refill_count;
	uint8_t depth;                              /* lenders in its chain */
	ticks_t budget, period;                     /* equal: round robin, budget is the time slice */
	struct sc_refill refill[SC_REPLENISHMENTS]; /* ring; the amounts add up to budget */
	struct timeout timer;                       /* start of the head refill while out of budget */
	ticks_t used;
	uint32_t overruns;       /* times the budget ran out */
	uint32_t timeout_label;  /* word of the message SK_PROTO_TIMEOUT */
	struct rb_node wait;     /* in the senders of notify */
	struct thread *notify;   /* where the timeout message was posted */
	struct cap timeout_gate; /* derived from what SK_SC_TIMEOUT_GATE named */
};

/* sc.queued */
#define SC_IDLE    0 /* nothing to execute */
#define SC_READY   1 /* in its CPU's run queue */
#define SC_PARKED  2 /* in the helpers of a blocked thread */
#define SC_DRAINED 3 /* out of budget: its timer is set */

/** Longest chain of donations and of servers a context helps along. */
#define SC_CHAIN_MAX 16

/** Creates a scheduling context without budget in the empty slot @p slot. */
struct sc *sc_create(struct factory *f, struct cap *slot, int *error);

/**
 * Gives @p sc its time (SK_CPU_CONFIGURE), all of it available at once.
 * @param budget_us, period_us 0 < budget <= period
 * @return SK_OK, SK_EINVAL.
 */
int sc_configure(struct sc *sc, struct cpu *cpu, uint32_t budget_us, uint32_t period_us, unsigned priority);

/** Makes @p sc (null: none, it becomes passive) the own context of @p t; its old one is free then. SK_EBUSY when @p sc
 * has another owner. */
int sc_assign(struct sc *sc, struct thread *t);

/* Budget accounting (sc_budget.c). */

/** What a charge did. */
enum sc_charge {
	SC_GOES_ON,    /* budget is left */
	SC_SLICE_OVER, /* round robin: next of the same priority */
	SC_OUT,        /* nothing usable before the head refill's time */
};

/** Sets the refills to the whole budget, usable from @p now. */
void sc_refill_all(struct sc *sc, ticks_t now);
/** Charges @p time, ending at @p now, and plans its replenishment. */
enum sc_charge sc_charge(struct sc *sc, ticks_t now, ticks_t time);
/** @p sc begins to execute: what it could not use, because of something more urgent, is made up for by one budget at
 * most, so that it never executes for more than two on end. */
void sc_begin(struct sc *sc, ticks_t now);
/** @p sc has something to execute again: moves a past refill to @p now. @return false while out of budget. */
bool sc_activate(struct sc *sc, ticks_t now);
/** What is left of the current budget at @p now; 0 while out of budget. */
ticks_t sc_remaining(const struct sc *sc, ticks_t now);
/** Tells the timeout gate's server, if any, that the budget ran out. */
void sc_report_overrun(struct cpu *cpu, struct sc *sc);
/** Label it comes with: the gate's. */
uint32_t sc_report_label(const struct sc *sc);
/** Withdraws that message if it has not been received. */
void sc_cancel_report(struct sc *sc);

/* Donation (donate.c). */

/** False when the chain that @p from would lengthen is at its limit. */
bool sc_may_lend(const struct thread *from);
/** The call of @p from through a passive gate reaches @p to: it executes on the context that @p from was given.
 * sc_may_lend() was asked. */
void sc_lend(struct thread *from, struct thread *to);
/** Ends the donation that the call of @p lender made: its context returns to it from wherever in the chain it is, and
 * those it served go on with their own. Harmless when it lent nothing. */
void sc_take_back(struct thread *lender);

/* Run queues (sched.c). */

/** Initializes a CPU's queues and enters it in the table of CPUs. */
void sched_cpu_init(struct cpu *cpu, unsigned id);
/** The CPU numbered @p id, or null when there is none. */
struct cpu *sched_cpu(unsigned id);
/** CPUs initialized so far. */
unsigned sched_cpus(void);

/** Makes @p cpu choose again what it executes. */
void sched_kick(struct cpu *cpu);
/** @p sc may have something to execute: enters it in its run queue if it has budget. Idempotent. */
void sched_ready(struct sc *sc);
/** @p cpu, this one, no longer executes on @p sc if it did: time since the entry goes to nobody. */
void sched_forget(struct cpu *cpu, struct sc *sc);
/** Takes @p sc out of wherever it is queued. Idempotent. */
void sched_remove(struct sc *sc);

/** Takes @p t off the CPU in @p state; its context leaves the run queue (while it helps a server: stays). */
void sched_block(struct thread *t, unsigned state);
/** Makes @p t ready: the context it was given, or the first that waits to help it, enters the run queue. */
void sched_unblock(struct thread *t);
/** If @p t can go on, or waits for a server that its time may help: what it runs on enters its run queue, and so does
 * the first context parked at it. */
void sched_offer(struct thread *t);
/** A context no longer helps along the chain that leads on from @p t: whoever is at its end gets the next one. */
void sched_pass_on(struct thread *t);
/** Adds or removes a reason to stay off the CPU (THREAD_PAUSE_*). */
void sched_pause(struct thread *t, unsigned reason);
void sched_resume(struct thread *t, unsigned reason);

/** SK_OP_YIELD: the rest of the time slice goes to the others of the same priority. */
void sched_give_way(struct cpu *cpu);

/**
 * Charges the time since the last charge to the context and thread that used it. Due before either of them changes, when
 * the timer fires, and before somebody reads what was used; an entry that changes nothing leaves it to the next.
 */
void sched_account(struct cpu *cpu);
/** End of every entry: chooses cpu->current, programs the timer. */
void sched_leave(struct cpu *cpu);

#endif
