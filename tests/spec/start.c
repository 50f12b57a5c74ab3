// SPDX-License-Identifier: Apache-2.0
// Boots a kernel with some tasks and copies its state into the model.
#include "start.h"

#include <skerry/kernel.h>
#include <skerry/range.h>

#include <string.h>

#define SETUP_SLOT 40u /* what runs the actors, in slots of the root task that operations do not name */

struct model spec_model;
struct spec spec;

static void must(int code)
{
	if (code != SK_OK)
		panic("spec: setup failed with %d", code);
}

/* A thread in the task of slot @p task of the root task, of the root's priority, ready to make system calls. */
static struct thread *make_actor(struct thread *root, uint32_t task, uint32_t slots)
{
	struct task *t = root->task;

	must(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 3, SK_TYPE_THREAD, slots, task));
	must(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 2, SK_TYPE_SC, slots + 1));

	struct thread *thread = container_of(t->caps[slots].obj, struct thread, obj);
	struct sc *sc = container_of(t->caps[slots + 1].obj, struct sc, obj);

	must(sc_configure(sc, sim.on, 10000, 10000, 255));
	must(sc_assign(sc, thread));
	thread_start(sim.on, thread, SIM_ROOT_VADDR, 0, 0, 0);
	return thread;
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

	*m = (struct model_object){.alive = true, .type = o->type, .payer = payer, .task = MODEL_NONE, .kernel = o};
	for (int s = 0; s < MODEL_SLOTS; s++)
		spec_model.cap[n][s].object = MODEL_NONE;
	if (o->type == SK_TYPE_TASK)
		m->slots = container_of(o, struct task, obj)->cap_total >> SK_SEL_SHIFT;
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

void spec_start(void)
{
	struct thread *root = sim_system();

	memset(&spec, 0, sizeof(spec));
	spec.thread[0] = root;
	for (uint32_t i = 1; i < SPEC_ACTORS; i++) {
		uint32_t slot = 19 + 2 * i;

		must(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 3, SK_TYPE_FACTORY, slot, 15 + i));
		must(sim_op(root, slot, SK_FACTORY_CREATE, 3, SK_TYPE_TASK, slot + 1, 16));
		spec.thread[i] = make_actor(root, slot + 1, SETUP_SLOT + 2 * i);
	}
	import();
	for (unsigned i = 0; i < SPEC_ACTORS; i++) {
		spec.actor[i] = model_of(&spec.thread[i]->obj);
		spec.task[i] = model_of(&spec.thread[i]->task->obj);
	}
}
