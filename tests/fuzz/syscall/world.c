// SPDX-License-Identifier: Apache-2.0
// Two hostile tasks with everything a task can have, and a bystander that must not notice.
#include "world.h"

#include <skerry/gate.h>
#include <skerry/irq.h>
#include <skerry/kernel.h>
#include <skerry/range.h>
#include <skerry/reply.h>
#include <skerry/vcpu.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "invariants.h"
#include "rules.h"

#define RAM_BASE      (SIM_RAM_BASE + (32u << 20)) /* behind everything else */
#define RAM_BYTES     0x40000u
#define PATTERN       0x5eed0000u
#define BUDGET_US     100u
#define PERIOD_US     10000u
#define HIGH_PRIORITY 200u
#define AREA          (WORLD_UTCB + WORLD_THREADS * SK_PAGE_SIZE)
#define WAITS         64

/* The bystander and what must stay as it is. */
static struct {
	struct thread *thread;
	struct task *task;
	struct factory *factory;
	struct sc *sc;
	struct user_regs regs;
	struct sk_utcb utcb;
	struct cap caps[WORLD_SLOTS];
	struct cap root_caps[SK_ROOT_SLOTS];
	uint32_t used, root_used;
} by;

static struct thread *root;
static uint32_t next_slot;

void world_fail(const char *what)
{
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

static void must(int code)
{
	if (code != SK_OK)
		world_fail("the world cannot be built");
}

static struct cap *new_slot(void)
{
	return cap_slot(root->task, next_slot++);
}

static struct factory *new_factory(struct factory *f, unsigned order)
{
	int error = SK_OK;
	struct factory *n = factory_create(f, order, new_slot(), &error);

	must(error);
	return n;
}

static struct task *new_task(struct factory *f)
{
	int error = SK_OK;
	struct task *t = task_create(f, SK_TYPE_TASK, WORLD_SLOTS, new_slot(), &error);

	must(error);
	while (task_grow(t) != SK_OK)
		;
	must(cap_map(t->obj.root, cap_slot(t, SK_SLOT_TASK), SK_CAP_ALL));
	must(cap_map(f->obj.root, cap_slot(t, SK_SLOT_FACTORY), SK_CAP_ALL));
	return t;
}

static struct thread *new_thread(struct factory *f, struct task *task, unsigned n, unsigned priority, uint32_t budget,
                                 uint32_t period)
{
	int error = SK_OK;
	struct thread *t = thread_create(f, task, new_slot(), &error);
	uint32_t utcb = WORLD_UTCB + n * SK_PAGE_SIZE;

	must(error);
	must(task_add_kumem(task, utcb));
	must(thread_bind(t, utcb, 0));

	struct sc *sc = sc_create(f, new_slot(), &error);

	must(error);
	must(sc_configure(sc, sim.on, budget, period, priority));
	must(sc_assign(sc, t));
	thread_start(sim.on, t, SIM_ROOT_VADDR, 0, 0, 0);
	return t;
}

static struct range *new_range(struct factory *f, paddr_t base, uint32_t bytes, uint32_t kind)
{
	int error = SK_OK;
	struct range *r = range_create(f, base, bytes, kind, new_slot(), &error);

	must(error);
	return r;
}

static void give(struct task *t, uint32_t slot, const struct kobject *o, unsigned rights)
{
	must(cap_map(o->root, cap_slot(t, slot), rights));
}

static struct gate *new_gate(struct factory *f, struct thread *to, uint32_t label, uint32_t flags)
{
	int error = SK_OK;
	struct gate *g = gate_create(f, to, label, flags, new_slot(), &error);

	must(error);
	return g;
}

/* What thread n of a hostile task is and has, beside gates to the others. */
static void furnish(struct task *t, struct factory *f, struct thread *const thread[], unsigned n)
{
	int error = SK_OK;
	struct range *ram = new_range(f, RAM_BASE + n * RAM_BYTES, RAM_BYTES, SK_RANGE_RAM);
	struct range *device = new_range(f, 0x18000000 + n * 0x10000, 0x10000, SK_RANGE_DEVICE);
	struct irq *irq = irq_create(f, new_slot(), &error);
	struct sc *sc = sc_create(f, new_slot(), &error);
	struct task *vm = task_create(f, SK_TYPE_VM, 0, new_slot(), &error);

	must(error);
	must(irq_attach(irq, WORLD_IRQ + n, n == 1));
	must(range_map(ram, 0, &t->space, WORLD_MEMORY, SK_PAGE_ORDER, SK_MEM_RWX, SK_ATTR_CACHED));
	must(task_add_kumem(t, AREA));

	struct vcpu *v = vcpu_create(f, vm, thread[1], AREA, new_slot(), &error);

	must(error);
	give(t, SK_SLOT_THREAD, &thread[0]->obj, SK_CAP_ALL);
	give(t, SK_SLOT_LOG, root->task->caps[SK_SLOT_LOG].obj, SK_CAP_USE | SK_CAP_COPY);
	give(t, SLOT_CPU, &cpu_right_create(kernel.root, 20, new_slot(), &error)->obj, SK_CAP_ALL);
	give(t, SLOT_BOARD, root->task->caps[SK_ROOT_SLOT_BOARD].obj, SK_CAP_USE | SK_CAP_COPY);
	give(t, SLOT_SC, &sc->obj, SK_CAP_ALL);
	give(t, SLOT_RAM, &ram->obj, SK_CAP_ALL);
	give(t, SLOT_DEVICE, &device->obj, SK_CAP_ALL);
	give(t, SLOT_IRQ, &irq->obj, SK_CAP_ALL);
	give(t, SLOT_VM, &vm->obj, SK_CAP_ALL);
	give(t, SLOT_VCPU, &v->obj, SK_CAP_ALL);
	give(t, SLOT_SECOND, &thread[1]->obj, SK_CAP_ALL);
	give(t, SLOT_INNER, &new_gate(f, thread[1], 0x111, 0)->obj, SK_CAP_ALL);
	give(t, SLOT_FACTORY, &new_factory(f, 15)->obj, SK_CAP_ALL);
}

static void make_attackers(void)
{
	struct thread *thread[WORLD_TASKS][WORLD_THREADS];
	struct factory *f[WORLD_TASKS];

	for (unsigned n = 0; n < WORLD_TASKS; n++) {
		f[n] = new_factory(kernel.root, 18);

		struct task *t = new_task(f[n]);

		for (unsigned i = 0; i < WORLD_THREADS; i++)
			thread[n][i] = new_thread(f[n], t, i, 10 + n * 3 + i, 1000, i == 0 ? 1000 : 4000);
		furnish(t, f[n], thread[n], n);
	}
	for (unsigned n = 0; n < WORLD_TASKS; n++) {
		struct task *t = thread[n][0]->task;
		unsigned other = 1 - n;
		struct gate *to = new_gate(f[other], thread[other][0], 0x222 + n, 0);

		give(t, SK_SLOT_PARENT, &to->obj, SK_CAP_ALL);
		give(t, SLOT_LIMITED, &to->obj, SK_CAP_USE);
		give(t, SLOT_PASSIVE, &new_gate(f[other], thread[other][1], 0x333 + n, SK_GATE_PASSIVE)->obj,
		     SK_CAP_ALL);
		must(cap_map(t->caps[SK_SLOT_PARENT].obj->root, &thread[n][0]->pager, SK_CAP_USE));
		must(cap_map(t->caps[SLOT_INNER].obj->root, &thread[n][0]->exception, SK_CAP_USE));
	}
}

static uint8_t *by_memory(void)
{
	return sim_ram(RAM_BASE + WORLD_TASKS * RAM_BYTES);
}

static void make_bystander(void)
{
	by.factory = new_factory(kernel.root, 17);
	by.task = new_task(by.factory);
	by.thread = new_thread(by.factory, by.task, 0, HIGH_PRIORITY, BUDGET_US, PERIOD_US);
	by.sc = by.thread->sc;
	give(by.task, SK_SLOT_THREAD, &by.thread->obj, SK_CAP_ALL);
	must(range_map(new_range(by.factory, RAM_BASE + WORLD_TASKS * RAM_BYTES, SK_PAGE_SIZE, SK_RANGE_RAM), 0,
	               &by.task->space, WORLD_MEMORY, SK_PAGE_ORDER, SK_MEM_RWX, SK_ATTR_CACHED));
	for (unsigned i = 0; i < 32; i++)
		by.thread->regs.gpr[i] = PATTERN + i;
	memset(by.thread->utcb, 0x5e, sizeof(*by.thread->utcb));
	memset(by_memory(), 0x5e, SK_PAGE_SIZE);
}

void world_start(void)
{
	static const uint32_t none[SK_MSG_REG_WORDS];

	root = sim_system();
	memset(&by, 0, sizeof(by));
	next_slot = 64;
	make_bystander();
	make_attackers();
	(void)sim_syscall(root, SK_SEL(SK_SLOT_THREAD, SK_OP_RECV), 0, 0, none);
	by.regs = by.thread->regs;
	by.utcb = *by.thread->utcb;
	memcpy(by.caps, by.task->caps, sizeof(by.caps));
	memcpy(by.root_caps, root->task->caps, sizeof(by.root_caps));
	by.used = by.factory->used;
	by.root_used = kernel.root->used;
}

/* The same objects with the same rights; the tree below them may have changed. */
static bool same_slots(const struct cap *now, const struct cap *then, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (now[i].obj != then[i].obj || (now[i].obj && now[i].d.rights != then[i].d.rights))
			return false;
	}
	return true;
}

static void check_bystander(void)
{
	const uint8_t *memory = by_memory();
	const struct mapping *m = space_lookup(&by.task->space, WORLD_MEMORY);

	if (by.thread->state != THREAD_READY || by.thread->paused || by.thread->running_on != by.sc)
		world_fail("the bystander was stopped");
	if (memcmp(&by.thread->regs, &by.regs, sizeof(by.regs)) != 0)
		world_fail("the bystander's registers changed");
	if (memcmp(by.thread->utcb, &by.utcb, sizeof(by.utcb)) != 0)
		world_fail("the bystander's UTCB changed");
	if (!same_slots(by.task->caps, by.caps, WORLD_SLOTS) ||
	    !same_slots(root->task->caps, by.root_caps, SK_ROOT_SLOTS))
		world_fail("a slot of the bystander or of the root task changed");
	if (by.factory->used != by.used || kernel.root->used != by.root_used)
		world_fail("the bystander's or the root task's quota changed");
	if (m == NULL || m->pa != RAM_BASE + WORLD_TASKS * RAM_BYTES || m->d.rights != SK_MEM_RWX)
		world_fail("the bystander's mapping changed");
	if (memory[0] != 0x5e || memcmp(memory, memory + 1, SK_PAGE_SIZE - 1) != 0)
		world_fail("the bystander's memory changed");
}

void world_check(bool quiet)
{
	const char *broken = broken_invariant(quiet);

	if (broken == NULL)
		broken = broken_rule();
	if (broken)
		world_fail(broken);
	check_bystander();
}

struct thread *world_current(void)
{
	for (unsigned i = 0; i < WAITS; i++) {
		while (sim_deliver())
			;
		if (sim.on->current && sim.on->current != by.thread && sim.on->current != root)
			return sim.on->current;
		sim_advance(BUDGET_US);
	}
	return NULL;
}

void world_end(void)
{
	ticks_t before = by.sc->used;

	sim_advance(4 * PERIOD_US);
	if (by.sc->used - before < 3u * BUDGET_US * SIM_TICKS_PER_US)
		world_fail("the bystander does not get its time");
	for (unsigned line = 0; line < SIM_IRQ_LINES; line++)
		(void)irq_detach(line); /* the next kernel of this process finds them free */
}
