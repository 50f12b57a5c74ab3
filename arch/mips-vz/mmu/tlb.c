// SPDX-License-Identifier: Apache-2.0
// The TLB: emptying it, dropping entries, showing it.
#include <mips/kernel.h>
#include <mips/pte.h>
#include <skerry/log.h>

/*
 * No two entries ever match one address. Entries that are not in use are marked with EHINV or, where that does not
 * exist, name a page of their own in kseg0, which no lookup ever reaches. Entries in use come from page tables in which
 * each address belongs to one mapping; one entry lies within one mapping or within one pair of granules; and whatever
 * is taken out of a page table is dropped here before its place is used again.
 */
#define PAIR_BYTES (2u << SK_PAGE_ORDER)

static inline void tlb_probe(void)
{
	__asm__ volatile("ehb\n\ttlbp\n\tehb" : : : "memory");
}

static inline void tlb_write_indexed(void)
{
	__asm__ volatile("ehb\n\ttlbwi" : : : "memory");
}

static inline void tlb_read(void)
{
	__asm__ volatile("ehb\n\ttlbr\n\tehb" : : : "memory");
}

/* Leaves EntryHi changed; PageMask is that of a granule. */
static void invalidate(unsigned index)
{
	cp0_set_entryhi(cpu_features.ehinv ? ENTRYHI_EHINV : KSEG0 + index * PAIR_BYTES);
	cp0_set_entrylo0(0);
	cp0_set_entrylo1(0);
	cp0_set_index(index);
	tlb_write_indexed();
}

static void probe_and_drop(uint32_t entryhi)
{
	cp0_set_entryhi(entryhi);
	tlb_probe();
	uint32_t index = cp0_index();
	if (!(index & INDEX_P))
		invalidate(index);
}

void tlb_flush_all(void)
{
	uint32_t asid = cp0_entryhi() & ENTRYHI_ASID;
	cp0_set_pagemask(PAGEMASK_GRANULE);
	for (unsigned i = 0; i < cpu_features.tlb_entries; i++)
		invalidate(i);
	cp0_set_entryhi(asid);
	cp0_hazard();
}

void tlb_init(void)
{
	cp0_set_wired(0);
	cp0_set_entryhi(0);
	tlb_flush_all();
}

void tlb_drop(uint32_t va)
{
	uint32_t asid = cp0_entryhi() & ENTRYHI_ASID;
	probe_and_drop((va & ~(PAIR_BYTES - 1)) | asid);
	cp0_set_entryhi(asid);
	cp0_hazard();
}

void tlb_drop_range(uint32_t asid, uint32_t va, uint32_t bytes)
{
	uint32_t current = cp0_entryhi() & ENTRYHI_ASID;
	for (uint32_t at = va & ~(PAIR_BYTES - 1); at - (va & ~(PAIR_BYTES - 1)) < bytes; at += PAIR_BYTES)
		probe_and_drop(at | asid);
	cp0_set_entryhi(current);
	cp0_hazard();
}

static void show_half(uint32_t lo)
{
	if (lo & ENTRYLO_V)
		log_printf("  %08x C%u%s%s%s", (lo << 2 >> 2 >> ENTRYLO_PFN_SHIFT) << 12, lo >> ENTRYLO_C_SHIFT & 7,
		           lo & ENTRYLO_D ? " D" : "", lo & ENTRYLO_RI ? " RI" : "", lo & ENTRYLO_XI ? " XI" : "");
	else
		log_printf("  -");
}

void tlb_dump(void)
{
	uint32_t current = cp0_entryhi(), mask = cp0_pagemask(), lo0 = cp0_entrylo0(), lo1 = cp0_entrylo1();
	for (unsigned i = 0; i < cpu_features.tlb_entries; i++) {
		cp0_set_index(i);
		tlb_read();
		uint32_t a = cp0_entrylo0(), b = cp0_entrylo1(), hi = cp0_entryhi();
		if (!((a | b) & ENTRYLO_V))
			continue;
		log_printf("  %2u: va %08x asid %02x mask %08x", i, hi & ~0x1fffu, hi & ENTRYHI_ASID, cp0_pagemask());
		show_half(a);
		show_half(b);
		log_printf("\n");
	}
	cp0_set_entryhi(current);
	cp0_set_pagemask(mask);
	cp0_set_entrylo0(lo0);
	cp0_set_entrylo1(lo1);
	cp0_hazard();
}
