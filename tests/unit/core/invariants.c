// SPDX-License-Identifier: Apache-2.0
// Checks of the whole kernel state between two operations.
#include <stdbool.h>

#include "invariants.h"

#include <skerry/arch/mmu.h>
#include <skerry/kernel.h>
#include <skerry/pool.h>
#include <skerry/range.h>
#include <skerry/sim/machine.h>
#include <skerry/task.h>

#include <check.h>

struct account {
	uint32_t used;
};

static uint32_t block(uint32_t bytes)
{
	return 1u << pool_order(bytes);
}

static void check_node(const struct deriv *d, bool quiet)
{
	unsigned children = 0;

	ck_assert_ptr_eq(d->next->prev, d);
	ck_assert_ptr_eq(d->prev->next, d);
	if (quiet) {
		ck_assert_uint_eq(d->flags, 0);
		ck_assert_uint_eq(d->pending, 0);
	}
	ck_assert_uint_eq(d->depth, d->parent ? d->parent->depth + 1u : 0);
	ck_assert_uint_le(d->depth, SK_DERIVATION_DEPTH);
	if (d->parent)
		ck_assert_uint_eq(d->rights & ~d->parent->rights, 0);
	if (d->child) {
		const struct deriv *c = d->child;

		do {
			ck_assert_ptr_eq(c->parent, d);
			c = c->next;
			ck_assert_uint_lt(++children, 1000000);
		} while (c != d->child);
	}
}

static void check_cap(const struct cap *c, bool quiet)
{
	const struct kobject *o = c->obj;

	check_node(&c->d, quiet);
	ck_assert_uint_ne(c->d.rights, 0);
	if (c->d.parent) {
		const struct cap *parent = container_of(c->d.parent, struct cap, d);

		ck_assert_ptr_eq(parent->obj, o);
		ck_assert_ptr_ne(o->root, c);
	} else {
		ck_assert_ptr_eq(o->root, c);
	}
}

/* The parent of a mapping is a mapping of at least the same memory, or a range. */
static void check_origin(const struct mapping *m, bool parent_is_range)
{
	uint64_t end = (uint64_t)m->pa + (1u << m->d.order);

	if (parent_is_range) {
		const struct range *r = container_of(m->d.parent, struct range, origin);

		ck_assert_uint_eq(r->obj.type, SK_TYPE_RANGE);
		ck_assert_uint_ge(m->pa, r->base);
		ck_assert_uint_le(end, (uint64_t)r->base + r->bytes);
		ck_assert_uint_eq(!(m->flags & SPACE_MAP_DEVICE), r->kind == SK_RANGE_RAM);
	} else {
		const struct mapping *parent = container_of(m->d.parent, struct mapping, d);

		ck_assert_uint_ge(m->pa, parent->pa);
		ck_assert_uint_le(end, (uint64_t)parent->pa + (1u << parent->d.order));
		ck_assert_uint_eq(m->flags, parent->flags);
	}
}

static void check_mapping(const struct mapping *m, const struct space *s, bool quiet)
{
	check_node(&m->d, quiet);
	ck_assert_ptr_eq(m->space, s);
	ck_assert_uint_ge(m->d.order, SK_PAGE_ORDER);
	ck_assert_uint_eq((m->va | m->pa) & ((1u << m->d.order) - 1), 0);
	ck_assert_uint_ge(m->va, s->start);
	ck_assert(m->attr == SK_ATTR_CACHED || m->attr == SK_ATTR_UNCACHED);
	ck_assert(m->attr == SK_ATTR_UNCACHED || !(m->flags & SPACE_MAP_DEVICE));
	ck_assert_int_eq(m->d.parent == NULL, (m->flags & SPACE_MAP_FIXED) != 0);
	if (m->d.parent)
		check_origin(m, m->d.depth == 1);
	for (uint64_t a = m->va; a < (uint64_t)m->va + (1u << m->d.order); a += SK_PAGE_SIZE)
		ck_assert_ptr_eq(space_lookup(s, (uint32_t)a), m);
}

static pte_t expected_pte(const struct mapping *m, uint32_t va, uint32_t unit)
{
	return arch_pte(m->pa + ((va - m->va) & ~(unit - 1)), m->d.order, m->d.rights, m->attr);
}

static void check_table(const struct space *s, unsigned index, struct account *a, bool quiet)
{
	const struct ptab *table = s->l1[index].table;
	unsigned live = 0;

	a->used += block(SK_COST_PTAB);
	for (unsigned i = 0; i < SPACE_L2_ENTRIES; i++) {
		uint32_t va = (index << SPACE_L1_SHIFT) + (i << SK_PAGE_ORDER);
		const struct mapping *m = table->slot[i].mapping;

		ck_assert_int_eq(m == NULL, table->slot[i].pte == 0);
		if (m == NULL)
			continue;
		live++;
		ck_assert_uint_eq(table->slot[i].pte, expected_pte(m, va, SK_PAGE_SIZE));
		if (m->va == va) {
			check_mapping(m, s, quiet);
			a->used += block(SK_COST_MAPPING);
			if (m->flags & SPACE_MAP_KUMEM)
				a->used += block(SK_COST_KUMEM);
		}
	}
	ck_assert_uint_eq(live, s->live[index]);
	ck_assert_uint_gt(live, 0);
}

static void check_space(const struct space *s, struct account *a, bool quiet)
{
	for (unsigned i = 0; i < SPACE_L1_ENTRIES; i++) {
		uint32_t va = i << SPACE_L1_SHIFT;

		if (s->l1[i].pte) {
			const struct mapping *m = s->l1[i].mapping;

			ck_assert_uint_eq(s->l1[i].pte, expected_pte(m, va, 1u << SPACE_L1_SHIFT));
			ck_assert_uint_eq(s->live[i], 0);
			if (m->va == va) {
				check_mapping(m, s, quiet);
				a->used += block(SK_COST_MAPPING);
			}
		} else if (s->l1[i].table) {
			check_table(s, i, a, quiet);
		} else {
			ck_assert_uint_eq(s->live[i], 0);
		}
	}
	for (unsigned i = 0; i < SIM_TLB_ENTRIES; i++) {
		const struct sim_tlb_entry *e = &sim.tlb[i];

		if (e->space == s->arch.id)
			ck_assert_uint_eq(e->pte, space_pte(s, e->page << SK_PAGE_ORDER));
	}
}

static void check_task(const struct task *t, struct account *a, bool quiet)
{
	check_space(&t->space, a, quiet);
	if (t->caps == NULL)
		return;
	a->used += block((t->cap_total >> SK_SEL_SHIFT) * SK_COST_SLOT);
	ck_assert_uint_le(t->cap_bytes, t->cap_total);
	for (unsigned i = 0; i < t->cap_bytes >> SK_SEL_SHIFT; i++) {
		if (t->caps[i].obj)
			check_cap(&t->caps[i], quiet);
	}
}

static bool is_start(uint32_t offset)
{
	return (kernel.starts[offset / SK_COST_UNIT / 32] >> (offset / SK_COST_UNIT % 32)) & 1;
}

/* Every byte of a factory's block is either in use or in exactly one free list, and the bookkeeping knows. */
static uint32_t check_free_lists(const struct factory *f)
{
	uint32_t bytes = 0;

	for (unsigned i = 0; i < FACTORY_ORDERS; i++) {
		unsigned steps = 0;

		for (uint32_t link = f->free[i]; link; link = ((const uint32_t *)pool_at(link - 1))[2]) {
			ck_assert_uint_ge(link - 1, f->block);
			ck_assert_uint_lt(link - 1, f->block + f->size);
			ck_assert_uint_eq((link - 1) % ((uint32_t)SK_COST_UNIT << i), 0);
			ck_assert(is_start(link - 1));
			ck_assert_uint_lt(++steps, 1000000);
			bytes += (uint32_t)SK_COST_UNIT << i;
		}
	}
	return bytes;
}

static void check_factory(const struct factory *f, uint32_t used, bool quiet);

static void check_object(struct kobject *o, struct account *a, bool quiet)
{
	a->used += block(object_ops(o->type)->cost);
	if (quiet) {
		ck_assert_uint_eq(o->dying, 0);
		ck_assert_ptr_nonnull(o->root);
	}
	if (o->root) {
		ck_assert_ptr_eq(o->root->obj, o);
		check_cap(o->root, quiet);
	}
	switch (o->type) {
	case SK_TYPE_TASK:
	case SK_TYPE_VM:
		check_task(container_of(o, struct task, obj), a, quiet);
		break;
	case SK_TYPE_RANGE:
		check_node(&container_of(o, struct range, obj)->origin, quiet);
		break;
	case SK_TYPE_FACTORY:
		a->used += container_of(o, struct factory, obj)->size;
		check_factory(container_of(o, struct factory, obj), 0, quiet);
		break;
	default:
		break;
	}
}

static void check_factory(const struct factory *f, uint32_t used, bool quiet)
{
	struct account a = {.used = used};

	for (struct list *l = f->objects.next; l != &f->objects; l = l->next) {
		struct kobject *o = container_of(l, struct kobject, payer_link);

		ck_assert_ptr_eq(o->payer, f);
		check_object(o, &a, quiet);
	}
	ck_assert_uint_eq(a.used, f->used);
	ck_assert_uint_eq(check_free_lists(f), f->size - f->used);
}

void check_invariants(bool quiet)
{
	uint32_t reserved = kernel.pool_bytes / SK_COST_UNIT / 8 + 4;

	reserved = (reserved + SK_COST_UNIT - 1) / SK_COST_UNIT * SK_COST_UNIT + SK_COST_FACTORY;
	if (quiet) {
		ck_assert(list_empty(&kernel.dying));
		ck_assert_uint_eq(kernel.orphans, 0);
	}
	check_factory(kernel.root, reserved + (kernel.kip ? SK_COST_KUMEM : 0), quiet);
}
