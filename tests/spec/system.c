// SPDX-License-Identifier: Apache-2.0
// Runs operations on the kernel and on the specification.
#include "system.h"

#include <skerry/kernel.h>
#include <skerry/pool.h>
#include <skerry/sim/system.h>

#include <stdio.h>

#include "compare.h"
#include "invariants.h"
#include "start.h"

static char message[512];

int spec_actor_task(unsigned actor)
{
	return spec.task[actor];
}

/* Numbers of objects are used again. */
static void bury(void)
{
	for (unsigned i = 0; i < SPEC_ACTORS; i++) {
		if (spec.task[i] != MODEL_NONE && !spec_model.object[spec.actor[i]].alive)
			spec.task[i] = MODEL_NONE;
	}
	for (int o = 0; o < MODEL_OBJECTS; o++)
		spec.keep[o] = spec.keep[o] && spec_model.object[o].alive;
}

/* Block counts decide: which of several equal blocks is taken makes no difference. */
static bool room(const struct model *m, int f, const uint32_t *bytes, unsigned n)
{
	const struct factory *k = container_of((const struct kobject *)m->object[f].kernel, struct factory, obj);
	unsigned count[FACTORY_ORDERS] = {0};

	for (unsigned i = 0; i < FACTORY_ORDERS; i++) {
		for (uint32_t link = k->free[i]; link; link = ((const uint32_t *)pool_at(link - 1))[2])
			count[i]++;
	}
	for (unsigned b = 0; b < n; b++) {
		unsigned order = pool_order(bytes[b]) - 6, from = order;

		while (from < FACTORY_ORDERS && count[from] == 0)
			from++;
		if (from == FACTORY_ORDERS)
			return false;
		count[from]--;
		while (from > order)
			count[--from]++;
	}
	return true;
}

struct answer {
	int code;
	uint32_t w[2];
	unsigned words;
};

static struct answer specify(const struct spec_op *op, int t)
{
	struct answer r = {.code = SK_OK};
	struct model_delegation d = {op->a[1], op->a[2], op->a[3], 0};
	struct model *m = &spec_model;

	switch (op->kind) {
	case SPEC_CREATE:
		r.code = model_create(m, t, op->a[0], op->a[1], op->a[2], op->a[3], room);
		break;
	case SPEC_TASK_MAP:
		r.code = model_task_map(m, t, op->a[0], &d, room);
		r.w[0] = d.result;
		r.words = 1;
		break;
	case SPEC_UNMAP:
		r.code = model_unmap(m, t, op->a[0], op->a[1], op->a[2]);
		break;
	case SPEC_KUMEM:
		r.code = model_kumem(m, t, op->a[0], op->a[1], room);
		break;
	case SPEC_RANGE_MAP:
		r.code = model_range_map(m, t, op->a[0], op->a[1], op->a[2], op->a[3], op->a[4], room);
		break;
	case SPEC_RANGE_REVOKE:
		r.code = model_range_revoke(m, t, op->a[0]);
		break;
	case SPEC_LOOKUP:
		r.code = model_lookup(m, t, op->a[0], op->a[1], &r.w[0], &r.w[1]);
		r.words = 2;
		break;
	case SPEC_CAP_INFO:
		r.code = model_cap_info(m, t, op->a[0], op->a[1], &r.w[0], &r.w[1]);
		r.words = 2;
		break;
	default:
		r.code = model_factory_info(m, t, op->a[0], &r.w[0], &r.w[1]);
		r.words = 2;
		break;
	}
	return r;
}

static struct sim_result perform(const struct spec_op *op, struct thread *t)
{
	const uint32_t *a = op->a;

	switch (op->kind) {
	case SPEC_CREATE:
		return sim_invoke(t, a[0], SK_FACTORY_CREATE, 3, a[1], a[2], a[3]);
	case SPEC_TASK_MAP:
		return sim_invoke(t, a[0], SK_TASK_MAP, 3, a[1], a[2], a[3]);
	case SPEC_UNMAP:
		return sim_invoke(t, a[0], SK_TASK_UNMAP, 2, a[1], a[2] ? SK_UNMAP_SELF : 0);
	case SPEC_KUMEM:
		return sim_invoke(t, a[0], SK_TASK_KUMEM, 1, a[1]);
	case SPEC_RANGE_MAP:
		return sim_invoke(t, a[0], SK_RANGE_MAP, 4, a[1], a[2], a[3], a[4]);
	case SPEC_RANGE_REVOKE:
		return sim_invoke(t, a[0], SK_RANGE_REVOKE, 0);
	case SPEC_LOOKUP:
		return sim_invoke(t, a[0], SK_TASK_LOOKUP, 1, a[1]);
	case SPEC_CAP_INFO:
		return sim_invoke(t, a[0], SK_TASK_CAP_INFO, 1, a[1]);
	default:
		return sim_invoke(t, a[0], SK_FACTORY_INFO, 0);
	}
}

/* What has to be known of an operation before it is done. */
struct outlook {
	bool forbidden;       /* it would take the actors' base away: it is left out */
	bool own;             /* the caller itself goes */
	bool uninterruptible; /* the caller cannot come back and finish */
};

static struct outlook look_ahead(const struct spec_op *op, int t)
{
	struct outlook ahead = {false, false, false};
	bool gone[MODEL_OBJECTS];
	const struct model_cap *c = &spec_model.cap[t][op->a[0] % MODEL_SLOTS];
	uint32_t first = SK_FPAGE_GET_PAGE(op->a[1]);
	uint32_t slots = 1u << (SK_FPAGE_GET_ORDER(op->a[1]) & 7);

	if (op->kind != SPEC_UNMAP || SK_FPAGE_GET_TYPE(op->a[1]) != SK_FPAGE_CAP || op->a[0] >= MODEL_SLOTS)
		return ahead;
	if (c->object == MODEL_NONE || spec_model.object[c->object].type != SK_TYPE_TASK)
		return ahead;
	ahead.uninterruptible = model_saws_off(&spec_model, t, op->a[0], first, slots);
	if (!op->a[2])
		return ahead;
	model_would_destroy(&spec_model, c->object, first, slots, gone);
	ahead.own = gone[t];
	ahead.uninterruptible |= gone[t];
	for (int o = 0; o < MODEL_OBJECTS; o++) {
		/* The actors may go, except the first; the time they run on may not. */
		if (gone[o] && (o == spec.task[0] || o == spec.actor[0] || o == spec.root_factory ||
		                (spec.keep[o] && spec_model.object[o].type == SK_TYPE_SC)))
			ahead.forbidden = true;
	}
	return ahead;
}

static const char *touch(const struct spec_op *op, int t)
{
	int found = model_find(&spec_model, t, op->a[0]);
	const struct model_mapping *p = found == MODEL_NONE ? NULL : &spec_model.mapping[found];
	const struct task *k = container_of((const struct kobject *)spec_model.object[t].kernel, struct task, obj);
	paddr_t pa = 0;
	bool allowed = p && (p->rights & op->a[1]);

	if (sim_translate(&k->space, op->a[0], op->a[1], &pa) != allowed)
		return "the processor's access differs";
	/* Where the kernel takes its own pages from is its business. */
	return allowed && !p->fixed && pa != p->pa + (op->a[0] - p->va) ? "the processor reaches other memory" : NULL;
}

static const char *check_answer(const struct answer *expected, const struct sim_result *got)
{
	int code = sim_code(*got);

	if (code != expected->code) {
		snprintf(message, sizeof(message), "answer %d, specified %d", code, expected->code);
		return message;
	}
	for (unsigned i = 0; code == SK_OK && i < expected->words; i++) {
		if (got->w[i] != expected->w[i]) {
			snprintf(message, sizeof(message), "word %u is 0x%x, specified 0x%x", i, got->w[i],
			         expected->w[i]);
			return message;
		}
	}
	return NULL;
}

const char *spec_step(const struct spec_op *op)
{
	int t = spec_actor_task(op->actor);

	if (t == MODEL_NONE)
		return NULL;

	struct outlook ahead = look_ahead(op, t);

	if (ahead.forbidden)
		return NULL;
	if (op->kind == SPEC_TOUCH)
		return touch(op, t);

	struct answer expected = specify(op, t);

	bury();
	sim.preempt_every = ahead.uninterruptible ? 0 : op->preempt;

	struct sim_result got = perform(op, spec.thread[op->actor]);
	const char *wrong = ahead.own ? NULL : check_answer(&expected, &got);

	sim.preempt_every = 0;
	if (wrong)
		return wrong;
	if (op->kind == SPEC_CREATE && expected.code == SK_OK) {
		const struct task *k =
		        container_of((const struct kobject *)spec_model.object[t].kernel, struct task, obj);

		spec_model.object[spec_model.cap[t][op->a[2]].object].kernel = k->caps[op->a[2]].obj;
	}
	wrong = spec_compare(&spec_model);
	return wrong ? wrong : broken_invariant(true);
}

const char *spec_finish(void)
{
	while (object_destroy(&kernel.root->obj) != SK_OK)
		;
	if (kernel.root->used != spec.used_by_nobody || !list_empty(&kernel.root->objects)) {
		snprintf(message, sizeof(message), "%u bytes are lost", kernel.root->used - spec.used_by_nobody);
		return message;
	}
	return broken_invariant(true);
}
