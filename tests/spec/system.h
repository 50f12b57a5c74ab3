/* SPDX-License-Identifier: Apache-2.0 */
/* A kernel and its specification side by side: operations run on both, then everything is compared. */
#ifndef SKERRY_SPEC_SYSTEM_H
#define SKERRY_SPEC_SYSTEM_H

#include "model.h"

#define SPEC_TASKS  4             /* the root task and three more */
#define SPEC_ACTORS MODEL_THREADS /* two threads in each of them: n and n + SPEC_TASKS */
#define SPEC_ARGS   14

enum spec_kind {
	SPEC_CREATE,       /* factory slot, type, destination slot, argument (gate: thread slot, label) */
	SPEC_TASK_MAP,     /* task slot, item, flexpage, window */
	SPEC_UNMAP,        /* task slot, flexpage, self */
	SPEC_KUMEM,        /* task slot, address */
	SPEC_RANGE_MAP,    /* range slot, task slot, offset, flexpage, attribute */
	SPEC_RANGE_REVOKE, /* range slot */
	SPEC_LOOKUP,       /* task slot, address */
	SPEC_CAP_INFO,     /* task slot, slot */
	SPEC_FACTORY_INFO, /* factory slot */
	SPEC_TOUCH,        /* address, access: the actor's task reads or writes, which fills the TLB */
	SPEC_IPC,          /* slot, SK_OP_*, tag, timeouts, first word, items, windows and more: ipc.h */
	SPEC_CANCEL,       /* thread slot */
	SPEC_REBIND,       /* gate slot, thread slot, label */
	SPEC_IRQ_BIND,     /* IRQ slot, thread slot or 0, label */
	SPEC_IRQ_TRIGGER,  /* IRQ slot, bits */
	SPEC_IRQ_INFO,     /* IRQ slot */
	SPEC_TIME,         /* microseconds that pass */
	SPEC_KINDS
};

/** One operation, complete in itself: a sequence stays meaningful when some of it is left out. */
struct spec_op {
	uint8_t kind;
	uint8_t actor;
	uint8_t preempt; /* sim.preempt_every meanwhile */
	uint32_t a[SPEC_ARGS];
};

/** Boots a kernel with the actors and copies its state into the model. */
void spec_start(void);

/** The model, for the choice of operations. */
extern struct model spec_model;

/** The actor's task in the model, or MODEL_NONE when it was destroyed. */
int spec_actor_task(unsigned actor);

/** True when it can do something now: it exists and waits for nothing. */
bool spec_actor_ready(unsigned actor);

/** True when the model says what @p op of task @p t does with the object it names. */
bool spec_specified(const struct spec_op *op, int t);

/** Runs @p op on both. @return null, or what differs. */
const char *spec_step(const struct spec_op *op);

/** Destroys everything that was made; every byte must be back. @return null, or what is wrong. */
const char *spec_finish(void);

/** @p op as text, in a static buffer. */
const char *spec_text(const struct spec_op *op);

#endif
