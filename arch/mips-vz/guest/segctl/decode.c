// SPDX-License-Identifier: Apache-2.0
// Instructions of the guest kernel that trap, and the branch before a trapping delay slot.
#include "segctl.h"

#include <mips/segments.h>
#include <skerry/arch/mmu.h>

static uint32_t field(uint32_t insn, unsigned shift, unsigned bits)
{
	return (insn >> shift) & ((1u << bits) - 1);
}

#define RS(insn) field(insn, 21, 5)
#define RT(insn) field(insn, 16, 5)
#define RD(insn) field(insn, 11, 5)

static uint32_t get(const struct sk_vcpu_area *area, unsigned reg)
{
	return reg ? area->gpr[reg] : 0;
}

static void set(struct sk_vcpu_area *area, unsigned reg, uint32_t value)
{
	if (reg)
		area->gpr[reg] = value;
}

bool segctl_branch(struct sk_vcpu_area *area, uint32_t insn, uint32_t pc, uint32_t *next)
{
	int32_t offset = (int16_t)insn;
	uint32_t target = pc + 4 + ((uint32_t)offset << 2);
	int32_t rs = (int32_t)get(area, RS(insn)), rt = (int32_t)get(area, RT(insn));
	bool taken;

	switch (insn >> 26) {
	case 0: /* SPECIAL: jr, jalr and their .hb forms */
		if ((insn & 0x3e) != 8)
			return false;
		*next = (uint32_t)rs;
		if (insn & 1)
			set(area, RD(insn), pc + 8);
		return true;
	case 1: /* REGIMM: bltz, bgez, likely and link forms */
		if (RT(insn) & 0x0c)
			return false;
		taken = (RT(insn) & 1) ? rs >= 0 : rs < 0;
		if (RT(insn) & 0x10)
			set(area, 31, pc + 8);
		break;
	case 3: /* jal */
		set(area, 31, pc + 8);
		/* fall through */
	case 2: /* j */
		*next = ((pc + 4) & 0xf0000000u) | (insn & 0x03ffffffu) << 2;
		return true;
	case 4:
	case 20:
		taken = rs == rt;
		break;
	case 5:
	case 21:
		taken = rs != rt;
		break;
	case 6:
	case 22:
		taken = rs <= 0;
		break;
	case 7:
	case 23:
		taken = rs > 0;
		break;
	default:
		return false;
	}
	*next = taken ? target : pc + 8;
	return true;
}

bool segctl_rdhwr(struct vcpu *v, uint32_t insn)
{
	unsigned reg = RD(insn);
	uint32_t value;

	if ((insn & 0xffe007ffu) != 0x7c00003bu)
		return false;
	if (!v->arch.kernel && !(v->arch.status & VST_CU0) && !(v->arch.hwrena & (1u << reg)))
		return false;
	switch (reg) {
	case 0:
		value = 0;
		break;
	case 1:
		value = 32;
		break;
	case 2:
		value = segctl_count(v);
		break;
	case 3:
		value = 2;
		break;
	case 29:
		value = v->arch.userlocal;
		break;
	default:
		return false;
	}
	set(v->area, RT(insn), value);
	v->stats[SK_VCPU_STAT_RDHWR]++;
	return true;
}

static enum guest_action policy_exit(struct vcpu *v, const struct guest_trap *t, unsigned reason)
{
	v->area->exit = (struct sk_vcpu_exit){
	        .reason = reason,
	        .flags = SK_EXITF_INSN | (t->bd ? SK_EXITF_BD : 0u) | (v->arch.kernel ? 0u : SK_EXITF_USER),
	        .insn = t->insn,
	        .branch = t->branch,
	};
	return GUEST_EXIT;
}

#define OP_CACHE          0x2fu
#define CACHE_PAGE        0xfffu
#define CACHE_INDEX_WB_I  0x00u
#define CACHE_INDEX_WB_D  0x01u
#define CACHE_HIT_INV_I   0x10u
#define CACHE_HIT_INV_D   0x11u
#define CACHE_HIT_WBINV_D 0x15u
#define CACHE_HIT_WB_D    0x19u
/* Kernels unroll their loops over cache lines so often. */
#define CACHE_RUN         32

#define NOWHERE (~(paddr_t)0)

/* Where the guest's @p va is: NOWHERE unless that is memory that the guest can load from and the kernel can address. */
static paddr_t memory_at(struct vcpu *v, uint32_t va)
{
	struct vtlb_entry *entry;
	uint32_t gpa;
	bool uncached;

	if (segctl_walk(v, va, false, &gpa, &uncached, &entry) != WALK_OK)
		return NOWHERE;
	struct mapping *m = space_lookup(&v->vm->space, gpa);

	if (!m || (m->flags & SPACE_MAP_DEVICE))
		return NOWHERE;
	paddr_t pa = m->pa + (gpa - m->va);

	return arch_phys_ptr(pa) ? pa : NOWHERE;
}

static uint32_t cache_va(const struct vcpu *v, uint32_t insn)
{
	int32_t offset = (int16_t)insn;

	return get(v->area, RS(insn)) + (uint32_t)offset;
}

/*
 * One cache operation in the page at @p page. Only addresses that the guest could load from reach the real caches; index
 * operations only ever write back or drop lines.
 */
static void cache_op(uint32_t op, uint32_t va, paddr_t page)
{
	if (op == CACHE_INDEX_WB_I || op == CACHE_INDEX_WB_D)
		hw_cache(op, KSEG0 + (va & 0x000fffffu));
	else if (page != NOWHERE &&
	         (op == CACHE_HIT_INV_I || op == CACHE_HIT_INV_D || op == CACHE_HIT_WBINV_D || op == CACHE_HIT_WB_D))
		/* A plain invalidate would drop data that others wrote before: it writes back as well. */
		hw_cache(op == CACHE_HIT_INV_D ? CACHE_HIT_WBINV_D : op, KSEG0 + (page | (va & CACHE_PAGE)));
}

/*
 * The trapped cache operation and, if it follows another one directly, those that follow it, as long as code and data stay in
 * their pages: two traps do for a piece of an unrolled loop. The pc is left at the last one done. Not inlined: other instructions would save its
 * registers.
 */
__attribute__((noinline)) static void cache_ops(struct vcpu *v, const struct guest_trap *t)
{
	uint32_t insn = t->insn, va = cache_va(v, insn), page_va = va & ~CACHE_PAGE, pc = v->area->pc;
	paddr_t page = memory_at(v, page_va), code = pc == v->arch.cache_pc && !t->bd ? memory_at(v, pc) : NOWHERE;
	const volatile uint32_t *next = code == NOWHERE ? NULL : arch_phys_ptr(code);

	v->stats[SK_VCPU_STAT_CACHE]++;
	for (unsigned done = 1;; done++) {
		cache_op(RT(insn), va, page);
		v->area->pc = pc + 4 * (done - 1);
		v->arch.cache_pc = pc + 4 * done;
		if (!next || done == CACHE_RUN || ((pc + 4 * done) & CACHE_PAGE) == 0)
			return;
		insn = next[done];
		va = cache_va(v, insn);
		if (insn >> 26 != OP_CACHE || (va & ~CACHE_PAGE) != page_va)
			return;
	}
}

static bool tlb_op(struct vcpu *v, uint32_t insn)
{
	switch (insn & 0x3f) {
	case 1:
		vtlb_read(v);
		break;
	case 2:
		vtlb_write(v, v->arch.index & (VTLB_ENTRIES - 1));
		break;
	case 3:
		vtlb_invalidate(v, false);
		break;
	case 4:
		vtlb_invalidate(v, true);
		break;
	case 6:
		vtlb_write(v, vtlb_random(&v->arch));
		break;
	case 8:
		vtlb_probe(v);
		break;
	default:
		return false;
	}
	v->stats[SK_VCPU_STAT_TLBOP]++;
	return true;
}

/* The instruction is done: the pc moves on, and an interrupt that it enabled is taken. */
static enum guest_action advance(struct vcpu *v, const struct guest_trap *t, uint32_t next)
{
	v->area->pc = t->bd ? next : v->area->pc + 4;
	segctl_inject_irq(v);
	return GUEST_RESUME;
}

/* With every interrupt masked nothing ends it: that is how a kernel halts its machine. */
static enum guest_action wait(struct vcpu *v, const struct guest_trap *t, uint32_t next)
{
	v->stats[SK_VCPU_STAT_WAIT]++;
	if (!(v->arch.status & VST_IM))
		return policy_exit(v, t, SK_EXIT_HALTED);
	segctl_timer_check(v);
	advance(v, t, next);
	return segctl_irq_waiting(v) ? GUEST_RESUME : GUEST_WAIT;
}

enum guest_action segctl_privileged(struct vcpu *v, const struct guest_trap *t)
{
	struct sk_vcpu_area *area = v->area;
	uint32_t insn = t->insn, next = 0, value;

	if (t->bd && !segctl_branch(area, t->branch, area->pc, &next))
		return policy_exit(v, t, SK_EXIT_INSN);
	if (insn >> 26 == OP_CACHE) {
		cache_ops(v, t);
		return advance(v, t, next);
	}
	if (insn >> 26 != 0x10)
		return policy_exit(v, t, SK_EXIT_INSN);
	switch (RS(insn)) {
	case 0: /* mfc0 */
		v->stats[SK_VCPU_STAT_MFC0]++;
		if (!segctl_read(v, RD(insn), insn & 7, &value))
			return policy_exit(v, t, SK_EXIT_INSN);
		set(area, RT(insn), value);
		return advance(v, t, next);
	case 4: /* mtc0 */
		v->stats[SK_VCPU_STAT_MTC0]++;
		if (!segctl_write(v, RD(insn), insn & 7, get(area, RT(insn))))
			return policy_exit(v, t, SK_EXIT_INSN);
		return advance(v, t, next);
	case 11: /* di, ei */
		if ((insn & 0xffdfu) != 0x6000u)
			break;
		v->stats[SK_VCPU_STAT_DIEI]++;
		set(area, RT(insn), v->arch.status);
		v->arch.status = (insn & 0x20) ? v->arch.status | VST_IE : v->arch.status & ~VST_IE;
		return advance(v, t, next);
	case 10: /* rdpgpr, wrpgpr: one register set, so a move */
	case 14:
		set(area, RD(insn), get(area, RT(insn)));
		return advance(v, t, next);
	default:
		break;
	}
	if (!(insn & 0x02000000u))
		return policy_exit(v, t, SK_EXIT_INSN);
	if ((insn & 0x3f) == 0x18) {
		segctl_eret(v);
		segctl_inject_irq(v);
		return GUEST_RETURN;
	}
	if ((insn & 0x3f) == 0x20)
		return wait(v, t, next);
	if ((insn & 0x3f) == 0x28)
		return policy_exit(v, t, SK_EXIT_HYPCALL);
	if (tlb_op(v, insn))
		return advance(v, t, next);
	return policy_exit(v, t, SK_EXIT_INSN);
}
