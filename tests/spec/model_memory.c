// SPDX-License-Identifier: Apache-2.0
// The executable specification: memory mappings.
#include "model_memory.h"

#include <skerry/abi/cost.h>
#include <skerry/abi/error.h>
#include <skerry/abi/fpage.h>
#include <skerry/abi/kip.h>
#include <skerry/abi/proto.h>
#include <skerry/abi/syscall.h>
#include <skerry/abi/types.h>

#define TABLE_ORDER 23 /* address space of one second-level table; larger mappings need none */

static uint64_t end_of(const struct model_mapping *p)
{
	return (uint64_t)p->va + (1ull << p->order);
}

static bool overlaps(const struct model_mapping *p, int task, uint32_t va, unsigned order)
{
	return p->used && p->task == task && p->va < (uint64_t)va + (1ull << order) && va < end_of(p);
}

int model_find(const struct model *m, int task, uint32_t va)
{
	for (int i = 0; i < MODEL_MAPPINGS; i++) {
		if (overlaps(&m->mapping[i], task, va, 0))
			return i;
	}
	return MODEL_NONE;
}

static bool is_below(const struct model *m, int i, int top)
{
	for (int p = m->mapping[i].parent; p != MODEL_NONE; p = m->mapping[p].parent) {
		if (p == top)
			return true;
	}
	return false;
}

static bool has_children(const struct model *m, int top)
{
	for (int i = 0; i < MODEL_MAPPINGS; i++) {
		if (m->mapping[i].used && m->mapping[i].parent == top)
			return true;
	}
	return false;
}

static bool has_table(const struct model *m, int task, uint32_t table)
{
	for (int i = 0; i < MODEL_MAPPINGS; i++) {
		const struct model_mapping *p = &m->mapping[i];

		if (p->used && p->task == task && p->order < TABLE_ORDER && p->va >> TABLE_ORDER == table)
			return true;
	}
	return false;
}

uint32_t model_memory_used(const struct model *m, int o)
{
	uint32_t used = 0;

	if (m->object[o].type != SK_TYPE_TASK && m->object[o].type != SK_TYPE_VM)
		return 0;
	bool table[256] = {false};

	for (int i = 0; i < MODEL_MAPPINGS; i++) {
		const struct model_mapping *p = &m->mapping[i];

		if (!p->used || p->task != o)
			continue;
		used += SK_COST_MAPPING + (p->kumem ? SK_COST_KUMEM : 0u);
		if (p->order < TABLE_ORDER)
			table[p->va >> TABLE_ORDER] = true;
	}
	for (int i = 0; i < 256; i++)
		used += table[i] ? SK_COST_PTAB : 0u;
	return used;
}

/* --- Removal. --- */

static void remove_with_children(struct model *m, int i)
{
	for (int c = 0; c < MODEL_MAPPINGS; c++) {
		if (m->mapping[c].used && m->mapping[c].parent == i)
			remove_with_children(m, c);
	}
	m->mapping[i].used = false;
}

void model_forget_memory(struct model *m, const bool gone[MODEL_OBJECTS])
{
	for (int i = 0; i < MODEL_MAPPINGS; i++) {
		const struct model_mapping *p = &m->mapping[i];

		if (p->used && (gone[p->task] || (p->parent == MODEL_NONE && p->range != MODEL_NONE && gone[p->range])))
			remove_with_children(m, i);
	}
}

void model_revoke_range(struct model *m, int range)
{
	for (int i = 0; i < MODEL_MAPPINGS; i++) {
		const struct model_mapping *p = &m->mapping[i];

		if (p->used && p->parent == MODEL_NONE && p->range == range)
			remove_with_children(m, i);
	}
}

static void revoke(struct model *m, int top, unsigned rights, bool self)
{
	bool below[MODEL_MAPPINGS];

	for (int i = 0; i < MODEL_MAPPINGS; i++)
		below[i] = m->mapping[i].used && (is_below(m, i, top) || (self && i == top));
	for (int i = 0; i < MODEL_MAPPINGS; i++) {
		if (below[i]) {
			m->mapping[i].rights &= ~rights;
			m->mapping[i].used = m->mapping[i].rights != 0;
		}
	}
}

int model_unmap_memory(struct model *m, int task, uint32_t fpage, bool self)
{
	unsigned rights = SK_FPAGE_GET_RIGHTS(fpage) & SK_MEM_RWX;
	unsigned order = SK_FPAGE_GET_ORDER(fpage);
	uint32_t start = SK_FPAGE_GET_ADDR(fpage);

	if (rights == 0 || order < SK_PAGE_ORDER || order > 31 || start & ((1u << order) - 1))
		return SK_EINVAL;
	if (start >= SK_USER_END)
		return SK_ERANGE;
	for (int i = 0; i < MODEL_MAPPINGS; i++) {
		if (overlaps(&m->mapping[i], task, start, order) && !m->mapping[i].fixed)
			revoke(m, i, rights, self);
	}
	return SK_OK;
}

/* --- Entering. --- */

static int check_place(const struct model *m, int task, const struct model_mapping *n)
{
	uint32_t start = m->object[task].type == SK_TYPE_VM ? 0 : SK_USER_START;

	if ((n->va | n->pa) & ((1u << n->order) - 1))
		return SK_EINVAL;
	if (n->va < start || end_of(n) > SK_USER_END)
		return SK_ERANGE;
	for (int i = 0; i < MODEL_MAPPINGS; i++) {
		if (overlaps(&m->mapping[i], task, n->va, n->order))
			return SK_EEXIST;
	}
	return SK_OK;
}

static int enter(struct model *m, const struct model_mapping *n, model_room *room)
{
	int error = check_place(m, n->task, n);
	uint32_t bytes[2] = {SK_COST_MAPPING, SK_COST_PTAB};
	bool table = n->order >= TABLE_ORDER || has_table(m, n->task, n->va >> TABLE_ORDER);
	int i = 0;

	if (error)
		return error;
	if (n->depth > SK_DERIVATION_DEPTH)
		return SK_EDEPTH;
	if (!room(m, m->object[n->task].payer, bytes, table ? 1 : 2))
		return SK_ENOMEM;
	while (m->mapping[i].used)
		i++;
	m->mapping[i] = *n;
	m->mapping[i].used = true;
	return SK_OK;
}

static struct model_mapping fixed(int task, uint32_t va, unsigned rights, bool kumem)
{
	return (struct model_mapping){.task = task,
	                              .va = va,
	                              .order = SK_PAGE_ORDER,
	                              .rights = rights,
	                              .attr = SK_ATTR_CACHED,
	                              .fixed = true,
	                              .kumem = kumem,
	                              .parent = MODEL_NONE,
	                              .range = MODEL_NONE};
}

static bool always(const struct model *m, int f, const uint32_t *bytes, unsigned n)
{
	(void)m;
	(void)f;
	(void)bytes;
	(void)n;
	return true;
}

void model_map_kip(struct model *m, int task)
{
	struct model_mapping n = fixed(task, SK_KIP_ADDR, SK_MEM_R, false);

	enter(m, &n, always);
}

int model_add_kumem(struct model *m, int task, uint32_t va, model_room *room)
{
	struct model_mapping n = fixed(task, va, SK_MEM_RW, true);
	bool table = has_table(m, task, va >> TABLE_ORDER);
	uint32_t bytes[3] = {SK_COST_KUMEM, SK_COST_MAPPING, SK_COST_PTAB};
	int f = m->object[task].payer;

	if (!room(m, f, bytes, 1))
		return SK_ENOMEM;

	int error = check_place(m, task, &n);

	if (error)
		return error;
	return room(m, f, bytes, table ? 2 : 3) ? enter(m, &n, always) : SK_ENOMEM;
}

int model_start_mapping(struct model *m, int range, int task, uint32_t offset, uint32_t fpage, uint32_t attr,
                        model_room *room)
{
	const struct model_object *r = &m->object[range];
	unsigned order = SK_FPAGE_GET_ORDER(fpage);
	unsigned rights = SK_FPAGE_GET_RIGHTS(fpage) & SK_MEM_RWX;

	if (SK_FPAGE_GET_TYPE(fpage) != SK_FPAGE_MEM)
		return SK_EINVAL;
	if (attr == SK_ATTR_INHERIT)
		attr = r->device ? SK_ATTR_UNCACHED : SK_ATTR_CACHED;
	if (attr > SK_ATTR_UNCACHED || (r->device && attr == SK_ATTR_CACHED))
		return SK_EINVAL;
	if (order < SK_PAGE_ORDER || order > 31 || rights == 0)
		return SK_EINVAL;
	if (offset >= r->bytes || (1ull << order) > r->bytes - offset)
		return SK_ERANGE;

	struct model_mapping n = {.task = task,
	                          .va = SK_FPAGE_GET_ADDR(fpage),
	                          .pa = r->base + offset,
	                          .order = order,
	                          .rights = rights,
	                          .attr = attr,
	                          .device = r->device,
	                          .parent = MODEL_NONE,
	                          .range = range,
	                          .depth = 1};

	return enter(m, &n, room);
}

static bool flexpage_ok(uint32_t fpage)
{
	unsigned order = SK_FPAGE_GET_ORDER(fpage);

	return SK_FPAGE_GET_TYPE(fpage) == SK_FPAGE_MEM && order >= SK_PAGE_ORDER && order <= 31 &&
	       (SK_FPAGE_GET_ADDR(fpage) & ((1u << order) - 1)) == 0;
}

int model_map_memory(struct model *m, int from, int to, struct model_delegation *d, model_room *room)
{
	if (!flexpage_ok(d->fpage) || !flexpage_ok(d->window)) {
		d->receiver = flexpage_ok(d->fpage);
		return SK_EINVAL;
	}

	/* The smaller of flexpage and window goes across; the hot spot says which part, or where. */
	unsigned size = SK_FPAGE_GET_ORDER(d->fpage), window = SK_FPAGE_GET_ORDER(d->window);
	unsigned order = size < window ? size : window;
	uint64_t hot = d->item & ~0xfffu;
	uint32_t part = (uint32_t)(hot % (1ull << size) >> order << order);
	uint32_t place = (uint32_t)(hot % (1ull << window) >> order << order);
	int source = model_find(m, from, SK_FPAGE_GET_ADDR(d->fpage) + part);

	if (source == MODEL_NONE)
		return SK_ENOENT;

	struct model_mapping s = m->mapping[source];
	unsigned rights = s.rights & SK_FPAGE_GET_RIGHTS(d->fpage);
	unsigned attr = (d->item >> SK_ITEM_ATTR_SHIFT) & SK_ITEM_ATTR_MASK;

	if (order > s.order)
		return SK_ERANGE;
	if (rights == 0 || s.fixed)
		return SK_ERIGHTS;
	if (attr > SK_ATTR_UNCACHED || (s.device && attr == SK_ATTR_CACHED))
		return SK_EINVAL;

	struct model_mapping n = s;
	bool grant = (d->item & SK_ITEM_KIND_MASK) == SK_ITEM_GRANT;

	n.task = to;
	n.va = SK_FPAGE_GET_ADDR(d->window) + place;
	n.order = order;
	n.rights = rights;
	n.attr = attr ? attr : s.attr;
	if (grant && order != s.order)
		return SK_EINVAL;
	if (grant && has_children(m, source))
		return SK_EBUSY;
	if (!grant) {
		n.pa = s.pa + (SK_FPAGE_GET_ADDR(d->fpage) + part - s.va);
		n.parent = source;
		n.range = MODEL_NONE;
		n.depth = s.depth + 1;
	}

	int error = enter(m, &n, room);

	d->receiver = error != SK_OK && error != SK_EDEPTH;
	if (error)
		return error;
	if (grant)
		m->mapping[source].used = false;
	d->result = SK_FPAGE_MEMORY(n.va, (uint32_t)order, rights);
	return SK_OK;
}
