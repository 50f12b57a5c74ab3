// SPDX-License-Identifier: Apache-2.0
// From the guest's translations to the real TLB.
#include "segctl.h"

#include <skerry/arch/mmu.h>

#define LO_V       2u
#define LO_D       4u
#define LO_G       1u
#define LO_C       0x38u
#define LO_PFN     0x03ffffc0u
#define C_UNCACHED (2u << 3)

uint32_t segctl_asid(struct vcpu *v)
{
	unsigned guest = (v->arch.status & VST_ERL) ? SEGCTL_ASID_ERL : v->arch.entryhi & 0xff;

	return hw_asid(&v->arch.asid[guest]);
}

enum walk_result segctl_walk(struct vcpu *v, uint32_t va, bool write, uint32_t *gpa, bool *uncached,
                             struct vtlb_entry **entry)
{
	struct vcpu_arch *a = &v->arch;

	*entry = NULL;
	if (va >= 0x80000000u && !a->kernel)
		return WALK_ADDRESS;
	if ((va & 0xc0000000u) == 0x80000000u) {
		*gpa = va & 0x1fffffffu;
		*uncached = (va & 0x20000000u) != 0 || (a->config[0] & 7) == 2;
		return WALK_OK;
	}
	if (va < 0x80000000u && (a->status & VST_ERL)) {
		*gpa = va;
		*uncached = true;
		return WALK_OK;
	}
	struct vtlb_entry *e = vtlb_find(a, va, a->entryhi & 0xff);

	if (!e)
		return WALK_REFILL;
	uint32_t page = ((e->mask | 0x1fffu) + 1) >> 1;
	uint32_t lo = e->lo[(va & page) != 0];

	if (!(lo & LO_V))
		return WALK_INVALID;
	if (write && !(lo & LO_D))
		return WALK_READONLY;
	*gpa = ((lo & LO_PFN) << 6 & ~(page - 1)) | (va & (page - 1));
	*uncached = (lo & LO_C) == C_UNCACHED;
	*entry = e;
	return WALK_OK;
}

/* EntryLo for one page of the guest at @p gpa, 0 where the VM maps nothing. */
static uint32_t shadow_lo(struct vcpu *v, uint32_t gpa, uint32_t c, bool writable)
{
	struct mapping *m = space_lookup(&v->vm->space, gpa);

	if (!m || !(m->d.rights & SK_MEM_R))
		return 0;
	uint32_t pa = m->pa + (gpa - m->va);

	if (m->attr == SK_ATTR_UNCACHED)
		c = C_UNCACHED;
	return (pa >> 6 & LO_PFN) | c | ((writable && (m->d.rights & SK_MEM_W)) ? LO_D : 0) | LO_V;
}

static uint32_t cached_c(void)
{
	return hw_cca() << 3;
}

/* Fills both halves of a 4 KiB pair from a guest entry. */
static bool shadow_entry(struct vcpu *v, struct vtlb_entry *e)
{
	if (e->flags & VTLB_SHADOW)
		return true;
	for (unsigned i = 0; i < 2; i++) {
		uint32_t lo = e->lo[i];
		uint32_t c = (lo & LO_C) == C_UNCACHED ? C_UNCACHED : cached_c();

		e->shadow[i] = (lo & LO_V) ? shadow_lo(v, (lo & LO_PFN) << 6, c, (lo & LO_D) != 0) : 0;
	}
	e->flags |= VTLB_SHADOW;
	return true;
}

static void load_entry(struct vcpu *v, struct vtlb_entry *e, uint32_t asid)
{
	uint8_t guest = (uint8_t)v->arch.entryhi;

	if ((e->flags & VTLB_LOADED) && e->asid_used != guest)
		e->flags |= VTLB_SPREAD;
	e->flags |= VTLB_LOADED;
	e->asid_used = guest;
	hw_tlb_write((e->hi & 0xffffe000u) | asid, 0, e->shadow[0], e->shadow[1]);
}

void segctl_preload(struct vcpu *v, struct vtlb_entry *e)
{
	struct vcpu_arch *a = &v->arch;

	/* Only what the guest is about to use: its own address space, 4 KiB pages, at least one page backed by memory. */
	if (e->mask || (a->status & VST_ERL) || (!(e->flags & VTLB_GLOBAL) && ((e->hi ^ a->entryhi) & 0xff)))
		return;
	shadow_entry(v, e);
	if ((e->shadow[0] | e->shadow[1]) & LO_V) {
		uint32_t asid = segctl_asid(v);

		/* An instruction fetch or a page without memory may have left an invalid pair there. */
		hw_tlb_drop((e->hi & 0xffffe000u) | asid);
		load_entry(v, e, asid);
	}
}

void segctl_unload(struct vcpu *v, struct vtlb_entry *e)
{
	if (!(e->flags & VTLB_LOADED))
		return;
	if (e->mask || (e->flags & VTLB_SPREAD))
		segctl_flush(v);
	else
		hw_tlb_drop((e->hi & 0xffffe000u) | hw_asid(&v->arch.asid[e->asid_used]));
	e->flags &= (uint8_t) ~(VTLB_LOADED | VTLB_SPREAD);
}

void segctl_flush(struct vcpu *v)
{
	for (unsigned i = 0; i < SEGCTL_ASIDS; i++)
		v->arch.asid[i] = 0;
	for (unsigned i = 0; i < VTLB_ENTRIES; i++)
		v->arch.tlb[i].flags &= (uint8_t) ~(VTLB_LOADED | VTLB_SPREAD);
	hw_guest_asid(v);
	v->stats[SK_VCPU_STAT_FLUSH]++;
}

void segctl_memory_changed(struct vcpu *v)
{
	for (unsigned i = 0; i < VTLB_ENTRIES; i++)
		v->arch.tlb[i].flags &= (uint8_t)~VTLB_SHADOW;
	segctl_flush(v);
}

/* Size of the real page pair to use for @p gpa inside the VM's mapping @p m, log2: 13 for 4 KiB pages up to 29 for 256 MiB pages. */
static unsigned pair_order(const struct mapping *m)
{
	unsigned order = 15; /* 16 KiB pages: the granule */

	while (order + 1 <= hw_page_order_max() && order + 2 <= m->d.order &&
	       ((m->pa ^ m->va) & ((2u << order) - 1)) == 0)
		order += 2;
	return order;
}

/* Unmapped segments: the largest pair that the VM's mapping allows. */
static bool fill_linear(struct vcpu *v, uint32_t va, uint32_t gpa, bool write)
{
	struct mapping *m = space_lookup(&v->vm->space, gpa);
	bool uncached = (va & 0x20000000u) != 0 || va < 0x80000000u || (v->arch.config[0] & 7) == 2;
	uint32_t c = uncached ? C_UNCACHED : cached_c();

	if (!m || !(m->d.rights & SK_MEM_R) || (write && !(m->d.rights & SK_MEM_W)))
		return false;
	unsigned order = m->d.order > SK_PAGE_ORDER ? pair_order(m) : 15;
	uint32_t pair = 1u << order, page = pair >> 1;
	uint32_t base = gpa & ~(pair - 1);

	hw_tlb_write((va & ~(pair - 1)) | segctl_asid(v), (pair - 1) & 0x1fffe000u, shadow_lo(v, base, c, true),
	             shadow_lo(v, base + page, c, true));
	return true;
}

bool segctl_fill(struct vcpu *v, uint32_t va, uint32_t gpa, bool write, struct vtlb_entry *entry)
{
	v->stats[SK_VCPU_STAT_REFILL]++;
	if (!entry)
		return fill_linear(v, va, gpa, write);
	uint32_t asid = segctl_asid(v);

	if (entry->mask == 0) {
		shadow_entry(v, entry);
		uint32_t lo = entry->shadow[(va >> 12) & 1];

		if (!(lo & LO_V) || (write && !(lo & LO_D)))
			return false;
		hw_tlb_drop((va & 0xffffe000u) | asid);
		load_entry(v, entry, asid);
		return true;
	}
	/* A larger guest page: one 4 KiB pair of it, so that the real TLB never holds overlapping sizes. */
	uint32_t half = (entry->mask | 0x1fffu) + 1;
	uint32_t lo = entry->lo[(va & (half >> 1)) != 0];
	uint32_t c = (lo & LO_C) == C_UNCACHED ? C_UNCACHED : cached_c();
	uint32_t low_page = gpa & ~0x1fffu;
	uint32_t lo0 = shadow_lo(v, low_page, c, (lo & LO_D) != 0),
	         lo1 = shadow_lo(v, low_page + 0x1000, c, (lo & LO_D) != 0);
	uint32_t hit = (va & 0x1000) ? lo1 : lo0;

	if (!(hit & LO_V) || (write && !(hit & LO_D)))
		return false;
	entry->flags |= VTLB_LOADED;
	hw_tlb_drop((va & 0xffffe000u) | asid);
	hw_tlb_write((va & 0xffffe000u) | asid, 0, lo0, lo1);
	return true;
}
