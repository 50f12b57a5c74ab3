// SPDX-License-Identifier: Apache-2.0
// Boots a kernel with some tasks and copies its state into the model.
#include "start.h"

#include <skerry/gate.h>
#include <skerry/kernel.h>
#include <skerry/range.h>

#include <string.h>

/* Slots of the root task. */
#define FACTORIES    21u /* factory and task of the others */
#define GATES        27u /* a gate to each actor */
#define SOME_THREADS 35u
#define SETUP_SLOT   50u /* what runs the actors: operations do not name these slots */

struct model spec_model;
struct spec spec;

static void must(int code)
{
	if (code != SK_OK)
		panic("spec: setup failed with %d", code);
}

/* A thread in the task of slot @p task of the root task, of the root's priority, ready to make system calls. */
static struct thread *make_actor(struct thread *root, uint32_t task, uint32_t slots, uint32_t utcb)
{
	struct task *t = root->task;

	must(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 3, SK_TYPE_THREAD, slots, task));
	must(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 2, SK_TYPE_SC, slots + 1));
	must(sim_op(root, slots, SK_THREAD_BIND, 4, utcb, 0, 0, 0));

	struct thread *thread = container_of(t->caps[slots].obj, struct thread, obj);
	struct sc *sc = container_of(t->caps[slots + 1].obj, struct sc, obj);

	must(sc_configure(sc, sim.on, 10000, 10000, 255));
	must(sc_assign(sc, thread));
	thread_start(sim.on, thread, SIM_ROOT_VADDR, 0, 0, 0);
	return thread;
}

/* Where the root task has the capability of an actor. */
static uint32_t thread_slot(uint32_t actor)
{
	return actor == 0 ? SK_SLOT_THREAD : SETUP_SLOT + 2 * (actor - 1);
}

static uint32_t task_slot(uint32_t task)
{
	return task == 0 ? SK_SLOT_TASK : FACTORIES + 2 * (task - 1) + 1;
}

static void give(struct thread *root, uint32_t from, uint32_t task, uint32_t to, uint32_t rights)
{
	must(sim_op(root, task_slot(task), SK_TASK_MAP, 3, SK_ITEM(SK_ITEM_MAP, 0, 0), SK_FPAGE_SLOT(from, rights),
	            SK_FPAGE_SLOT(to, 0u)));
}

/* Who can reach whom at the beginning. */
static void connect(struct thread *root)
{
	for (uint32_t i = 0; i < SPEC_ACTORS; i++)
		must(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 5, SK_TYPE_GATE, GATES + i, thread_slot(i),
		            0x100 + i, 0));
	for (uint32_t i = 0; i < SPEC_TASKS; i++)
		give(root, thread_slot(1 + 2 * i), 0, SOME_THREADS + i, SK_CAP_ALL);
	for (uint32_t i = 1; i < SPEC_TASKS; i++) {
		uint32_t next = 1 + i % (SPEC_TASKS - 1);

		give(root, thread_slot(i + SPEC_TASKS), i, 4, SK_CAP_ALL);
		give(root, thread_slot(next), i, 5, SK_CAP_ALL);
		give(root, GATES, i, 6, SK_CAP_ALL);
		give(root, GATES + i, i, 7, SK_CAP_ALL);
		give(root, GATES + next, i, 8, SK_CAP_USE);
		give(root, GATES + next + SPEC_TASKS, i, 9, SK_CAP_ALL);
	}
}

static int model_of(const void *kernel_object)
{
	for (int o = 0; o < MODEL_OBJECTS; o++) {
		if (spec_model.object[o].alive && spec_model.object[o].kernel == kernel_object)
			return o;
	}
	return MODEL_NONE;
}

static int import_object(const struct kobject *o, int payer)
{
	int n = 0;

	while (spec_model.object[n].alive)
		n++;

	struct model_object *m = &spec_model.object[n];

	*m = (struct model_object){
	        .alive = true, .type = o->type, .payer = payer, .task = MODEL_NONE, .server = MODEL_NONE, .kernel = o};
	for (int s = 0; s < MODEL_SLOTS; s++)
		spec_model.cap[n][s].object = MODEL_NONE;
	if (o->type == SK_TYPE_TASK)
		m->slots = container_of(o, struct task, obj)->cap_total >> SK_SEL_SHIFT;
	if (o->type == SK_TYPE_GATE)
		m->label = container_of(o, struct gate, obj)->label;
	if (o->type == SK_TYPE_RANGE) {
		const struct range *r = container_of(o, struct range, obj);

		m->base = r->base;
		m->bytes = r->bytes;
		m->device = r->kind == SK_RANGE_DEVICE;
	}
	return n;
}

static void import_objects(const struct factory *f, int payer)
{
	for (const struct list *l = f->objects.next; l != &f->objects; l = l->next) {
		const struct kobject *o = container_of(l, struct kobject, payer_link);
		int n = import_object(o, payer);

		if (o->type == SK_TYPE_FACTORY) {
			const struct factory *inner = container_of(o, struct factory, obj);

			spec_model.object[n].bytes = inner->size;
			import_objects(inner, n);
		}
	}
}

static struct model_place place_of(const struct cap *c)
{
	for (int t = 0; t < MODEL_OBJECTS; t++) {
		if (!spec_model.object[t].alive || spec_model.object[t].type != SK_TYPE_TASK)
			continue;

		const struct task *k = container_of(spec_model.object[t].kernel, struct task, obj);

		for (int s = 0; s < (int)spec_model.object[t].slots && s < MODEL_SLOTS; s++) {
			if (c == &k->caps[s])
				return (struct model_place){t, s};
		}
	}
	panic("spec: a capability is derived from one outside the modelled slots");
}

static void import_caps(int t, const struct task *k)
{
	for (int s = 0; s < (int)spec_model.object[t].slots && s < MODEL_SLOTS; s++) {
		const struct cap *c = &k->caps[s];
		struct model_place parent = {MODEL_NONE, 0};

		if (c->obj == NULL)
			continue;
		if (c->d.parent)
			parent = place_of(container_of(c->d.parent, struct cap, d));
		spec_model.cap[t][s] = (struct model_cap){model_of(c->obj), c->d.rights, parent, c->d.depth};
	}
}

static void import_mappings(int t, const struct task *k)
{
	int next = 0;

	for (uint64_t va = 0; va < SK_USER_END; va += SK_PAGE_SIZE) {
		const struct mapping *m = space_lookup(&k->space, (uint32_t)va);

		if (m == NULL || m->va != va)
			continue;

		while (spec_model.mapping[next].used)
			next++;

		struct model_mapping *n = &spec_model.mapping[next];

		*n = (struct model_mapping){.used = true,
		                            .task = t,
		                            .va = m->va,
		                            .pa = m->pa,
		                            .order = m->d.order,
		                            .rights = m->d.rights,
		                            .attr = m->attr,
		                            .parent = MODEL_NONE,
		                            .range = MODEL_NONE};
		n->fixed = m->flags & SPACE_MAP_FIXED;
		n->kumem = m->flags & SPACE_MAP_KUMEM;
		n->device = m->flags & SPACE_MAP_DEVICE;
		n->depth = m->d.depth;
		if (m->d.parent)
			n->range = model_of(&container_of(m->d.parent, struct range, origin)->obj);
	}
}

static void import(void)
{
	memset(&spec_model, 0, sizeof(spec_model));
	spec.root_factory = import_object(&kernel.root->obj, MODEL_NONE);
	spec_model.object[spec.root_factory].bytes = kernel.root->size;
	import_objects(kernel.root, spec.root_factory);
	for (int o = 0; o < MODEL_OBJECTS; o++) {
		struct model_object *m = &spec_model.object[o];

		if (!m->alive)
			continue;
		spec.keep[o] = true;
		if (m->type == SK_TYPE_THREAD)
			m->task = model_of(
			        &container_of((const struct kobject *)m->kernel, struct thread, obj)->task->obj);
		if (m->type == SK_TYPE_TASK) {
			const struct task *k = container_of((const struct kobject *)m->kernel, struct task, obj);

			import_caps(o, k);
			import_mappings(o, k);
		}
	}
	spec.used_by_nobody = kernel.root->used - model_used(&spec_model, spec.root_factory);
	spec_model.object[spec.root_factory].fixed = spec.used_by_nobody;
}

static void import_threads(void)
{
	for (int p = 0; p < MODEL_THREADS; p++) {
		struct model_thread *t = &spec_model.thread[p];

		spec.actor[p] = model_of(&spec.thread[p]->obj);
		spec.task[p] = model_of(&spec.thread[p]->task->obj);
		*t = (struct model_thread){.object = spec.actor[p],
		                           .deadline = MODEL_NEVER,
		                           .gate = MODEL_NONE,
		                           .from = MODEL_NONE,
		                           .from_irq = MODEL_NONE,
		                           .owes = MODEL_NONE,
		                           .answers_at = MODEL_NONE};
		t->reply = import_object(&spec.thread[p]->ipc.reply.obj, MODEL_NONE);
		spec_model.object[t->reply].caller = p;
		for (unsigned i = SK_MSG_REG_WORDS; i < MODEL_WORDS; i++)
			t->word[i] = spec.thread[p]->utcb->mr[i];
	}
	for (int o = 0; o < MODEL_OBJECTS; o++) {
		struct model_object *m = &spec_model.object[o];

		if (m->alive && m->type == SK_TYPE_GATE)
			m->server = model_thread_of(
			        &spec_model, model_of(&container_of((const struct kobject *)m->kernel, struct gate, obj)
			                                       ->thread->obj));
	}
	spec_model.now = sim.now;
	spec_model.ticks_per_us = SIM_TICKS_PER_US;
}

void spec_start(void)
{
	struct thread *root = sim_system();

	memset(&spec, 0, sizeof(spec));
	spec.thread[0] = root;
	for (uint32_t i = 1; i < SPEC_TASKS; i++) {
		uint32_t slot = FACTORIES + 2 * (i - 1);

		must(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 3, SK_TYPE_FACTORY, slot, 16 + i));
		must(sim_op(root, slot, SK_FACTORY_CREATE, 3, SK_TYPE_TASK, slot + 1, 16));
		must(sim_op(root, slot + 1, SK_TASK_KUMEM, 1, SK_ROOT_UTCB_ADDR));
	}
	for (uint32_t i = 1; i < SPEC_ACTORS; i++)
		spec.thread[i] = make_actor(root, task_slot(i % SPEC_TASKS), thread_slot(i),
		                            SK_ROOT_UTCB_ADDR + i / SPEC_TASKS * SK_UTCB_SIZE);
	connect(root);
	import();
	import_threads();
}
