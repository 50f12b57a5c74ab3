// SPDX-License-Identifier: Apache-2.0
// What a trap of the guest means: a fill, a virtual exception, an emulated instruction, or an exit.
#include "segctl.h"

/* An access the VM has no memory for: the VMM's device models answer it. */
static enum guest_action mmio(struct vcpu *v, const struct guest_trap *t, uint32_t gpa, bool write, bool fetch,
                              bool mapped)
{
	v->area->exit = (struct sk_vcpu_exit){
	        .reason = mapped || fetch ? SK_EXIT_FAULT : SK_EXIT_MMIO,
	        .flags = (t->bd ? SK_EXITF_BD : 0u) | (write ? SK_EXITF_WRITE : 0u) |
	                 (fetch ? SK_EXITF_FETCH : SK_EXITF_INSN) | (v->arch.kernel ? 0u : SK_EXITF_USER),
	        .gva = t->badvaddr,
	        .gpa = gpa,
	        .insn = fetch ? 0 : t->insn,
	        .branch = t->branch,
	};
	return GUEST_EXIT;
}

static enum guest_action memory_trap(struct vcpu *v, const struct guest_trap *t)
{
	uint32_t va = t->badvaddr, gpa = 0;
	bool write = t->exc == EXC_TLBS || t->exc == EXC_MOD, uncached;
	bool fetch = !write && (va == v->area->pc || (t->bd && va == v->area->pc + 4));
	struct vtlb_entry *entry;

	switch (segctl_walk(v, va, write, &gpa, &uncached, &entry)) {
	case WALK_OK:
		break;
	case WALK_ADDRESS:
		v->arch.badvaddr = va;
		segctl_inject(v, write ? EXC_ADES : EXC_ADEL, t->bd);
		return GUEST_RESUME;
	case WALK_REFILL:
		segctl_inject_tlb(v, write ? EXC_TLBS : EXC_TLBL, va, true, t->bd);
		return GUEST_RESUME;
	case WALK_INVALID:
		segctl_inject_tlb(v, write ? EXC_TLBS : EXC_TLBL, va, false, t->bd);
		return GUEST_RESUME;
	case WALK_READONLY:
		segctl_inject_tlb(v, EXC_MOD, va, false, t->bd);
		return GUEST_RESUME;
	}
	if (segctl_fill(v, va, gpa, write, entry))
		return GUEST_RESUME;
	return mmio(v, t, gpa, write, fetch, space_lookup(&v->vm->space, gpa) != NULL);
}

/* A register access that only needs RDHWR. */
static enum guest_action reserved(struct vcpu *v, const struct guest_trap *t)
{
	uint32_t next = v->area->pc + 4;

	if ((!t->bd || segctl_branch(v->area, t->branch, v->area->pc, &next)) && segctl_rdhwr(v, t->insn))
		v->area->pc = next;
	else
		segctl_inject(v, EXC_RI, t->bd);
	return GUEST_RESUME;
}

static enum guest_action coprocessor(struct vcpu *v, const struct guest_trap *t)
{
	if (t->ce == 0 && (v->arch.kernel || (v->arch.status & VST_CU0)))
		return segctl_privileged(v, t);
	segctl_inject(v, EXC_CPU, t->bd);
	v->arch.cause |= t->ce << 28;
	return GUEST_RESUME;
}

enum guest_action segctl_handle(struct vcpu *v, const struct guest_trap *t)
{
	switch (t->exc) {
	case EXC_MOD:
	case EXC_TLBL:
	case EXC_TLBS:
		return memory_trap(v, t);
	case EXC_ADEL:
	case EXC_ADES:
		v->arch.badvaddr = t->badvaddr;
		segctl_inject(v, t->exc, t->bd);
		return GUEST_RESUME;
	case EXC_CPU:
		return coprocessor(v, t);
	case EXC_RI:
		return reserved(v, t);
	case EXC_SYS:
	case EXC_BP:
	case EXC_TR:
	case EXC_OV:
		segctl_inject(v, t->exc, t->bd);
		return GUEST_RESUME;
	default:
		/* What the profile does not have (MSA, DSP, coprocessor 2, debug) is a reserved instruction. */
		segctl_inject(v, EXC_RI, t->bd);
		return GUEST_RESUME;
	}
}
