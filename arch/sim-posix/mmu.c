// SPDX-License-Identifier: Apache-2.0
// Page-table entries, the software TLB, physical memory and cache operations.
#include <skerry/abi/proto.h>
#include <skerry/arch/mmu.h>
#include <skerry/sim/machine.h>
#include <skerry/space.h>

#include <string.h>

#include <skerry/sim/internal.h>

#define PIECE_MASK ((1u << SPACE_L1_SHIFT) - 1)

pte_t arch_pte(paddr_t pa, unsigned order, unsigned rights, unsigned attr)
{
	SK_ASSERT(pa % SK_PAGE_SIZE == 0 && rights && rights <= SK_MEM_RWX);
	SK_ASSERT(attr == SK_ATTR_CACHED || attr == SK_ATTR_UNCACHED);
	return pa | order << 9 | (attr == SK_ATTR_UNCACHED ? 1u << 4 : 0) | rights << 1 | 1;
}

void arch_space_init(struct space *s)
{
	s->arch.id = ++sim.last_space;
}

static void drop(uint32_t space, uint32_t first, uint32_t last)
{
	for (unsigned i = 0; i < SIM_TLB_ENTRIES; i++) {
		struct sim_tlb_entry *e = &sim.tlb[i];

		if (e->space == space && e->page >= first && e->page <= last)
			e->space = 0;
	}
}

void arch_space_destroy(struct space *s)
{
	drop(s->arch.id, 0, UINT32_MAX);
	sim_processor_flush(s, 0, 31);
	s->arch.id = 0;
}

void arch_tlb_flush(struct space *s, uint32_t va, unsigned order)
{
	sim.flushes++;
	sim.run++;
	drop(s->arch.id, va >> SK_PAGE_ORDER, (va + ((1u << order) - 1)) >> SK_PAGE_ORDER);
	sim_processor_flush(s, va, order);
}

static struct sim_tlb_entry *entry_of(const struct space *s, uint32_t page)
{
	return &sim.tlb[(page ^ s->arch.id * 977) % SIM_TLB_ENTRIES];
}

pte_t sim_tlb_entry(const struct space *s, uint32_t va)
{
	const struct sim_tlb_entry *e = entry_of(s, va >> SK_PAGE_ORDER);

	return e->space == s->arch.id && e->page == va >> SK_PAGE_ORDER ? e->pte : 0;
}

static paddr_t address_of(pte_t pte, uint32_t va)
{
	return sim_pte_address(pte) + (va & (sim_pte_order(pte) >= SPACE_L1_SHIFT ? PIECE_MASK : SK_PAGE_SIZE - 1));
}

bool sim_translate(const struct space *s, uint32_t va, unsigned access, paddr_t *pa)
{
	uint32_t page = va >> SK_PAGE_ORDER;
	pte_t pte = sim_tlb_entry(s, va);

	if (pte == 0) {
		pte = space_pte(s, va);
		if (pte == 0)
			return false;
		*entry_of(s, page) = (struct sim_tlb_entry){s->arch.id, page, pte};
	}
	if (!(sim_pte_rights(pte) & access))
		return false;
	*pa = address_of(pte, va);
	return true;
}

unsigned sim_walk(const struct space *s, uint32_t va, paddr_t *pa)
{
	pte_t pte = space_pte(s, va);

	*pa = address_of(pte, va);
	return sim_pte_rights(pte);
}

void *arch_phys_ptr(paddr_t pa)
{
	if (pa < sim.ram_base || pa - sim.ram_base >= sim.ram_bytes)
		return NULL;
	return sim_ram(pa);
}

void *sim_ram(paddr_t pa)
{
	/* The block from calloc is not aligned to a granule; the spare granule at its end makes room for that. */
	uintptr_t base = ((uintptr_t)sim.ram + SK_PAGE_SIZE - 1) & ~(uintptr_t)(SK_PAGE_SIZE - 1);

	return (uint8_t *)base + (pa - sim.ram_base);
}

void arch_phys_clear(paddr_t pa, uint32_t bytes)
{
	SK_ASSERT(bytes <= SK_RANGE_CLEAR_STEP && arch_phys_ptr(pa) && arch_phys_ptr(pa + bytes - 1));
	memset(sim_ram(pa), 0, bytes);
	sim_processor_memory(pa, bytes);
	sim.cleared += bytes;
}

void arch_cache_op(unsigned op, paddr_t pa, uint32_t va, uint32_t bytes)
{
	SK_ASSERT(op >= SK_CACHE_CLEAN && op <= SK_CACHE_SYNC_INSN);
	SK_ASSERT(pa % SK_PAGE_SIZE == va % SK_PAGE_SIZE && va % SK_PAGE_SIZE + bytes <= SK_PAGE_SIZE);
	sim.cache_ops[op]++;
	sim.cache_pa = pa;
	sim.cache_bytes = bytes;
}
