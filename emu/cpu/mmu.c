// SPDX-License-Identifier: Apache-2.0
// Virtual to physical: segments (fixed or by SegCtl), the TLB's verdict, the host's mappings, and the soft TLB.
#include "model.h"

#include <string.h>

/* ---- Segments ---------------------------------------------------------------------------------------------------- */

/** SegCtl access modes (AM): what user, supervisor and kernel see. U unmapped, M mapped, - error. */
static const char access_modes[8][4] = {"--U", "--M", "-MM", "MMM", "MMU", "-UU", "---", "UUU"};

static struct segment segment_of(uint16_t cfg, unsigned who, bool erl, uint32_t size)
{
	bool unmapped_on_error = (cfg & 8) && erl;
	char kind = access_modes[(cfg >> 4) & 7][who];
	struct segment seg = {.kind = SEG_ERROR};

	if (unmapped_on_error)
		kind = 'U';
	if (kind == 'M')
		seg.kind = SEG_MAPPED;
	if (kind == 'U') {
		seg.kind = SEG_UNMAPPED;
		seg.base = (uint32_t)(cfg >> 9 & 7) << 29 & ~(size - 1);
	}
	return seg;
}

static void segments_of_mode(const struct emu_cpu *cpu, enum mode mode, struct segment seg[8])
{
	static const uint8_t who_of[MODE_COUNT] = {
	        [MODE_KERNEL] = 2, [MODE_SUPER] = 1, [MODE_USER] = 0, [MODE_ERL] = 2};
	const uint32_t *ctl = &C0(SEGCTL0);
	bool erl = mode == MODE_ERL;
	unsigned who = who_of[mode];

	/* CFG5 and CFG4 are the low gigabytes, CFG3 to CFG0 the upper 512 MB pieces. */
	for (unsigned i = 0; i < 4; i++) {
		uint16_t cfg = (uint16_t)(ctl[2] >> (i < 2 ? 16 : 0));

		seg[i] = segment_of(cfg, who, erl, 1u << 30);
		if (seg[i].kind == SEG_UNMAPPED)
			seg[i].base += (i % 2) << 29;
	}
	for (unsigned i = 4; i < 8; i++) {
		unsigned n = 7 - i;

		seg[i] = segment_of((uint16_t)(ctl[n / 2] >> (n % 2 * 16)), who, erl, 1u << 29);
	}
}

void mmu_update_segments(struct emu_cpu *cpu)
{
	for (unsigned mode = 0; mode < MODE_COUNT; mode++) {
		struct segment seg[8];
		bool moved = false;

		segments_of_mode(cpu, (enum mode)mode, seg);
		if (!memcmp(seg, cpu->ctx->seg[mode], sizeof(seg)))
			continue;
		/* Links between blocks rely on unmapped segments staying where they are. */
		for (unsigned i = 0; i < 8; i++)
			moved |= cpu->ctx->seg[mode][i].kind == SEG_UNMAPPED &&
			         memcmp(&seg[i], &cpu->ctx->seg[mode][i], sizeof(seg[i])) != 0;
		memcpy(cpu->ctx->seg[mode], seg, sizeof(seg));
		soft_flush_mode(cpu, (enum mode)mode);
		if (moved)
			block_flush_all(cpu->sys);
	}
}

/* ---- Translation ------------------------------------------------------------------------------------------------- */

static bool fail(struct fault *fault, unsigned code, uint32_t va, enum emu_access access)
{
	*fault =
	        (struct fault){.code = (uint8_t)code, .address = va, .has_address = true, .fetch = access == EMU_FETCH};
	return false;
}

static bool address_error(struct fault *fault, uint32_t va, enum emu_access access)
{
	return fail(fault, access == EMU_WRITE ? EXC_ADES : EXC_ADEL, va, access);
}

static bool tlb_fault(struct fault *fault, unsigned code, uint32_t va, enum emu_access access, bool refill)
{
	fail(fault, code, va, access);
	fault->tlb = true;
	fault->refill = refill;
	return false;
}

static bool translate_tlb(const struct emu_cpu *cpu, uint32_t va, enum emu_access access, struct place *place,
                          struct fault *fault)
{
	unsigned miss = access == EMU_WRITE ? EXC_TLBS : EXC_TLBL;
	const struct tlb_entry *e = tlb_match(cpu, va);
	uint32_t lo, half;

	if (!e)
		return tlb_fault(fault, miss, va, access, true);
	half = (e->mask >> 1) + 1;
	lo = e->lo[(va & half) != 0];
	if (!(lo & LO_V))
		return tlb_fault(fault, miss, va, access, false);
	if (access == EMU_READ && (lo & LO_RI))
		return tlb_fault(fault, C0(PAGEGRAIN) & PG_IEC ? EXC_TLBRI : EXC_TLBL, va, access, false);
	if (access == EMU_FETCH && (lo & LO_XI))
		return tlb_fault(fault, C0(PAGEGRAIN) & PG_IEC ? EXC_TLBXI : EXC_TLBL, va, access, false);
	if (access == EMU_WRITE && !(lo & LO_D))
		return tlb_fault(fault, EXC_MOD, va, access, false);
	place->pa = (((lo >> 6) << 12) & ~(half - 1)) | (va & (half - 1));
	place->soft = e->global ? SOFT_GLOBAL : 0;
	return true;
}

static uint8_t right_for(enum emu_access access)
{
	return access == EMU_READ ? EMU_PERM_R : access == EMU_WRITE ? EMU_PERM_W : EMU_PERM_X;
}

static bool translate_user(const struct emu_cpu *cpu, uint32_t va, enum emu_access access, struct place *place,
                           struct fault *fault)
{
	struct emu_mapping m = {0};

	if (va >> 31)
		return address_error(fault, va, access);
	cpu->host_ops->translate(cpu->host_ctx, cpu, va, access, &m);
	if (!m.perms)
		return tlb_fault(fault, access == EMU_WRITE ? EXC_TLBS : EXC_TLBL, va, access, true);
	if (!(m.perms & right_for(access)))
		return tlb_fault(fault,
		                 access == EMU_WRITE  ? EXC_MOD
		                 : access == EMU_READ ? EXC_TLBRI
		                                      : EXC_TLBXI,
		                 va, access, false);
	place->pa = m.pa;
	place->soft = 0;
	return true;
}

/** Second stage of a hosted guest: guest-physical to physical. */
static bool translate_guest(const struct emu_cpu *cpu, uint32_t va, enum emu_access access, struct place *place,
                            struct fault *fault)
{
	struct emu_mapping m = {0};
	uint32_t gpa = place->pa;

	cpu->host_ops->translate(cpu->host_ctx, cpu, gpa, access, &m);
	if (!(m.perms & right_for(access))) {
		fail(fault, EXC_GPA, va, access);
		fault->gpa = gpa;
		return false;
	}
	place->pa = m.pa;
	return true;
}

bool mmu_translate(const struct emu_cpu *cpu, enum mode mode, uint32_t va, enum emu_access access, struct place *place,
                   struct fault *fault)
{
	const struct segment *seg = &cpu->ctx->seg[mode][va >> 29];

	if (cpu->hosted == HOST_USER)
		return translate_user(cpu, va, access, place, fault);
	switch (seg->kind) {
	case SEG_ERROR:
		return address_error(fault, va, access);
	case SEG_UNMAPPED:
		place->pa = seg->base | (va & 0x1fffffff);
		place->soft = SOFT_GLOBAL | SOFT_UNMAPPED;
		break;
	case SEG_MAPPED:
		if (!translate_tlb(cpu, va, access, place, fault))
			return false;
		break;
	}
	if (cpu->hosted == HOST_GUEST) {
		/* A guest's unmapped segments are mapped by its host: blocks there must not be chained for good. */
		place->soft &= ~SOFT_UNMAPPED;
		return translate_guest(cpu, va, access, place, fault);
	}
	return true;
}

/** A guest-physical address without a mapping is the host's affair: the run ends. */
static void exit_gpa(struct emu_cpu *cpu, enum emu_access access, unsigned size)
{
	cpu->exit.reason = EMU_EXIT_GPA;
	cpu->exit.trap.access = access;
	cpu->exit.trap.va = cpu->fault.address;
	cpu->exit.trap.gpa = cpu->fault.gpa;
	cpu->exit.trap.size = (uint8_t)size;
	cpu->leave = true;
}

bool mmu_access(struct emu_cpu *cpu, enum mode mode, uint32_t va, enum emu_access access, unsigned size,
                struct place *place)
{
	struct soft_entry *e = &cpu->soft_tlb[mode][va / PAGE_SIZE % SOFT_ENTRIES];
	uint32_t page = va & PAGE_MASK;
	uintptr_t host;
	bool writable;

	if (!mmu_translate(cpu, mode, va, access, place, &cpu->fault)) {
		if (cpu->fault.code == EXC_GPA)
			exit_gpa(cpu, access, size);
		return false;
	}
	place->host = bus_page(cpu->sys, place->pa, &place->region, &writable);
	if (place->host && access == EMU_WRITE && !writable)
		place->host = NULL;
	if (!place->host)
		return true;
	place->pa = place->region->pa + (uint32_t)(place->host - place->region->host);
	host = (uintptr_t)place->host - va;
	if (e->host != host || (e->tag[EMU_READ] != page && e->tag[EMU_WRITE] != page && e->tag[EMU_FETCH] != page)) {
		e->tag[EMU_READ] = e->tag[EMU_WRITE] = e->tag[EMU_FETCH] = TAG_NONE;
		e->host = host;
	}
	e->pa = (place->pa & PAGE_MASK) | place->soft;
	if (access != EMU_WRITE || !place->region->code[(place->pa - place->region->pa) / PAGE_SIZE].blocks)
		e->tag[access] = page;
	return true;
}

bool mmu_fetch(struct emu_cpu *cpu, uint32_t va, uint32_t *pa, bool *unmapped)
{
	const struct soft_entry *e = &cpu->soft[va / PAGE_SIZE % SOFT_ENTRIES];
	struct place place = {0};

	if (e->tag[EMU_FETCH] == (va & (PAGE_MASK | 3))) {
		*pa = (e->pa & PAGE_MASK) | (va & ~PAGE_MASK);
		*unmapped = e->pa & SOFT_UNMAPPED;
		return true;
	}
	if (va & 3)
		return address_error(&cpu->fault, va, EMU_FETCH);
	cpu->cur_pc = va;
	if (!mmu_access(cpu, (enum mode)cpu->mode, va, EMU_FETCH, 4, &place))
		return false;
	*pa = place.pa;
	*unmapped = place.soft & SOFT_UNMAPPED;
	return true;
}

/* ---- Soft TLB ---------------------------------------------------------------------------------------------------- */

static void entry_clear(struct soft_entry *e)
{
	e->tag[EMU_READ] = e->tag[EMU_WRITE] = e->tag[EMU_FETCH] = TAG_NONE;
}

void jump_flush(struct emu_cpu *cpu)
{
	/* The generation makes old entries miss; when it wraps they are really cleared. */
	cpu->jump_generation += 1u << 8;
	if (!cpu->jump_generation)
		for (unsigned i = 0; i < JUMP_ENTRIES; i++)
			cpu->jump[i].va = 1;
	cpu->fetch_key = cpu->jump_generation | cpu->mode;
}

void soft_flush_mode(struct emu_cpu *cpu, enum mode mode)
{
	for (unsigned i = 0; i < SOFT_ENTRIES; i++)
		entry_clear(&cpu->soft_tlb[mode][i]);
	jump_flush(cpu);
}

void soft_flush(struct emu_cpu *cpu)
{
	for (unsigned mode = 0; mode < MODE_COUNT; mode++)
		soft_flush_mode(cpu, (enum mode)mode);
}

void soft_flush_range(struct emu_cpu *cpu, uint32_t va, uint32_t size)
{
	uint32_t pages = size / PAGE_SIZE;
	bool code = false;

	if (pages >= SOFT_ENTRIES || !pages) {
		soft_flush(cpu);
		return;
	}
	for (unsigned mode = 0; mode < MODE_COUNT; mode++) {
		for (uint32_t p = va; p != va + pages * PAGE_SIZE; p += PAGE_SIZE) {
			struct soft_entry *e = &cpu->soft_tlb[mode][p / PAGE_SIZE % SOFT_ENTRIES];

			code |= e->tag[EMU_FETCH] != TAG_NONE;
			entry_clear(e);
		}
	}
	if (code)
		jump_flush(cpu);
}

void soft_flush_asid(struct emu_cpu *cpu)
{
	bool code = false;

	for (unsigned mode = 0; mode < MODE_COUNT; mode++) {
		for (unsigned i = 0; i < SOFT_ENTRIES; i++) {
			struct soft_entry *e = &cpu->soft_tlb[mode][i];

			if (e->pa & SOFT_GLOBAL)
				continue;
			code |= e->tag[EMU_FETCH] != TAG_NONE;
			entry_clear(e);
		}
	}
	if (code)
		jump_flush(cpu);
}

void soft_protect(struct emu_sys *sys, const uint8_t *page)
{
	for (unsigned i = 0; i < sys->ncpus; i++) {
		for (unsigned mode = 0; mode < MODE_COUNT; mode++) {
			for (unsigned n = 0; n < SOFT_ENTRIES; n++) {
				struct soft_entry *e = &sys->cpu[i]->soft_tlb[mode][n];

				if (e->tag[EMU_WRITE] != TAG_NONE && e->host + e->tag[EMU_WRITE] == (uintptr_t)page)
					e->tag[EMU_WRITE] = TAG_NONE;
			}
		}
	}
}
