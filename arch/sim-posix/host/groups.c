// SPDX-License-Identifier: Apache-2.0
// The virtual CP0 of the engine `emulated` as its VMM sees it: groups of registers, and translation.
#include "model.h"

#include <skerry/arch/guest.h>
#include <skerry/task.h>

#define KSEG0      0x80000000u
#define KSEG1      0xa0000000u
#define KSEG2      0xc0000000u
#define KSEG_MASK  0x1fffffffu
#define LO_VALID   2u
#define LO_DIRTY   4u
#define LO_GLOBAL  1u
#define LO_C(lo)   ((lo) >> 3 & 7)
#define C_UNCACHED 2u
#define HI_INVALID 0x400u
#define COMPARE    11

/** Where a word of the state area lives in CP0, and which of its bits a VMM may change. */
struct slot {
	uint8_t index; /* SK_CP0_* */
	uint8_t reg, sel;
	uint8_t group; /* SK_VCPU_GROUP_* */
	uint32_t writable;
};

static const struct slot slots[] = {
        {SK_CP0_INDEX, 0, 0, SK_VCPU_GROUP_MMU, 0x3f},          {SK_CP0_ENTRYLO0, 2, 0, SK_VCPU_GROUP_MMU, 0x03ffffff},
        {SK_CP0_ENTRYLO1, 3, 0, SK_VCPU_GROUP_MMU, 0x03ffffff}, {SK_CP0_CONTEXT, 4, 0, SK_VCPU_GROUP_MMU, 0xff800000},
        {SK_CP0_USERLOCAL, 4, 2, SK_VCPU_GROUP_MMU, ~0u},       {SK_CP0_PAGEMASK, 5, 0, SK_VCPU_GROUP_MMU, 0x1fffe000},
        {SK_CP0_PAGEGRAIN, 5, 1, SK_VCPU_GROUP_MMU, 0},         {SK_CP0_WIRED, 6, 0, SK_VCPU_GROUP_MMU, 0x3f},
        {SK_CP0_HWRENA, 7, 0, SK_VCPU_GROUP_MMU, 0x2000000f},   {SK_CP0_BADVADDR, 8, 0, SK_VCPU_GROUP_MMU, 0},
        {SK_CP0_ENTRYHI, 10, 0, SK_VCPU_GROUP_MMU, 0xffffe4ff}, {SK_CP0_EPC, 14, 0, SK_VCPU_GROUP_EXC, ~0u},
        {SK_CP0_ERROREPC, 30, 0, SK_VCPU_GROUP_EXC, ~0u},       {SK_CP0_EBASE, 15, 1, SK_VCPU_GROUP_EXC, 0x3ffff000},
        {SK_CP0_INTCTL, 12, 1, SK_VCPU_GROUP_EXC, 0x3e0},       {SK_CP0_SRSCTL, 12, 2, SK_VCPU_GROUP_EXC, 0},
        {SK_CP0_LLADDR, 17, 0, SK_VCPU_GROUP_EXC, 0},           {SK_CP0_COUNT, 9, 0, SK_VCPU_GROUP_TIMER, ~0u},
        {SK_CP0_COMPARE, COMPARE, 0, SK_VCPU_GROUP_TIMER, ~0u}, {SK_CP0_PRID, 15, 0, SK_VCPU_GROUP_CONFIG, 0},
        {SK_CP0_CONFIG0, 16, 0, SK_VCPU_GROUP_CONFIG, 7},       {SK_CP0_CONFIG0 + 1, 16, 1, SK_VCPU_GROUP_CONFIG, 0},
        {SK_CP0_CONFIG0 + 2, 16, 2, SK_VCPU_GROUP_CONFIG, 0},   {SK_CP0_CONFIG0 + 3, 16, 3, SK_VCPU_GROUP_CONFIG, 0},
        {SK_CP0_CONFIG0 + 4, 16, 4, SK_VCPU_GROUP_CONFIG, 0},   {SK_CP0_CONFIG0 + 5, 16, 5, SK_VCPU_GROUP_CONFIG, 0},
        {SK_CP0_CONFIG0 + 6, 16, 6, SK_VCPU_GROUP_CONFIG, 0},   {SK_CP0_CONFIG0 + 7, 16, 7, SK_VCPU_GROUP_CONFIG, 0},
};

#define SLOTS (sizeof(slots) / sizeof(slots[0]))

static void get_groups(struct vcpu *v, unsigned groups)
{
	uint32_t valid = 0;

	for (unsigned i = 0; i < SLOTS; i++) {
		const struct slot *s = &slots[i];

		if (!(s->group & groups) || !emu_cp0_name(v->arch.model, s->reg, s->sel))
			continue;
		v->area->cp0[s->index] = emu_cp0_get(v->arch.model, s->reg, s->sel);
		valid |= 1u << s->index;
	}
	v->area->cp0_valid[0] = valid;
}

static void put(struct emu_cpu *cpu, const struct slot *s, uint32_t value)
{
	uint32_t old = emu_cp0_get(cpu, s->reg, s->sel);

	emu_cp0_set(cpu, s->reg, s->sel, (old & ~s->writable) | (value & s->writable));
	if (s->reg == COMPARE)
		emu_cp0_set(cpu, 13, 0, emu_cp0_get(cpu, 13, 0) & ~CAUSE_TI);
}

static void put_groups(struct vcpu *v, unsigned groups)
{
	uint32_t modified = v->area->cp0_modified[0];

	for (unsigned i = 0; i < SLOTS; i++) {
		const struct slot *s = &slots[i];

		if ((s->group & groups) && (modified & 1u << s->index) && s->writable)
			put(v->arch.model, s, v->area->cp0[s->index]);
	}
}

int arch_vcpu_state(struct vcpu *v, bool is_put, unsigned groups)
{
	if (groups & ~(unsigned)SK_VCPU_GROUP_ALL)
		return SK_EINVAL;
	if (groups & SK_VCPU_GROUP_FPU)
		return SK_ENOTSUP; /* the profile that guests see has no FPU */
	emu_cpu_advance(v->arch.model, sim.now);
	if (is_put)
		put_groups(v, groups);
	else
		get_groups(v, groups);
	return SK_OK;
}

/* The entry of the guest's TLB that holds for @p va: its half of the pair and the size of that, or false. */
static bool find(const struct vcpu *v, uint32_t va, uint32_t *lo, uint32_t *size)
{
	uint32_t asid = emu_cp0_get(v->arch.model, 10, 0) & 0xff;
	struct emu_tlb_entry e;

	for (unsigned i = 0; i < emu_tlb_size(v->arch.model); i++) {
		if (emu_tlb_get(v->arch.model, i, &e) || (e.entry_hi & HI_INVALID))
			continue;
		uint32_t pair = e.page_mask | 0x1fff;

		if (((e.entry_hi ^ va) & ~pair) || (!(e.entry_lo[0] & LO_GLOBAL) && (e.entry_hi & 0xff) != asid))
			continue;
		*size = (pair + 1) / 2;
		*lo = e.entry_lo[(va & *size) != 0];
		return *lo & LO_VALID;
	}
	return false;
}

int arch_vcpu_translate(struct vcpu *v, uint32_t gva, unsigned access, uint32_t *gpa, unsigned *rights, bool *uncached)
{
	uint32_t lo, size;

	*rights = SK_MEM_RWX;
	if (gva >= KSEG0 && gva < KSEG2) {
		*gpa = gva & KSEG_MASK;
		*uncached = gva >= KSEG1;
		return SK_OK;
	}
	if (!find(v, gva, &lo, &size))
		return SK_ENOENT;
	if (!(lo & LO_DIRTY))
		*rights = SK_MEM_RX;
	if (access & ~*rights)
		return SK_ENOENT;
	*gpa = (lo >> 6 << 12 & ~(size - 1)) | (gva & (size - 1));
	*uncached = LO_C(lo) == C_UNCACHED;
	return SK_OK;
}
