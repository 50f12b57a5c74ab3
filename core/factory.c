// SPDX-License-Identifier: Apache-2.0
// Factory objects: creation of everything else, quota information, end.
#include <skerry/cpu.h>
#include <skerry/gate.h>
#include <skerry/irq.h>
#include <skerry/kernel.h>
#include <skerry/msg.h>
#include <skerry/object_types.h>
#include <skerry/pool.h>
#include <skerry/task.h>
#include <skerry/vcpu.h>

SK_STATIC_ASSERT(sizeof(struct factory) <= SK_COST_FACTORY * ARCH_POOL_SCALE, "a factory fits its cost");

static struct factory *factory_of(struct kobject *o)
{
	return container_of(o, struct factory, obj);
}

struct factory *factory_create(struct factory *f, unsigned order, struct cap *slot, int *error)
{
	if (order < SK_FACTORY_ORDER_MIN || order > SK_FACTORY_ORDER_MAX) {
		*error = SK_ERANGE;
		return NULL;
	}

	struct kobject *o = object_create(f, SK_TYPE_FACTORY, SK_COST_FACTORY, slot, error);

	if (o == NULL)
		return NULL;

	void *block = factory_alloc_raw(f, 1u << order);

	if (block == NULL) {
		object_discard(o);
		*error = SK_ENOMEM;
		return NULL;
	}

	struct factory *n = factory_of(o);

	list_init(&n->objects);
	n->parent = f;
	n->block = pool_offset(block);
	n->size = 1u << order;
	pool_add(n, n->block, order);
	return n;
}

static bool destroy_step(struct kobject *o)
{
	struct factory *f = factory_of(o);

	if (!list_empty(&f->objects)) {
		destroy_first(list_first(&f->objects, struct kobject, payer_link));
		return false;
	}
	if (f->parent) {
		pool_clear(f);
		factory_free(f->parent, pool_at(f->block), f->size);
	}
	return true;
}

/* A task's own slots: itself and the factory that pays for it. A capability that may not be copied leaves its slot empty. */
static void fill_fixed_slots(struct task *t, struct cap *factory)
{
	cap_map(t->obj.root, &t->caps[SK_SLOT_TASK], SK_CAP_ALL);
	cap_map(factory, &t->caps[SK_SLOT_FACTORY], SK_CAP_ALL);
}

/* Restarted while the capability table is cleared; the new task is then already in its slot. */
static int create_task(struct thread *caller, struct cap *cap, uint32_t slot, uint32_t slots)
{
	int error = SK_OK;
	struct task *t;

	if (caller->progress == 0) {
		struct cap *place = cap_empty(caller->task, slot, &error);

		if (place == NULL)
			return error;
		t = task_create(factory_of(cap->obj), SK_TYPE_TASK, slots, place, &error);
		if (t == NULL)
			return error;
		fill_fixed_slots(t, cap);
		caller->progress = 1;
	} else {
		struct cap *made = cap_get(caller->task, slot, SK_TYPE_TASK, 0, &error);

		if (made == NULL)
			return error;
		t = container_of(made->obj, struct task, obj);
	}
	return task_grow(t);
}

static int create_gate(struct thread *caller, struct factory *f, struct cap *slot, const uint32_t *w)
{
	int error = SK_OK;
	struct cap *thread = cap_get(caller->task, w[2], SK_TYPE_THREAD, SK_CAP_CTRL, &error);

	if (thread)
		gate_create(f, container_of(thread->obj, struct thread, obj), w[3], w[4], slot, &error);
	return error;
}

static int create_thread(struct thread *caller, struct factory *f, struct cap *slot, const uint32_t *w)
{
	int error = SK_OK;
	struct cap *task = cap_get(caller->task, w[2], SK_TYPE_TASK, SK_CAP_CTRL, &error);

	if (task == NULL)
		return error;

	struct task *t = container_of(task->obj, struct task, obj);

	if (thread_create(f, t, slot, &error) && t->caps[SK_SLOT_THREAD].obj == NULL)
		cap_map(slot, &t->caps[SK_SLOT_THREAD], SK_CAP_ALL);
	return error;
}

static int create_vcpu(struct thread *caller, struct factory *f, struct cap *slot, const uint32_t *w)
{
	int error = SK_OK;
	struct cap *vm = cap_get(caller->task, w[2], SK_TYPE_VM, SK_CAP_CTRL, &error);
	struct cap *thread = vm ? cap_get(caller->task, w[3], SK_TYPE_THREAD, SK_CAP_CTRL, &error) : NULL;

	if (thread)
		vcpu_create(f, container_of(vm->obj, struct task, obj), container_of(thread->obj, struct thread, obj),
		            w[4], slot, &error);
	return error;
}

/* Words of the creation message by type, 0 for what cannot be created. */
static unsigned argument_words(uint32_t type)
{
	switch (type) {
	case SK_TYPE_TASK:
	case SK_TYPE_THREAD:
	case SK_TYPE_FACTORY:
		return 3;
	case SK_TYPE_GATE:
	case SK_TYPE_VCPU:
		return 5;
	case SK_TYPE_IRQ:
	case SK_TYPE_SC:
	case SK_TYPE_VM:
		return 2;
	default:
		return 0;
	}
}

static int create_in(struct thread *caller, struct factory *f, struct cap *slot, const uint32_t *w)
{
	int error = SK_OK;

	switch (w[0]) {
	case SK_TYPE_THREAD:
		return create_thread(caller, f, slot, w);
	case SK_TYPE_GATE:
		return create_gate(caller, f, slot, w);
	case SK_TYPE_VCPU:
		return create_vcpu(caller, f, slot, w);
	case SK_TYPE_FACTORY:
		factory_create(f, w[2], slot, &error);
		return error;
	case SK_TYPE_IRQ:
		irq_create(f, slot, &error);
		return error;
	case SK_TYPE_SC:
		sc_create(f, slot, &error);
		return error;
	default:
		task_create(f, SK_TYPE_VM, 0, slot, &error);
		return error;
	}
}

static int op_create(struct thread *caller, struct cap *cap, uint32_t tag)
{
	uint32_t w[5];
	int error = msg_args(caller, tag, 2, w);
	unsigned words = error ? 0 : argument_words(w[0]);

	if (words == 0)
		return error ? error : SK_EINVAL;
	error = msg_args(caller, tag, words, w);
	if (error)
		return error;
	if (w[0] == SK_TYPE_TASK)
		return create_task(caller, cap, w[1], w[2]);

	struct cap *slot = cap_empty(caller->task, w[1], &error);

	return slot ? create_in(caller, factory_of(cap->obj), slot, w) : error;
}

static int invoke(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag)
{
	const struct factory *f = factory_of(cap->obj);

	(void)cpu;
	switch (SK_TAG_PROTO(tag)) {
	case SK_FACTORY_CREATE:
		return cap->d.rights & SK_CAP_CTRL ? op_create(caller, cap, tag) : SK_ERIGHTS;
	case SK_FACTORY_INFO:
		return msg_answer(caller, (uint32_t[]){f->size, f->used, factory_largest(f)}, 3);
	default:
		return SK_EPROTO;
	}
}

const struct object_ops factory_ops = {
        .name = "factory",
        .cost = SK_COST_FACTORY,
        .invoke = invoke,
        .destroy_step = destroy_step,
};
