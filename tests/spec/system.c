// SPDX-License-Identifier: Apache-2.0
// Runs operations on the kernel and on the specification.
#include "system.h"

#include <skerry/kernel.h>
#include <skerry/pool.h>
#include <skerry/sim/system.h>

#include <stdio.h>

#include "compare.h"
#include "invariants.h"
#include "ipc.h"
#include "model_ipc.h"
#include "start.h"

static char message[512];

/* What the operation in progress has taken already: the kernel is asked before it begins. */
static struct {
	bool counts;
	unsigned n;
	struct {
		int factory;
		uint32_t bytes;
	} piece[2 * 2 * MODEL_ITEMS];
} taken;

int spec_actor_task(unsigned actor)
{
	return spec.task[actor];
}

bool spec_actor_ready(unsigned actor)
{
	return spec_model.thread[actor].object != MODEL_NONE && spec_model.thread[actor].state == MODEL_READY;
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

/* Takes a block out of a factory's free ones, given as numbers of blocks. Which of several equal ones it is makes no
 * difference. */
static bool take(unsigned count[FACTORY_ORDERS], uint32_t bytes)
{
	unsigned order = pool_order(bytes) - 6, from = order;

	while (from < FACTORY_ORDERS && count[from] == 0)
		from++;
	if (from == FACTORY_ORDERS)
		return false;
	count[from]--;
	while (from > order)
		count[--from]++;
	return true;
}

static bool room(const struct model *m, int f, const uint32_t *bytes, unsigned n)
{
	const struct factory *k = container_of((const struct kobject *)m->object[f].kernel, struct factory, obj);
	unsigned count[FACTORY_ORDERS] = {0};

	for (unsigned i = 0; i < FACTORY_ORDERS; i++) {
		for (uint32_t link = k->free[i]; link; link = ((const uint32_t *)pool_at(link - 1))[2])
			count[i]++;
	}
	for (unsigned i = 0; i < taken.n; i++) {
		if (taken.piece[i].factory == f)
			(void)take(count, taken.piece[i].bytes);
	}
	for (unsigned b = 0; b < n; b++) {
		if (!take(count, bytes[b]))
			return false;
	}
	for (unsigned b = 0; taken.counts && b < n; b++) {
		taken.piece[taken.n].factory = f;
		taken.piece[taken.n++].bytes = bytes[b];
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
	struct model_delegation d = {op->a[1], op->a[2], op->a[3], 0, false};
	struct model *m = &spec_model;

	switch (op->kind) {
	case SPEC_CREATE:
		r.code = op->a[1] == SK_TYPE_GATE
		                 ? model_create_gate(m, t, op->a[0], op->a[2], op->a[3], op->a[4], room)
		                 : model_create(m, t, op->a[0], op->a[1], op->a[2], op->a[3], room);
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
	case SPEC_CANCEL:
		r.code = model_cancel(m, t, op->a[0]);
		break;
	case SPEC_REBIND:
		r.code = model_rebind(m, t, op->a[0], op->a[1], op->a[2]);
		break;
	case SPEC_IRQ_BIND:
		r.code = model_irq_bind(m, t, op->a[0], op->a[1], op->a[2]);
		break;
	case SPEC_IRQ_TRIGGER:
		r.code = model_irq_trigger(m, t, op->a[0], op->a[1]);
		break;
	case SPEC_IRQ_INFO:
		r.code = model_irq_info(m, t, op->a[0], &r.w[0], &r.w[1]);
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
		if (a[1] == SK_TYPE_GATE)
			return sim_invoke(t, a[0], SK_FACTORY_CREATE, 5, a[1], a[2], a[3], a[4], 0);
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
	case SPEC_CANCEL:
		return sim_invoke(t, a[0], SK_THREAD_EX_REGS, 5, 0, 0, 0, 0, SK_EXREGS_KEEP);
	case SPEC_REBIND:
		return sim_invoke(t, a[0], SK_GATE_REBIND, 2, a[1], a[2]);
	case SPEC_IRQ_BIND:
		return sim_invoke(t, a[0], SK_IRQ_BIND, 2, a[1], a[2]);
	case SPEC_IRQ_TRIGGER:
		return sim_invoke(t, a[0], SK_IRQ_TRIGGER, 1, a[1]);
	case SPEC_IRQ_INFO:
		return sim_invoke(t, a[0], SK_IRQ_INFO, 0);
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

/* Types of objects that an operation is specified on. Some answer any other one with SK_EPROTO, and so does the model. */
bool spec_specified(const struct spec_op *op, int t)
{
	if (op->kind == SPEC_TOUCH || op->kind == SPEC_TIME || op->a[0] == 0 ||
	    op->a[0] >= spec_model.object[t].slots || op->a[0] >= MODEL_SLOTS)
		return true;

	int object = spec_model.cap[t][op->a[0]].object;
	bool sends = op->kind == SPEC_IPC && (op->a[1] & SK_OP_SEND) && !(op->a[1] & SK_OP_REPLY);

	if (object == MODEL_NONE)
		return true;
	switch (spec_model.object[object].type) {
	case SK_TYPE_TASK:
	case SK_TYPE_VM:
	case SK_TYPE_FACTORY:
	case SK_TYPE_RANGE:
		return !sends;
	case SK_TYPE_THREAD:
		return op->kind == SPEC_CANCEL || (op->kind == SPEC_IPC && !sends);
	case SK_TYPE_GATE:
		return op->kind == SPEC_IPC || op->kind == SPEC_REBIND;
	case SK_TYPE_IRQ:
		return (op->kind == SPEC_IPC && !sends) || op->kind == SPEC_IRQ_BIND || op->kind == SPEC_IRQ_TRIGGER ||
		       op->kind == SPEC_IRQ_INFO;
	case SK_TYPE_REPLY:
		return true;
	default:
		return op->kind == SPEC_IPC && !sends;
	}
}

/* An operation of the calling thread, which it comes back from at once. */
static const char *invoke(const struct spec_op *op, int t)
{
	struct outlook ahead = look_ahead(op, t);
	struct model_thread *p = &spec_model.thread[op->actor];

	if (ahead.forbidden)
		return NULL;

	struct answer expected = specify(op, t);

	p->known = false;
	if (op->kind == SPEC_CANCEL || (op->kind == SPEC_CREATE && op->a[1] == SK_TYPE_GATE))
		p->word[4] = op->kind == SPEC_CANCEL ? SK_EXREGS_KEEP : 0; /* the fifth argument */
	bury();
	sim.preempt_every = ahead.uninterruptible ? 0 : op->preempt;

	struct sim_result got = perform(op, spec.thread[op->actor]);

	if (op->kind == SPEC_CREATE && expected.code == SK_OK) {
		const struct task *k =
		        container_of((const struct kobject *)spec_model.object[t].kernel, struct task, obj);

		spec_model.object[spec_model.cap[t][op->a[2]].object].kernel = k->caps[op->a[2]].obj;
	}
	return ahead.own ? NULL : check_answer(&expected, &got);
}

static const char *step(const struct spec_op *op, int t)
{
	switch (op->kind) {
	case SPEC_TOUCH:
		return touch(op, t);
	case SPEC_TIME:
		sim_advance(op->a[0]);
		model_time(&spec_model, sim.now);
		return NULL;
	default:
		break;
	}
	if (!spec_actor_ready(op->actor))
		return NULL;
	sim.preempt_every = op->preempt;
	taken.n = 0;
	taken.counts = op->kind == SPEC_IPC || spec_model.thread[op->actor].repeat;
	return taken.counts ? spec_ipc(op, room) : invoke(op, t);
}

const char *spec_step(const struct spec_op *op)
{
	int t = spec_actor_task(op->actor);

	if (t == MODEL_NONE || !spec_specified(op, t))
		return NULL;

	const char *wrong = step(op, t);

	sim.preempt_every = 0;
	if (wrong == NULL)
		wrong = spec_compare(&spec_model);
	if (wrong == NULL)
		wrong = spec_compare_threads(&spec_model, spec.thread);
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
