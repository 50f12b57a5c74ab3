/* SPDX-License-Identifier: Apache-2.0 */
/* Threads for tests: made by direct calls, acting by system calls. The root thread sleeps meanwhile. */
#ifndef SKERRY_TESTS_ACTORS_H
#define SKERRY_TESTS_ACTORS_H

#include <skerry/gate.h>
#include <skerry/irq.h>
#include <skerry/kernel.h>
#include <skerry/sched.h>
#include <skerry/sim/system.h>

#define ACTOR_PRIORITY 100
#define ACTOR_SLICE_US 10000
#define ACTOR_PC       0x00010000u

/** A booted system whose root thread waits for ever. */
void actors_setup(void);

/** After direct changes: what the end of a kernel entry does. */
void settle(void);

/** The root task. */
extern struct task *root_task;
/** The root thread: asleep. */
extern struct thread *root_thread;

/** A task of its own with 256 slots. */
struct task *actor_task(void);

/** A free slot of @p task (slots from 64 on, in order). */
uint32_t actor_slot(struct task *task);

/** A started thread in @p task (null: the root task) with UTCB and a round-robin context of @p priority; negative: passive.
 * The capability is in slot *slot of the root task, if that is wanted. */
struct thread *actor(struct task *task, int priority);
/** The same with budget and period in microseconds. */
struct thread *actor_budget(struct task *task, int priority, uint32_t budget_us, uint32_t period_us);

/** The slot of the root task that holds the root capability of @p o. */
uint32_t root_slot(const struct kobject *o);

/** A gate to @p server; its root capability is in a slot of the root task. */
struct gate *actor_gate(struct thread *server, uint32_t label, uint32_t flags);
/** An interrupt object, in a slot of the root task. */
struct irq *actor_irq(void);

/** Gives @p task a capability to @p o with @p rights. @return its slot. */
uint32_t give(struct task *task, struct kobject *o, unsigned rights);

/** The slot of @p t's task by which it can use @p o: the root task's own, or one given now with all rights. */
uint32_t sel_of(struct thread *t, struct kobject *o);

/* System calls. The first words are given; the others are the UTCB's. */
struct sim_result do_call(struct thread *t, struct kobject *o, uint32_t tag, uint32_t w0);
struct sim_result do_send(struct thread *t, struct kobject *o, uint32_t tag, uint32_t w0);
struct sim_result do_wait(struct thread *t, uint32_t timeout);
struct sim_result do_recv(struct thread *t, struct kobject *o, uint32_t timeout);
struct sim_result do_reply(struct thread *t, uint32_t tag, uint32_t w0);
struct sim_result do_reply_wait(struct thread *t, uint32_t tag, uint32_t w0);
struct sim_result do_yield(struct thread *t);

/** Result register v0 of a thread that waited. */
int32_t v0(const struct thread *t);
/** Its message word @p i (0 to 3). */
uint32_t word(const struct thread *t, unsigned i);

/** Destroys @p o, which has a root capability, to the end. @return how often that was restarted. */
unsigned destroy(struct kobject *o);

/** The rules that hold between any two entries: links, run queues, contexts, reply rights. */
void check_rules(void);

#endif
