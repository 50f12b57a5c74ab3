// SPDX-License-Identifier: Apache-2.0
// The architectural TLB and its instructions.
#include "model.h"

static bool covers(const struct tlb_entry *e, uint32_t va, uint8_t asid)
{
	return e->valid && !((e->vpn ^ va) & ~e->mask) && (e->global || e->asid == asid);
}

const struct tlb_entry *tlb_match(const struct emu_cpu *cpu, uint32_t va)
{
	uint8_t asid = (uint8_t)C0(ENTRYHI);

	for (unsigned i = 0; i < cpu->ctx->tlb_size; i++)
		if (covers(&cpu->ctx->tlb[i], va, asid))
			return &cpu->ctx->tlb[i];
	return NULL;
}

/** Soft translations that came from an entry are forgotten before it changes. */
static void forget(struct emu_cpu *cpu, const struct tlb_entry *e)
{
	if (e->valid)
		soft_flush_range(cpu, e->vpn, e->mask + 1);
}

static struct tlb_entry from_registers(const struct emu_cpu *cpu)
{
	uint32_t mask = C0(PAGEMASK) | 0x1fff;
	/* Address bits below the page are not kept, nor is G of each half. */
	uint32_t keep = ~((mask >> 13) << 6 | LO_G);
	struct tlb_entry e = {
	        .vpn = C0(ENTRYHI) & ~mask,
	        .mask = mask,
	        .lo = {C0(ENTRYLO0) & keep, C0(ENTRYLO1) & keep},
	        .asid = (uint8_t)C0(ENTRYHI),
	        .global = C0(ENTRYLO0) & C0(ENTRYLO1) & LO_G,
	        .valid = !(C0(ENTRYHI) & HI_EHINV),
	};

	return e;
}

/** Two entries that could answer the same address are a machine check, taken when the second one is written. */
static bool duplicate(const struct emu_cpu *cpu, unsigned index, const struct tlb_entry *new)
{
	for (unsigned i = 0; i < cpu->ctx->tlb_size; i++) {
		const struct tlb_entry *e = &cpu->ctx->tlb[i];

		if (i != index && e->valid && !((e->vpn ^ new->vpn) & ~(e->mask | new->mask)) &&
		    (e->global || new->global || e->asid == new->asid))
			return true;
	}
	return false;
}

static bool tlb_write(struct emu_cpu *cpu, unsigned index)
{
	struct tlb_entry e = from_registers(cpu);

	if (e.valid && duplicate(cpu, index, &e)) {
		cpu->fault = (struct fault){.code = EXC_MCHECK};
		return false;
	}
	forget(cpu, &cpu->ctx->tlb[index]);
	cpu->ctx->tlb[index] = e;
	return true;
}

bool emu_tlbwi(struct emu_cpu *cpu)
{
	/* An index beyond the end is UNDEFINED: wrap. */
	return tlb_write(cpu, (C0(INDEX) & 0x7fffffff) % cpu->ctx->tlb_size);
}

uint32_t tlb_random(struct emu_cpu *cpu)
{
	uint32_t wired = C0(WIRED), span = wired < cpu->ctx->tlb_size ? cpu->ctx->tlb_size - wired : 1;
	uint64_t x = cpu->random_state;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	cpu->random_state = x;
	C0(RANDOM) = cpu->ctx->tlb_size - span + (uint32_t)(x >> 32) % span;
	return C0(RANDOM);
}

bool emu_tlbwr(struct emu_cpu *cpu)
{
	return tlb_write(cpu, tlb_random(cpu));
}

void emu_tlbr(struct emu_cpu *cpu)
{
	const struct tlb_entry *e = &cpu->ctx->tlb[(C0(INDEX) & 0x7fffffff) % cpu->ctx->tlb_size];
	uint8_t asid = (uint8_t)C0(ENTRYHI);

	C0(PAGEMASK) = e->valid ? e->mask & ~0x1fffu : 0;
	C0(ENTRYHI) = e->valid ? e->vpn | e->asid : 0;
	for (unsigned i = 0; i < 2; i++)
		cpu->ctx->cp0[i ? C0_ENTRYLO1 : C0_ENTRYLO0] = e->valid ? e->lo[i] | (e->global ? LO_G : 0) : 0;
	if (!e->valid && (cpu->sys->features & N_TLBINV))
		C0(ENTRYHI) |= HI_EHINV;
	if ((uint8_t)C0(ENTRYHI) != asid)
		soft_flush_asid(cpu);
}

void emu_tlbp(struct emu_cpu *cpu)
{
	const struct tlb_entry *e = NULL;
	/* The probe asks for the pair that EntryHi names, with EntryHi's ASID. */
	uint32_t va = C0(ENTRYHI) & HI_VPN2;

	e = tlb_match(cpu, va);
	C0(INDEX) = e ? (uint32_t)(e - cpu->ctx->tlb) : 1u << 31;
}

void emu_tlbinv(struct emu_cpu *cpu, bool all)
{
	uint8_t asid = (uint8_t)C0(ENTRYHI);

	for (unsigned i = 0; i < cpu->ctx->tlb_size; i++) {
		struct tlb_entry *e = &cpu->ctx->tlb[i];

		if (all || (!e->global && e->asid == asid))
			e->valid = false;
	}
	soft_flush(cpu);
}

/* ---- Inspection -------------------------------------------------------------------------------------------------- */

unsigned emu_tlb_size(const struct emu_cpu *cpu)
{
	return cpu->ctx->tlb_size;
}

int emu_tlb_get(const struct emu_cpu *cpu, unsigned index, struct emu_tlb_entry *entry)
{
	const struct tlb_entry *e = &cpu->ctx->tlb[index];

	if (index >= cpu->ctx->tlb_size)
		return EMU_EINVAL;
	entry->entry_hi = e->vpn | e->asid | (e->valid ? 0 : HI_EHINV);
	entry->page_mask = e->mask & ~0x1fffu;
	for (unsigned i = 0; i < 2; i++)
		entry->entry_lo[i] = e->lo[i] | (e->global ? LO_G : 0);
	return 0;
}

int emu_tlb_set(struct emu_cpu *cpu, unsigned index, const struct emu_tlb_entry *entry)
{
	uint32_t mask = (entry->page_mask & 0x1fffe000) | 0x1fff;

	if (index >= cpu->ctx->tlb_size || (mask & (mask + 1)))
		return EMU_EINVAL;
	forget(cpu, &cpu->ctx->tlb[index]);
	cpu->ctx->tlb[index] = (struct tlb_entry){
	        .vpn = entry->entry_hi & ~mask,
	        .mask = mask,
	        .lo = {entry->entry_lo[0] & ~LO_G, entry->entry_lo[1] & ~LO_G},
	        .asid = (uint8_t)entry->entry_hi,
	        .global = entry->entry_lo[0] & entry->entry_lo[1] & LO_G,
	        .valid = !(entry->entry_hi & HI_EHINV),
	};
	return 0;
}
