// SPDX-License-Identifier: Apache-2.0
// Threads for tests: made by direct calls, acting by system calls.
#include "actors.h"

#include <check.h>
#include <stdarg.h>
#include <string.h>

#include "rules.h"

#define FIRST_SLOT 64
#define TASKS      16

struct task *root_task;
struct thread *root_thread;

static struct {
	struct task *task;
	uint32_t next_slot;
	uint32_t next_utcb;
} tasks[TASKS];

static unsigned index_of(struct task *task)
{
	unsigned i = 0;

	while (tasks[i].task != task && tasks[i].task != NULL)
		i++;
	ck_assert_uint_lt(i, TASKS);
	if (tasks[i].task == NULL) {
		tasks[i].task = task;
		tasks[i].next_slot = FIRST_SLOT;
		tasks[i].next_utcb = 0x20000000;
	}
	return i;
}

uint32_t actor_slot(struct task *task)
{
	return tasks[index_of(task)].next_slot++;
}

void actors_setup(void)
{
	static const uint32_t none[SK_MSG_REG_WORDS];

	memset(tasks, 0, sizeof(tasks));
	root_thread = sim_system();
	root_task = root_thread->task;
	sim_syscall(root_thread, SK_SEL(SK_SLOT_THREAD, SK_OP_RECV), 0, 0, none);
	ck_assert_ptr_null(sim.on->current);
}

static struct cap *free_cap(struct task *task)
{
	return cap_slot(task, actor_slot(task));
}

void settle(void)
{
	sched_account(sim.on);
	sched_leave(sim.on);
}

struct task *actor_task(void)
{
	int error = SK_OK;
	struct task *t = task_create(kernel.root, SK_TYPE_TASK, 256, free_cap(root_task), &error);

	ck_assert_ptr_nonnull(t);
	while (task_grow(t) != SK_OK)
		;
	return t;
}

struct thread *actor_budget(struct task *task, int priority, uint32_t budget_us, uint32_t period_us)
{
	int error = SK_OK;
	unsigned i = index_of(task ? task : root_task);
	uint32_t utcb = tasks[i].next_utcb;
	struct thread *t = thread_create(kernel.root, tasks[i].task, free_cap(root_task), &error);

	ck_assert_ptr_nonnull(t);
	tasks[i].next_utcb += SK_PAGE_SIZE;
	ck_assert_int_eq(task_add_kumem(t->task, utcb), SK_OK);
	ck_assert_int_eq(thread_bind(t, utcb, 0), SK_OK);
	if (priority >= 0) {
		struct sc *sc = sc_create(kernel.root, free_cap(root_task), &error);

		ck_assert_ptr_nonnull(sc);
		ck_assert_int_eq(sc_configure(sc, sim.on, budget_us, period_us, (unsigned)priority), SK_OK);
		ck_assert_int_eq(sc_assign(sc, t), SK_OK);
	}
	thread_start(sim.on, t, ACTOR_PC, 0, 0, 0);
	settle();
	return t;
}

struct thread *actor(struct task *task, int priority)
{
	return actor_budget(task, priority, ACTOR_SLICE_US, ACTOR_SLICE_US);
}

uint32_t root_slot(const struct kobject *o)
{
	return (uint32_t)(o->root - root_task->caps);
}

struct gate *actor_gate(struct thread *server, uint32_t label, uint32_t flags)
{
	int error = SK_OK;
	struct gate *g = gate_create(kernel.root, server, label, flags, free_cap(root_task), &error);

	ck_assert_ptr_nonnull(g);
	return g;
}

struct irq *actor_irq(void)
{
	int error = SK_OK;
	struct irq *irq = irq_create(kernel.root, free_cap(root_task), &error);

	ck_assert_ptr_nonnull(irq);
	return irq;
}

uint32_t give(struct task *task, struct kobject *o, unsigned rights)
{
	uint32_t slot = actor_slot(task);

	ck_assert_int_eq(cap_map(o->root, cap_slot(task, slot), rights), SK_OK);
	return slot;
}

uint32_t sel_of(struct thread *t, struct kobject *o)
{
	struct task *task = t->task;

	for (uint32_t slot = 1; slot < task->cap_bytes >> SK_SEL_SHIFT; slot++) {
		if (task->caps[slot].obj == o)
			return slot;
	}
	return give(task, o, SK_CAP_ALL);
}

static struct sim_result act(struct thread *t, uint32_t sel, uint32_t tag, uint32_t timeouts, uint32_t w0)
{
	const uint32_t w[SK_MSG_REG_WORDS] = {w0, w0 + 1, w0 + 2, w0 + 3};

	return sim_syscall(t, sel, tag, timeouts, w);
}

struct sim_result do_call(struct thread *t, struct kobject *o, uint32_t tag, uint32_t w0)
{
	return act(t, SK_SEL(sel_of(t, o), SK_OP_CALL), tag, 0, w0);
}

struct sim_result do_send(struct thread *t, struct kobject *o, uint32_t tag, uint32_t w0)
{
	return act(t, SK_SEL(sel_of(t, o), SK_OP_SEND), tag, 0, w0);
}

struct sim_result do_wait(struct thread *t, uint32_t timeout)
{
	return act(t, SK_SEL(0u, SK_OP_WAIT), 0, timeout, 0);
}

struct sim_result do_recv(struct thread *t, struct kobject *o, uint32_t timeout)
{
	return act(t, SK_SEL(sel_of(t, o), SK_OP_RECV), 0, timeout, 0);
}

struct sim_result do_reply(struct thread *t, uint32_t tag, uint32_t w0)
{
	return act(t, SK_SEL(0u, SK_OP_REPLY_ONLY), tag, 0, w0);
}

struct sim_result do_reply_wait(struct thread *t, uint32_t tag, uint32_t w0)
{
	return act(t, SK_SEL(0u, SK_OP_REPLY_WAIT), tag, 0, w0);
}

struct sim_result do_yield(struct thread *t)
{
	return act(t, SK_OP_YIELD, 0, 0, 0);
}

int32_t v0(const struct thread *t)
{
	return (int32_t)t->regs.gpr[REG_V0];
}

uint32_t word(const struct thread *t, unsigned i)
{
	return t->regs.gpr[REG_T0 + i];
}

unsigned destroy(struct kobject *o)
{
	struct cap *root = o->root;
	unsigned restarts = 0;

	while (cap_revoke(root, SK_CAP_ALL, true) == SK_RESTART)
		restarts++;
	ck_assert_ptr_null(root->obj);
	settle();
	return restarts;
}

void check_rules(void)
{
	const char *broken = broken_rule();

	if (broken)
		ck_abort_msg("%s", broken);
}
