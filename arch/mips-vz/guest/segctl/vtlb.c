// SPDX-License-Identifier: Apache-2.0
// The guest's TLB: what its TLB instructions see.
#include "segctl.h"

#define LO_G 1u

void vtlb_reset(struct vcpu_arch *a)
{
	for (unsigned i = 0; i < VTLB_BUCKETS; i++)
		a->bucket[i] = VTLB_NONE;
	a->big = VTLB_NONE;
	for (unsigned i = 0; i < VTLB_ENTRIES; i++)
		a->tlb[i] = (struct vtlb_entry){.next = VTLB_NONE};
}

/* Chain that an entry belongs to. */
static uint16_t *chain(struct vcpu_arch *a, uint32_t hi, uint32_t mask)
{
	return mask ? &a->big : &a->bucket[(hi >> 13) & (VTLB_BUCKETS - 1)];
}

static bool matches(const struct vtlb_entry *e, uint32_t va, uint32_t asid)
{
	return ((e->hi ^ va) & 0xffffe000u & ~e->mask) == 0 && ((e->flags & VTLB_GLOBAL) || (e->hi & 0xff) == asid);
}

struct vtlb_entry *vtlb_find(struct vcpu_arch *a, uint32_t va, uint32_t asid)
{
	for (unsigned i = a->bucket[(va >> 13) & (VTLB_BUCKETS - 1)]; i != VTLB_NONE; i = a->tlb[i].next)
		if (matches(&a->tlb[i], va, asid))
			return &a->tlb[i];
	for (unsigned i = a->big; i != VTLB_NONE; i = a->tlb[i].next)
		if (matches(&a->tlb[i], va, asid))
			return &a->tlb[i];
	return NULL;
}

static void unlink_entry(struct vcpu_arch *a, struct vtlb_entry *e)
{
	uint16_t index = (uint16_t)(e - a->tlb);
	uint16_t *link = chain(a, e->hi, e->mask);

	while (*link != index)
		link = &a->tlb[*link].next;
	*link = e->next;
	e->flags = 0;
}

/* Takes an entry out of the guest's TLB and out of the real one. */
static void drop(struct vcpu *v, struct vtlb_entry *e)
{
	if (!(e->flags & VTLB_VALID))
		return;
	segctl_unload(v, e);
	unlink_entry(&v->arch, e);
}

static bool overlaps(const struct vtlb_entry *e, uint32_t hi, uint32_t mask, bool global)
{
	return (e->flags & VTLB_VALID) && ((e->hi ^ hi) & 0xffffe000u & ~(e->mask | mask)) == 0 &&
	       (global || (e->flags & VTLB_GLOBAL) || ((e->hi ^ hi) & 0xff) == 0);
}

/* Drops what overlaps in one chain; the successor is read before an entry leaves the chain. */
static void drop_in_chain(struct vcpu *v, const uint16_t *head, uint32_t hi, bool global)
{
	for (unsigned i = *head; i != VTLB_NONE;) {
		struct vtlb_entry *e = &v->arch.tlb[i];

		i = e->next;
		if (overlaps(e, hi, 0, global))
			drop(v, e);
	}
}

/* Hardware forbids two matching entries; a guest that makes them gets the newer one. */
static void drop_overlaps(struct vcpu *v, uint32_t hi, uint32_t mask, bool global)
{
	struct vcpu_arch *a = &v->arch;

	if (mask == 0) {
		drop_in_chain(v, chain(a, hi, 0), hi, global);
		drop_in_chain(v, &a->big, hi, global);
		return;
	}
	for (unsigned i = 0; i < VTLB_ENTRIES; i++)
		if (overlaps(&a->tlb[i], hi, mask, global))
			drop(v, &a->tlb[i]);
}

void vtlb_write(struct vcpu *v, unsigned index)
{
	struct vcpu_arch *a = &v->arch;
	struct vtlb_entry *e = &a->tlb[index];
	uint32_t hi = a->entryhi & 0xffffe0ffu & ~a->pagemask;
	bool global = (a->entrylo[0] & a->entrylo[1] & LO_G) != 0;

	drop(v, e);
	e->hi = hi;
	e->mask = a->pagemask;
	e->lo[0] = a->entrylo[0];
	e->lo[1] = a->entrylo[1];
	/* Entries in the unmapped segments can never match: Linux parks unused ones there. */
	if ((a->entryhi & ENTRYHI_EHINV) || (hi & 0xc0000000u) == 0x80000000u)
		return;
	drop_overlaps(v, hi, e->mask, global);
	uint16_t *head = chain(a, hi, e->mask);

	e->next = *head;
	*head = (uint16_t)index;
	e->flags = (uint8_t)(VTLB_VALID | (global ? VTLB_GLOBAL : 0));
	segctl_preload(v, e);
}

void vtlb_read(struct vcpu *v)
{
	struct vcpu_arch *a = &v->arch;
	const struct vtlb_entry *e = &a->tlb[a->index & (VTLB_ENTRIES - 1)];
	uint32_t global = e->lo[0] & e->lo[1] & LO_G;
	uint32_t hi = e->hi;

	if (!(e->flags & VTLB_VALID) && (e->hi & 0xc0000000u) != 0x80000000u)
		hi |= ENTRYHI_EHINV;
	a->pagemask = e->mask;
	a->entrylo[0] = (e->lo[0] & ~LO_G) | global;
	a->entrylo[1] = (e->lo[1] & ~LO_G) | global;
	if ((a->entryhi ^ hi) & 0xff) {
		a->entryhi = hi;
		hw_guest_asid(v);
	}
	a->entryhi = hi;
}

void vtlb_probe(struct vcpu *v)
{
	struct vcpu_arch *a = &v->arch;
	const struct vtlb_entry *e = vtlb_find(a, a->entryhi, a->entryhi & 0xff);

	a->index = e ? (uint32_t)(e - a->tlb) : INDEX_P;
}

void vtlb_invalidate(struct vcpu *v, bool all)
{
	struct vcpu_arch *a = &v->arch;

	for (unsigned i = 0; i < VTLB_ENTRIES; i++) {
		struct vtlb_entry *e = &a->tlb[i];

		if (!(e->flags & VTLB_VALID))
			continue;
		if (all || (!(e->flags & VTLB_GLOBAL) && ((e->hi ^ a->entryhi) & 0xff) == 0))
			unlink_entry(a, e);
	}
	segctl_flush(v);
}

unsigned vtlb_random(struct vcpu_arch *a)
{
	a->random = a->random <= a->wired ? VTLB_ENTRIES - 1 : a->random - 1;
	return a->random;
}
