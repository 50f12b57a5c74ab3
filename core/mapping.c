// SPDX-License-Identifier: Apache-2.0
// Memory mappings: entering, reducing, revoking, unmapping.
#include <skerry/arch/mmu.h>
#include <skerry/factory.h>
#include <skerry/kernel.h>
#include <skerry/page_table.h>

#define MEM_ALL SK_MEM_RWX

SK_STATIC_ASSERT(sizeof(struct mapping) <= SK_COST_MAPPING * ARCH_POOL_SCALE, "a mapping fits its cost");

static int check_place(const struct space *s, uint32_t va, unsigned order, paddr_t pa)
{
	if (order < SK_PAGE_ORDER || order > 31)
		return SK_EINVAL;

	uint32_t size = 1u << order;

	if ((va | pa) & (size - 1))
		return SK_EINVAL;
	if (va < s->start || va >= s->end || size > s->end - va)
		return SK_ERANGE;
	return page_table_vacant(s, va, order) ? SK_OK : SK_EEXIST;
}

int space_map(struct space *s, struct deriv *parent, uint32_t va, unsigned order, paddr_t pa, unsigned rights,
              unsigned attr, unsigned flags)
{
	int error = check_place(s, va, order, pa);

	if (error == SK_OK && parent)
		error = deriv_allowed(parent);
	if (error)
		return error;

	struct mapping *m = factory_alloc(s->payer, SK_COST_MAPPING);

	if (m == NULL)
		return SK_ENOMEM;
	if (!page_table_reserve(s, va, order)) {
		factory_free(s->payer, m, SK_COST_MAPPING);
		return SK_ENOMEM;
	}
	if (parent)
		deriv_add(parent, &m->d, rights, order);
	else
		deriv_origin(&m->d, rights, order);
	m->space = s;
	m->va = va;
	m->pa = pa;
	m->attr = (uint8_t)attr;
	m->flags = (uint8_t)flags;
	page_table_fill(m);
	return SK_OK;
}

void mapping_take(struct deriv *d, unsigned rights)
{
	struct mapping *m = container_of(d, struct mapping, d);
	struct factory *payer = m->space->payer;

	d->rights &= ~rights & MEM_ALL;
	if (d->rights) {
		page_table_fill(m);
		arch_tlb_flush(m->space, m->va, d->order);
		return;
	}
	deriv_remove(d);
	page_table_clear(m);
	if (m->flags & SPACE_MAP_KUMEM)
		factory_free(payer, pool_ptr(m->pa), SK_COST_KUMEM);
	factory_free(payer, m, SK_COST_MAPPING);
}

int mapping_revoke(struct mapping *m, unsigned rights, bool self)
{
	if ((rights & MEM_ALL) == MEM_ALL)
		rights = DERIV_RIGHTS_ALL;

	int result = deriv_revoke(&m->d, rights, mapping_take);

	if (result == SK_OK && self && (m->d.rights & rights))
		mapping_take(&m->d, rights);
	return result;
}

static uint32_t end_of(const struct mapping *m)
{
	return m->va + (1u << m->d.order);
}

/* First address behind @p va at which something else may be mapped, when nothing is at va. */
static uint32_t next_place(const struct space *s, uint32_t va)
{
	const struct l1_slot *l1 = &s->l1[va >> SPACE_L1_SHIFT];

	return l1->table ? va + SK_PAGE_SIZE : ((va >> SPACE_L1_SHIFT) + 1) << SPACE_L1_SHIFT;
}

int space_unmap(struct space *s, uint32_t fpage, bool self, uint32_t *progress)
{
	unsigned rights = SK_FPAGE_GET_RIGHTS(fpage) & MEM_ALL;
	unsigned order = SK_FPAGE_GET_ORDER(fpage);
	uint32_t start = SK_FPAGE_GET_ADDR(fpage);

	if (rights == 0 || order < SK_PAGE_ORDER || order > 31 || (start & ((1u << order) - 1)))
		return SK_EINVAL;
	if (start >= s->end)
		return SK_ERANGE;

	uint32_t size = 1u << order;

	while (*progress < size) {
		uint32_t va = start + *progress;
		struct mapping *m = space_lookup(s, va);
		uint32_t next = m ? end_of(m) : next_place(s, va);

		if (m && !(m->flags & SPACE_MAP_FIXED) && mapping_revoke(m, rights, self) != SK_OK)
			return SK_RESTART;
		*progress = next - start;
		if (preempted())
			return SK_RESTART;
	}
	return SK_OK;
}

bool space_destroy_step(struct space *s)
{
	struct mapping *m = space_lookup(s, s->scan);

	if (m)
		mapping_revoke(m, MEM_ALL, true);
	else if (s->scan < s->end)
		s->scan = next_place(s, s->scan);
	return s->scan >= s->end;
}
