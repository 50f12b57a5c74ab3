// SPDX-License-Identifier: Apache-2.0
// Checks of the whole kernel state between two operations.
#include "invariants.h"
#include "rule.h"

#include <skerry/arch/mmu.h>
#include <skerry/kernel.h>
#include <skerry/pool.h>
#include <skerry/range.h>
#include <skerry/sim/machine.h>
#include <skerry/task.h>

#include <check.h>

struct account {
	uint32_t used;
	bool quiet;
};

static uint32_t block(uint32_t bytes)
{
	return 1u << pool_order(bytes);
}

static const char *node_broken(const struct deriv *d, const struct account *a)
{
	RULE(d->next->prev == d && d->prev->next == d);
	RULE(!a->quiet || (d->flags == 0 && d->pending == 0));
	RULE(d->depth == (d->parent ? d->parent->depth + 1 : 0) && d->depth <= SK_DERIVATION_DEPTH);
	RULE(d->parent == NULL || (d->rights & ~d->parent->rights) == 0);
	if (d->child) {
		const struct deriv *c = d->child;

		do {
			RULE(c->parent == d);
			c = c->next;
		} while (c != d->child);
	}
	return NULL;
}

static const char *cap_broken(const struct cap *c, const struct account *a)
{
	TRY(node_broken(&c->d, a));
	RULE(c->d.rights != 0);
	if (c->d.parent == NULL) {
		RULE(c->obj->root == c);
		return NULL;
	}

	const struct cap *parent = container_of(c->d.parent, struct cap, d);

	RULE(parent->obj == c->obj && c->obj->root != c);
	return NULL;
}

/* The parent of a mapping is a mapping of at least the same memory, or a range. */
static const char *origin_broken(const struct mapping *m)
{
	uint64_t end = (uint64_t)m->pa + (1u << m->d.order);

	if (m->d.depth == 1) {
		const struct range *r = container_of(m->d.parent, struct range, origin);

		RULE(r->obj.type == SK_TYPE_RANGE);
		RULE(m->pa >= r->base && end <= (uint64_t)r->base + r->bytes);
		RULE(!(m->flags & SPACE_MAP_DEVICE) == (r->kind == SK_RANGE_RAM));
	} else {
		const struct mapping *parent = container_of(m->d.parent, struct mapping, d);

		RULE(m->pa >= parent->pa && end <= (uint64_t)parent->pa + (1u << parent->d.order));
		RULE(m->flags == parent->flags);
	}
	return NULL;
}

static const char *mapping_broken(const struct mapping *m, const struct space *s, const struct account *a)
{
	TRY(node_broken(&m->d, a));
	RULE(m->space == s && m->va >= s->start && m->d.order >= SK_PAGE_ORDER);
	RULE(((m->va | m->pa) & ((1u << m->d.order) - 1)) == 0);
	RULE(m->attr == SK_ATTR_CACHED || m->attr == SK_ATTR_UNCACHED);
	RULE(m->attr == SK_ATTR_UNCACHED || !(m->flags & SPACE_MAP_DEVICE));
	RULE((m->d.parent == NULL) == ((m->flags & SPACE_MAP_FIXED) != 0));
	if (m->d.parent)
		TRY(origin_broken(m));
	for (uint64_t va = m->va; va < (uint64_t)m->va + (1u << m->d.order); va += SK_PAGE_SIZE)
		RULE(space_lookup(s, (uint32_t)va) == m);
	return NULL;
}

static pte_t expected_pte(const struct mapping *m, uint32_t va, uint32_t unit)
{
	return arch_pte(m->pa + ((va - m->va) & ~(unit - 1)), m->d.order, m->d.rights, m->attr);
}

static const char *table_broken(const struct space *s, unsigned index, struct account *a)
{
	const struct ptab *table = s->l1[index].table;
	unsigned live = 0;

	a->used += block(SK_COST_PTAB);
	for (unsigned i = 0; i < SPACE_L2_ENTRIES; i++) {
		uint32_t va = (index << SPACE_L1_SHIFT) + (i << SK_PAGE_ORDER);
		const struct mapping *m = table->slot[i].mapping;

		RULE((m == NULL) == (table->slot[i].pte == 0));
		if (m == NULL)
			continue;
		live++;
		RULE(table->slot[i].pte == expected_pte(m, va, SK_PAGE_SIZE));
		if (m->va != va)
			continue;
		TRY(mapping_broken(m, s, a));
		a->used += block(SK_COST_MAPPING);
		if (m->flags & SPACE_MAP_KUMEM)
			a->used += block(SK_COST_KUMEM);
	}
	RULE(live == s->live[index] && live > 0);
	return NULL;
}

static const char *tlb_broken(const struct space *s)
{
	for (unsigned i = 0; i < SIM_TLB_ENTRIES; i++) {
		const struct sim_tlb_entry *e = &sim.tlb[i];

		RULE(e->space != s->arch.id || e->pte == space_pte(s, e->page << SK_PAGE_ORDER));
	}
	return NULL;
}

static const char *space_broken(const struct space *s, struct account *a)
{
	for (unsigned i = 0; i < SPACE_L1_ENTRIES; i++) {
		uint32_t va = i << SPACE_L1_SHIFT;

		if (s->l1[i].pte == 0 && s->l1[i].table) {
			TRY(table_broken(s, i, a));
			continue;
		}
		RULE(s->live[i] == 0);
		if (s->l1[i].pte == 0)
			continue;

		const struct mapping *m = s->l1[i].mapping;

		RULE(s->l1[i].pte == expected_pte(m, va, 1u << SPACE_L1_SHIFT));
		if (m->va == va) {
			TRY(mapping_broken(m, s, a));
			a->used += block(SK_COST_MAPPING);
		}
	}
	return tlb_broken(s);
}

static const char *task_broken(const struct task *t, struct account *a)
{
	TRY(space_broken(&t->space, a));
	if (t->caps == NULL)
		return NULL;
	a->used += block((t->cap_total >> SK_SEL_SHIFT) * SK_COST_SLOT);
	RULE(t->cap_bytes <= t->cap_total);
	for (unsigned i = 0; i < t->cap_bytes >> SK_SEL_SHIFT; i++) {
		if (t->caps[i].obj)
			TRY(cap_broken(&t->caps[i], a));
	}
	return NULL;
}

static bool is_start(uint32_t offset)
{
	return (kernel.starts[offset / SK_COST_UNIT / 32] >> (offset / SK_COST_UNIT % 32)) & 1;
}

/* The layout of a free block: owner, then links and order. */
struct free_view {
	const struct factory *owner;
	uint32_t next, prev, order;
};

static bool joinable(const struct factory *f, uint32_t offset, unsigned order)
{
	uint32_t buddy = offset ^ (1u << order);
	const struct free_view *b = pool_at(buddy);

	if (buddy < f->block || buddy >= f->block + f->size || (1u << order) >= f->size || !is_start(buddy))
		return false;
	return b->owner == f && b->order == order;
}

/* Every byte of a factory's block is in use or in exactly one free list, the bookkeeping knows the lists, and no two
 * halves of a block are both free. */
static const char *free_lists_broken(const struct factory *f)
{
	uint32_t bytes = 0;

	for (unsigned order = 6; order < 6 + FACTORY_ORDERS; order++) {
		for (uint32_t link = f->free[order - 6]; link;
		     link = ((const struct free_view *)pool_at(link - 1))->next) {
			const struct free_view *b = pool_at(link - 1);

			RULE(link - 1 >= f->block && link - 1 < f->block + f->size);
			RULE(((link - 1) & ((1u << order) - 1)) == 0);
			RULE(b->owner == f && b->order == order && is_start(link - 1));
			RULE(!joinable(f, link - 1, order));
			bytes += 1u << order;
			RULE(bytes <= f->size);
		}
	}
	RULE(bytes == f->size - f->used);
	return NULL;
}

static const char *factory_broken(const struct factory *f, uint32_t used, bool quiet);

static const char *object_broken(struct kobject *o, struct account *a)
{
	a->used += block(object_ops(o->type)->cost);
	RULE(!a->quiet || (o->dying == 0 && o->root));
	if (o->root) {
		RULE(o->root->obj == o);
		TRY(cap_broken(o->root, a));
	}
	switch (o->type) {
	case SK_TYPE_TASK:
	case SK_TYPE_VM:
		return task_broken(container_of(o, struct task, obj), a);
	case SK_TYPE_RANGE:
		return node_broken(&container_of(o, struct range, obj)->origin, a);
	case SK_TYPE_FACTORY:
		a->used += container_of(o, struct factory, obj)->size;
		return factory_broken(container_of(o, struct factory, obj), 0, a->quiet);
	default:
		return NULL;
	}
}

static const char *factory_broken(const struct factory *f, uint32_t used, bool quiet)
{
	struct account a = {.used = used, .quiet = quiet};

	for (struct list *l = f->objects.next; l != &f->objects; l = l->next) {
		struct kobject *o = container_of(l, struct kobject, payer_link);

		RULE(o->payer == f);
		TRY(object_broken(o, &a));
	}
	RULE(a.used == f->used);
	return free_lists_broken(f);
}

const char *broken_invariant(bool quiet)
{
	uint32_t reserved = kernel.pool_bytes / SK_COST_UNIT / 8 + 4;

	reserved = (reserved + SK_COST_UNIT - 1) / SK_COST_UNIT * SK_COST_UNIT + SK_COST_FACTORY;
	RULE(!quiet || (list_empty(&kernel.dying) && kernel.orphans == 0));
	return factory_broken(kernel.root, reserved + (kernel.kip ? SK_COST_KUMEM : 0u), quiet);
}

void check_invariants(bool quiet)
{
	const char *broken = broken_invariant(quiet);

	if (broken)
		ck_abort_msg("%s", broken);
}
