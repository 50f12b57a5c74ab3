// SPDX-License-Identifier: Apache-2.0
// Address spaces on this processor: page-table entries, ASIDs with generations, what unmapping does to the TLB.
#include <mips/guest.h>
#include <mips/kernel.h>
#include <mips/pte.h>
#include <skerry/arch/mmu.h>
#include <skerry/space.h>

#define ASIDS 256u

/* Ranges up to this size are probed for, 32 KiB at a time; a space that loses more gets a new ASID instead. */
#define PROBE_ORDER 18

pte_t arch_pte(paddr_t pa, unsigned order, unsigned rights, unsigned attr)
{
	uint32_t pte = pa >> 12 << ENTRYLO_PFN_SHIFT | ENTRYLO_V;
	unsigned cca = attr == SK_ATTR_UNCACHED ? CCA_UNCACHED : cpu_features.cca;
	/* A TLB entry covers two pages: pages of half the mapping at most. */
	unsigned page = order - 1 < cpu_features.page_order_max ? order - 1 : cpu_features.page_order_max;
	unsigned size = page > SK_PAGE_ORDER ? (page - SK_PAGE_ORDER) / 2 : 0;

	pte |= cca << ENTRYLO_C_SHIFT | size << PTE_SIZE_SHIFT;
	if (rights & SK_MEM_W)
		pte |= ENTRYLO_D;
	if (cpu_features.rixi) {
		if (!(rights & SK_MEM_X))
			pte |= ENTRYLO_XI;
		if (!(rights & SK_MEM_R))
			pte |= ENTRYLO_RI;
	}
	return pte;
}

void arch_space_init(struct space *s)
{
	memset(&s->arch, 0, sizeof(s->arch));
}

/* Its ASID is not given out again before the TLB was emptied, so its entries need not be looked for. */
void arch_space_destroy(struct space *s)
{
	if (s->guest)
		guest_space_flush(s, 0, 31);
	memset(&s->arch, 0, sizeof(s->arch));
	if (this_cpu()->arch.l1 == s->l1)
		space_unload(this_cpu());
}

void space_unload(struct cpu *cpu)
{
	cpu->arch.l1 = NULL;
	cpu->arch.thread = NULL;
	cp0_set_entryhi(0);
	cp0_hazard();
}

uint32_t asid_new(struct cpu *cpu)
{
	if (cpu->arch.asid_next == ASIDS) {
		cpu->arch.asid_next = 1;
		/* The upper bits keep the generations of different CPUs apart. */
		if ((++cpu->arch.asid_generation & ASID_GENERATIONS) == 0)
			cpu->arch.asid_generation = percpu_index(cpu) << ASID_GENERATION_BITS | 1;
		tlb_flush_all();
	}
	return cpu->arch.asid_next++;
}

void space_load(struct cpu *cpu, struct space *s)
{
	unsigned n = percpu_index(cpu);
	if (s->arch.on[n].generation != cpu->arch.asid_generation) {
		s->arch.on[n].asid = asid_new(cpu);
		s->arch.on[n].generation = cpu->arch.asid_generation;
	}
	cpu->arch.l1 = s->l1;
	cp0_set_entryhi(s->arch.on[n].asid);
	cp0_hazard();
}

void space_flush(struct cpu *cpu, struct space *s, uint32_t va, unsigned order)
{
	unsigned n = percpu_index(cpu);
	if (s->arch.on[n].generation != cpu->arch.asid_generation)
		return;
	if (order <= PROBE_ORDER) {
		tlb_drop_range(s->arch.on[n].asid, va, 1u << order);
		return;
	}
	s->arch.on[n].generation = 0;
	if (cpu->arch.l1 == s->l1)
		space_load(cpu, s);
}

void arch_tlb_flush(struct space *s, uint32_t va, unsigned order)
{
	if (s->guest) {
		guest_space_flush(s, va, order);
		return;
	}
	space_flush(this_cpu(), s, va, order);
	percpu_flush(s, va, order);
}
