// SPDX-License-Identifier: Apache-2.0
// Page tables: lookup, entering and removing the entries of one mapping.
#include <skerry/arch/mmu.h>
#include <skerry/factory.h>
#include <skerry/page_table.h>

#define PIECE       (1u << SPACE_L1_SHIFT)
#define L2_INDEX(a) (((a) >> SK_PAGE_ORDER) % SPACE_L2_ENTRIES)

SK_STATIC_ASSERT(sizeof(struct ptab) == SK_COST_PTAB * ARCH_POOL_SCALE, "a page table takes exactly what it costs");

void space_init(struct space *s, struct factory *payer, bool guest, struct l1_slot *l1, uint16_t *live)
{
	s->payer = payer;
	s->guest = guest;
	s->start = guest ? 0 : SK_USER_START;
	s->end = SK_USER_END;
	s->l1 = l1;
	s->live = live;
	s->scan = 0;
	arch_space_init(s);
}

struct mapping *space_lookup(const struct space *s, uint32_t va)
{
	if (va >= SK_USER_END)
		return NULL;

	const struct l1_slot *l1 = &s->l1[va >> SPACE_L1_SHIFT];

	if (l1->pte)
		return l1->mapping;
	return l1->table ? l1->table->slot[L2_INDEX(va)].mapping : NULL;
}

pte_t space_pte(const struct space *s, uint32_t va)
{
	if (va >= SK_USER_END)
		return 0;

	const struct l1_slot *l1 = &s->l1[va >> SPACE_L1_SHIFT];

	if (l1->pte)
		return l1->pte;
	return l1->table ? l1->table->slot[L2_INDEX(va)].pte : 0;
}

bool page_table_vacant(const struct space *s, uint32_t va, unsigned order)
{
	const struct l1_slot *l1 = &s->l1[va >> SPACE_L1_SHIFT];

	if (order >= SPACE_L1_SHIFT) {
		for (unsigned i = 0; i < 1u << (order - SPACE_L1_SHIFT); i++) {
			if (l1[i].pte || l1[i].table)
				return false;
		}
		return true;
	}
	if (l1->pte)
		return false;
	for (unsigned i = 0; l1->table && i < 1u << (order - SK_PAGE_ORDER); i++) {
		if (l1->table->slot[L2_INDEX(va) + i].pte)
			return false;
	}
	return true;
}

bool page_table_reserve(struct space *s, uint32_t va, unsigned order)
{
	struct l1_slot *l1 = &s->l1[va >> SPACE_L1_SHIFT];

	if (order >= SPACE_L1_SHIFT || l1->table)
		return true;

	struct ptab *table = factory_alloc(s->payer, SK_COST_PTAB);

	__atomic_store_n(&l1->table, table, __ATOMIC_RELEASE);
	return table != NULL;
}

void page_table_fill(struct mapping *m)
{
	struct l1_slot *l1 = &m->space->l1[m->va >> SPACE_L1_SHIFT];
	unsigned order = m->d.order;

	if (order >= SPACE_L1_SHIFT) {
		for (unsigned i = 0; i < 1u << (order - SPACE_L1_SHIFT); i++) {
			l1[i].pte = arch_pte(m->pa + i * PIECE, order, m->d.rights, m->attr);
			__atomic_store_n(&l1[i].mapping, m, __ATOMIC_RELEASE);
		}
		return;
	}

	struct pte_slot *slot = &l1->table->slot[L2_INDEX(m->va)];
	unsigned n = 1u << (order - SK_PAGE_ORDER);

	if (slot->mapping == NULL)
		m->space->live[m->va >> SPACE_L1_SHIFT] = (uint16_t)(m->space->live[m->va >> SPACE_L1_SHIFT] + n);
	for (unsigned i = 0; i < n; i++) {
		slot[i].mapping = m;
		slot[i].pte = arch_pte(m->pa + i * SK_PAGE_SIZE, order, m->d.rights, m->attr);
	}
}

/* Takes the second-level table of piece @p index out when nothing is left in it. */
static struct ptab *detach_empty(struct space *s, unsigned index, unsigned removed)
{
	struct ptab *table = s->l1[index].table;

	SK_ASSERT(s->live[index] >= removed);
	s->live[index] = (uint16_t)(s->live[index] - removed);
	if (s->live[index])
		return NULL;
	s->l1[index].table = NULL;
	return table;
}

void page_table_clear(struct mapping *m)
{
	struct space *s = m->space;
	unsigned index = m->va >> SPACE_L1_SHIFT;
	unsigned order = m->d.order;
	struct ptab *table = NULL;

	if (order >= SPACE_L1_SHIFT) {
		unsigned n = 1u << (order - SPACE_L1_SHIFT);

		for (unsigned i = 0; i < n; i++)
			s->l1[index + i].mapping = NULL;
		/* Only once no refill holds the pointer may the entry look as if it were one of a table. */
		arch_tlb_flush(s, m->va, order);
		for (unsigned i = 0; i < n; i++)
			s->l1[index + i].pte = 0;
	} else {
		unsigned n = 1u << (order - SK_PAGE_ORDER);

		memset(&s->l1[index].table->slot[L2_INDEX(m->va)], 0, n * sizeof(struct pte_slot));
		table = detach_empty(s, index, n);
	}
	/* A refill on another CPU may hold the table until the flush: only then is it free. */
	arch_tlb_flush(s, m->va, order);
	if (table)
		factory_free(s->payer, table, SK_COST_PTAB);
}
