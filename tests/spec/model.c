// SPDX-License-Identifier: Apache-2.0
// The executable specification: capabilities, objects and quotas.
#include "model.h"

#include <skerry/abi/cost.h>
#include <skerry/abi/error.h>
#include <skerry/abi/fpage.h>
#include <skerry/abi/proto.h>
#include <skerry/abi/syscall.h>

#include <string.h>

#include "model_ipc.h"
#include "model_memory.h"

static bool has_slots(const struct model *m, int object)
{
	return m->object[object].alive && m->object[object].type == SK_TYPE_TASK;
}

static struct model_cap *cap_at(struct model *m, int task, uint32_t slot)
{
	return slot == 0 || slot >= m->object[task].slots ? NULL : &m->cap[task][slot];
}

static bool is_below(const struct model *m, int task, int slot, struct model_place top)
{
	for (struct model_place p = m->cap[task][slot].parent; p.task != MODEL_NONE;
	     p = m->cap[p.task][p.slot].parent) {
		if (p.task == top.task && p.slot == top.slot)
			return true;
	}
	return false;
}

/* --- Destruction: everything that depends on it, then all traces of that. --- */

/* The object whose root capability is in @p slot of @p task, or MODEL_NONE. */
static int owned_by(const struct model *m, int task, uint32_t slot)
{
	const struct model_cap *c = &m->cap[task][slot];

	return c->object != MODEL_NONE && c->parent.task == MODEL_NONE ? c->object : MODEL_NONE;
}

/* Whose end takes object @p o along: its payer, the task a thread runs in, the task that holds its root capability. */
static bool depends(const struct model *m, int o, int owner, const bool gone[MODEL_OBJECTS])
{
	const struct model_object *object = &m->object[o];

	if (object->payer != MODEL_NONE && gone[object->payer])
		return true;
	if (object->type == SK_TYPE_THREAD && gone[object->task])
		return true;
	if (object->type == SK_TYPE_REPLY && gone[m->thread[object->caller].object])
		return true;
	return owner != MODEL_NONE && gone[owner];
}

static void close_over(const struct model *m, bool gone[MODEL_OBJECTS])
{
	int owner[MODEL_OBJECTS];

	for (int o = 0; o < MODEL_OBJECTS; o++)
		owner[o] = MODEL_NONE;
	for (int t = 0; t < MODEL_OBJECTS; t++) {
		for (uint32_t s = 0; has_slots(m, t) && s < MODEL_SLOTS; s++) {
			if (owned_by(m, t, s) != MODEL_NONE)
				owner[owned_by(m, t, s)] = t;
		}
	}
	for (bool more = true; more;) {
		more = false;
		for (int o = 0; o < MODEL_OBJECTS; o++) {
			if (m->object[o].alive && !gone[o] && depends(m, o, owner[o], gone))
				gone[o] = more = true;
		}
	}
}

void model_would_destroy(const struct model *m, int task, uint32_t first, uint32_t slots, bool gone[MODEL_OBJECTS])
{
	memset(gone, 0, MODEL_OBJECTS * sizeof(*gone));
	for (uint32_t s = first; s < first + slots && s < m->object[task].slots; s++) {
		if (owned_by(m, task, s) != MODEL_NONE)
			gone[owned_by(m, task, s)] = true;
	}
	close_over(m, gone);
}

bool model_saws_off(const struct model *m, int t, uint32_t slot, uint32_t first, uint32_t slots)
{
	int task = m->cap[t][slot].object;

	for (uint32_t s = first; s < first + slots && s < m->object[task].slots; s++) {
		if (is_below(m, t, (int)slot, (struct model_place){task, (int)s}))
			return true;
	}
	return false;
}

static void empty_slot(struct model *m, int task, int slot)
{
	struct model_place top = {task, slot};

	for (int t = 0; t < MODEL_OBJECTS; t++) {
		for (int s = 0; has_slots(m, t) && s < MODEL_SLOTS; s++) {
			if (m->cap[t][s].object != MODEL_NONE && is_below(m, t, s, top)) {
				empty_slot(m, t, s);
			}
		}
	}
	m->cap[task][slot].object = MODEL_NONE;
}

static void destroy(struct model *m, int object)
{
	bool gone[MODEL_OBJECTS] = {false};

	gone[object] = true;
	close_over(m, gone);
	for (int t = 0; t < MODEL_OBJECTS; t++) {
		for (int s = 0; has_slots(m, t) && s < MODEL_SLOTS; s++) {
			if (m->cap[t][s].object != MODEL_NONE && (gone[t] || gone[m->cap[t][s].object]))
				empty_slot(m, t, s);
		}
	}
	model_forget_memory(m, gone);
	model_forget_ipc(m, gone);
	for (int o = 0; o < MODEL_OBJECTS; o++) {
		/* A reply right serves its thread again. */
		if (gone[o] &&
		    (m->object[o].type != SK_TYPE_REPLY || m->thread[m->object[o].caller].object == MODEL_NONE))
			m->object[o].alive = false;
	}
}

/* --- Revocation. --- */

static void reduce(struct model *m, int task, int slot, unsigned rights)
{
	struct model_cap *c = &m->cap[task][slot];

	c->rights &= ~rights;
	if (c->rights == 0)
		c->object = MODEL_NONE;
}

static void revoke_cap(struct model *m, int task, uint32_t slot, unsigned rights, bool self)
{
	struct model_cap *c = &m->cap[task][slot];
	struct model_place top = {task, (int)slot};

	if (c->object == MODEL_NONE)
		return;
	if (self && c->parent.task == MODEL_NONE && (c->rights & ~rights) == 0) {
		destroy(m, c->object);
		return;
	}
	/* Whoever is below is found before anything changes. */
	bool below[MODEL_OBJECTS][MODEL_SLOTS] = {{false}};

	for (int t = 0; t < MODEL_OBJECTS; t++) {
		for (int s = 0; has_slots(m, t) && s < MODEL_SLOTS; s++)
			below[t][s] = m->cap[t][s].object != MODEL_NONE && is_below(m, t, s, top);
	}
	for (int t = 0; t < MODEL_OBJECTS; t++) {
		for (int s = 0; s < MODEL_SLOTS; s++) {
			if (below[t][s])
				reduce(m, t, s, rights);
		}
	}
	if (self)
		reduce(m, task, (int)slot, rights);
}

/* --- Invocation: the object behind a slot, its type and rights. --- */

int model_invoked(const struct model *m, int t, uint32_t slot, unsigned type, unsigned rights, int *object)
{
	if (slot == 0 || slot >= m->object[t].slots || m->cap[t][slot].object == MODEL_NONE)
		return SK_ENOCAP;

	const struct model_cap *c = &m->cap[t][slot];
	unsigned is = m->object[c->object].type;

	if (is != type && !(type == SK_TYPE_TASK && is == SK_TYPE_VM))
		return SK_EPROTO;
	if ((c->rights & rights) != rights)
		return SK_ERIGHTS;
	*object = c->object;
	return SK_OK;
}

int model_thread_of(const struct model *m, int object)
{
	int p = 0;

	while (m->thread[p].object != object)
		p++;
	return p;
}

/* --- Quotas. --- */

uint32_t model_block(uint32_t bytes)
{
	uint32_t block = SK_COST_UNIT;

	while (block < bytes)
		block *= 2;
	return block;
}

static uint32_t cost(const struct model_object *o)
{
	switch (o->type) {
	case SK_TYPE_TASK:
		return SK_COST_TASK + model_block(o->slots * SK_COST_SLOT);
	case SK_TYPE_VM:
		return SK_COST_TASK;
	case SK_TYPE_THREAD:
		return SK_COST_THREAD;
	case SK_TYPE_FACTORY:
		return SK_COST_FACTORY + o->bytes;
	case SK_TYPE_GATE:
		return SK_COST_GATE;
	case SK_TYPE_IRQ:
		return SK_COST_IRQ;
	case SK_TYPE_SC:
		return SK_COST_SC;
	default:
		return SK_COST_UNIT; /* log, range, board, CPU */
	}
}

uint32_t model_used(const struct model *m, int f)
{
	uint32_t used = m->object[f].fixed;

	for (int o = 0; o < MODEL_OBJECTS; o++) {
		if (m->object[o].alive && m->object[o].payer == f)
			used += cost(&m->object[o]) + model_memory_used(m, o);
	}
	return used;
}

int model_factory_info(const struct model *m, int t, uint32_t slot, uint32_t *bytes, uint32_t *used)
{
	int f;
	int error = model_invoked(m, t, slot, SK_TYPE_FACTORY, 0, &f);

	if (error)
		return error;
	*bytes = m->object[f].bytes;
	*used = model_used(m, f);
	return SK_OK;
}

/* --- Creation. --- */

static unsigned needs(uint32_t type, uint32_t arg, uint32_t bytes[4])
{
	bytes[0] = SK_COST_TASK;
	switch (type) {
	case SK_TYPE_TASK:
		bytes[1] = arg * SK_COST_SLOT;
		bytes[2] = SK_COST_MAPPING;
		bytes[3] = SK_COST_PTAB;
		return 4;
	case SK_TYPE_VM:
		return 1;
	case SK_TYPE_FACTORY:
		bytes[0] = SK_COST_FACTORY;
		bytes[1] = 1u << arg;
		return 2;
	default:
		bytes[0] = type == SK_TYPE_IRQ ? SK_COST_IRQ : SK_COST_SC;
		return 1;
	}
}

static int new_object(struct model *m, unsigned type, int payer)
{
	int o = 0;

	while (m->object[o].alive)
		o++;
	m->object[o] = (struct model_object){
	        .alive = true, .type = type, .payer = payer, .task = MODEL_NONE, .server = MODEL_NONE};
	for (int s = 0; s < MODEL_SLOTS; s++)
		m->cap[o][s].object = MODEL_NONE;
	return o;
}

/* A copy of @p from in @p to; the depth limit and a lacking COPY right leave it empty. */
static void fill(struct model *m, struct model_place from, struct model_place to)
{
	const struct model_cap *source = &m->cap[from.task][from.slot];

	if ((source->rights & SK_CAP_COPY) && source->depth < SK_DERIVATION_DEPTH)
		m->cap[to.task][to.slot] = (struct model_cap){source->object, source->rights, from, source->depth + 1};
}

/* Whether a new object can go there. */
static int free_slot(struct model *m, int t, uint32_t slot)
{
	if (cap_at(m, t, slot) == NULL)
		return SK_ERANGE;
	return cap_at(m, t, slot)->object == MODEL_NONE ? SK_OK : SK_EEXIST;
}

int model_create(struct model *m, int t, uint32_t slot, uint32_t type, uint32_t to, uint32_t arg, model_room *room)
{
	int f;
	int error = model_invoked(m, t, slot, SK_TYPE_FACTORY, SK_CAP_CTRL, &f);
	uint32_t bytes[4];

	if (error == SK_OK)
		error = free_slot(m, t, to);
	if (error)
		return error;
	if (type == SK_TYPE_TASK && (arg < 8 || arg > SK_SLOTS_MAX))
		return SK_EINVAL;
	if (type == SK_TYPE_FACTORY && (arg < SK_FACTORY_ORDER_MIN || arg > SK_FACTORY_ORDER_MAX))
		return SK_ERANGE;
	if (!room(m, f, bytes, needs(type, arg, bytes)))
		return SK_ENOMEM;

	int o = new_object(m, type, f);

	*cap_at(m, t, to) = (struct model_cap){o, SK_CAP_ALL, {MODEL_NONE, 0}, 0};
	if (type == SK_TYPE_FACTORY)
		m->object[o].bytes = 1u << arg;
	if (type == SK_TYPE_TASK) {
		m->object[o].slots = arg;
		model_map_kip(m, o);
		fill(m, (struct model_place){t, (int)to}, (struct model_place){o, SK_SLOT_TASK});
		fill(m, (struct model_place){t, (int)slot}, (struct model_place){o, SK_SLOT_FACTORY});
	}
	return SK_OK;
}

int model_create_gate(struct model *m, int t, uint32_t slot, uint32_t to, uint32_t thread, uint32_t label,
                      model_room *room)
{
	int f, server;
	int error = model_invoked(m, t, slot, SK_TYPE_FACTORY, SK_CAP_CTRL, &f);
	uint32_t bytes = SK_COST_GATE;

	if (error == SK_OK)
		error = free_slot(m, t, to);
	if (error)
		return error;
	error = model_invoked(m, t, thread, SK_TYPE_THREAD, SK_CAP_CTRL, &server);
	if (error)
		return error;
	if (!room(m, f, &bytes, 1))
		return SK_ENOMEM;

	int o = new_object(m, SK_TYPE_GATE, f);

	m->object[o].server = model_thread_of(m, server);
	m->object[o].label = label;
	*cap_at(m, t, to) = (struct model_cap){o, SK_CAP_ALL, {MODEL_NONE, 0}, 0};
	return SK_OK;
}

/* --- Task operations. --- */

static bool aligned(uint32_t value, unsigned order)
{
	return (value & ((1u << order) - 1)) == 0;
}

static int map_cap(struct model *m, int from, int to, struct model_delegation *d)
{
	bool grant = (d->item & SK_ITEM_KIND_MASK) == SK_ITEM_GRANT;
	unsigned window = SK_FPAGE_GET_ORDER(d->window);
	uint32_t slot = SK_FPAGE_GET_PAGE(d->fpage);

	if (SK_FPAGE_GET_ORDER(d->fpage) > 12 || !aligned(slot, SK_FPAGE_GET_ORDER(d->fpage)))
		return SK_EINVAL;
	if (SK_FPAGE_GET_TYPE(d->window) != SK_FPAGE_CAP || window > 12 ||
	    !aligned(SK_FPAGE_GET_PAGE(d->window), window)) {
		d->receiver = true;
		return SK_EINVAL;
	}
	if (SK_FPAGE_GET_ORDER(d->fpage) != 0)
		return SK_EINVAL;

	uint32_t place = SK_FPAGE_GET_PAGE(d->window) + (d->item >> 12) % (1u << window);
	const struct model_cap *source = cap_at(m, from, slot);
	struct model_cap *target = cap_at(m, to, place);

	if (source == NULL || source->object == MODEL_NONE)
		return SK_ENOCAP;
	if (target == NULL || target->object != MODEL_NONE) {
		d->receiver = true;
		return target == NULL ? SK_ERANGE : SK_EEXIST;
	}

	unsigned rights = source->rights & SK_FPAGE_GET_RIGHTS(d->fpage);

	if (rights == 0 || (!grant && !(source->rights & SK_CAP_COPY)))
		return SK_ERIGHTS;
	if (!grant && source->depth == SK_DERIVATION_DEPTH)
		return SK_EDEPTH;
	for (int t = 0; grant && t < MODEL_OBJECTS; t++) {
		for (int s = 0; has_slots(m, t) && s < MODEL_SLOTS; s++) {
			if (m->cap[t][s].object != MODEL_NONE &&
			    is_below(m, t, s, (struct model_place){from, (int)slot}))
				return SK_EBUSY;
		}
	}
	if (grant) {
		*target = *source;
		target->rights = rights;
		m->cap[from][slot].object = MODEL_NONE;
	} else {
		*target = (struct model_cap){source->object, rights, {from, (int)slot}, source->depth + 1};
	}
	d->result = SK_FPAGE_SLOT(place, (uint32_t)rights);
	return SK_OK;
}

int model_delegate(struct model *m, int from, int to, struct model_delegation *d, model_room *room)
{
	unsigned kind = d->item & SK_ITEM_KIND_MASK;

	d->receiver = false;
	if (kind != SK_ITEM_MAP && kind != SK_ITEM_GRANT)
		return SK_EINVAL;
	switch (SK_FPAGE_GET_TYPE(d->fpage)) {
	case SK_FPAGE_MEM:
		return model_map_memory(m, from, to, d, room);
	case SK_FPAGE_CAP:
		return map_cap(m, from, to, d);
	default:
		return SK_EINVAL;
	}
}

int model_task_map(struct model *m, int t, uint32_t slot, struct model_delegation *d, model_room *room)
{
	int to;
	int error = model_invoked(m, t, slot, SK_TYPE_TASK, SK_CAP_CTRL, &to);

	return error ? error : model_delegate(m, t, to, d, room);
}

static int unmap_caps(struct model *m, struct model_place invoked_by, int task, uint32_t fpage, bool self)
{
	unsigned order = SK_FPAGE_GET_ORDER(fpage);
	uint32_t first = SK_FPAGE_GET_PAGE(fpage);
	unsigned rights = SK_FPAGE_GET_RIGHTS(fpage);
	const struct model_cap *by = &m->cap[invoked_by.task][invoked_by.slot];

	if (rights == 0 || order > 12 || !aligned(first, order))
		return SK_EINVAL;
	if (first + (1u << order) > m->object[task].slots)
		return SK_ERANGE;
	for (uint32_t s = first; s < first + (1u << order); s++) {
		revoke_cap(m, task, s, rights, self);
		/* The operation ends with the right to it. */
		if (by->object == MODEL_NONE || !(by->rights & SK_CAP_CTRL))
			break;
	}
	return SK_OK;
}

int model_unmap(struct model *m, int t, uint32_t slot, uint32_t fpage, bool self)
{
	int task;
	int error = model_invoked(m, t, slot, SK_TYPE_TASK, SK_CAP_CTRL, &task);

	if (error)
		return error;
	switch (SK_FPAGE_GET_TYPE(fpage)) {
	case SK_FPAGE_MEM:
		return model_unmap_memory(m, task, fpage, self);
	case SK_FPAGE_CAP:
		return unmap_caps(m, (struct model_place){t, (int)slot}, task, fpage, self);
	default:
		return SK_EINVAL;
	}
}

int model_kumem(struct model *m, int t, uint32_t slot, uint32_t va, model_room *room)
{
	int task;
	int error = model_invoked(m, t, slot, SK_TYPE_TASK, 0, &task);

	if (error)
		return error;
	if (m->object[task].type == SK_TYPE_VM)
		return SK_EPROTO;
	error = model_invoked(m, t, slot, SK_TYPE_TASK, SK_CAP_CTRL, &task);
	return error ? error : model_add_kumem(m, task, va, room);
}

int model_range_map(struct model *m, int t, uint32_t slot, uint32_t to, uint32_t offset, uint32_t fpage, uint32_t attr,
                    model_room *room)
{
	int range, task;
	int error = model_invoked(m, t, slot, SK_TYPE_RANGE, SK_CAP_CTRL, &range);

	if (error)
		return error;
	if (to == 0 || to >= m->object[t].slots || m->cap[t][to].object == MODEL_NONE)
		return SK_ENOCAP;
	if (!(m->cap[t][to].rights & SK_CAP_CTRL))
		return SK_ERIGHTS;
	error = model_invoked(m, t, to, SK_TYPE_TASK, 0, &task);
	return error ? error : model_start_mapping(m, range, task, offset, fpage, attr, room);
}

int model_range_revoke(struct model *m, int t, uint32_t slot)
{
	int range;
	int error = model_invoked(m, t, slot, SK_TYPE_RANGE, SK_CAP_CTRL, &range);

	if (error)
		return error;
	model_revoke_range(m, range);
	return SK_OK;
}

int model_lookup(const struct model *m, int t, uint32_t slot, uint32_t va, uint32_t *fpage, uint32_t *attr)
{
	int task;
	int error = model_invoked(m, t, slot, SK_TYPE_TASK, SK_CAP_USE, &task);
	int found = error ? MODEL_NONE : model_find(m, task, va);

	if (error)
		return error;
	if (found == MODEL_NONE)
		return SK_ENOENT;

	const struct model_mapping *p = &m->mapping[found];

	*fpage = SK_FPAGE_MEMORY(p->va, (uint32_t)p->order, (uint32_t)p->rights);
	*attr = p->attr;
	return SK_OK;
}

int model_cap_info(const struct model *m, int t, uint32_t slot, uint32_t of, uint32_t *type, uint32_t *rights)
{
	int task;
	int error = model_invoked(m, t, slot, SK_TYPE_TASK, 0, &task);

	if (error)
		return error;
	if (m->object[task].type == SK_TYPE_VM)
		return SK_EPROTO;
	error = model_invoked(m, t, slot, SK_TYPE_TASK, SK_CAP_USE, &task);
	if (error)
		return error;
	if (of == 0 || of >= m->object[task].slots || m->cap[task][of].object == MODEL_NONE)
		return SK_ENOCAP;
	*type = m->object[m->cap[task][of].object].type;
	*rights = m->cap[task][of].rights;
	return SK_OK;
}
