// SPDX-License-Identifier: Apache-2.0
// Virtual exceptions and interrupts: delivery to the guest, ERET, mode changes.
#include "segctl.h"

static bool kernel_mode(uint32_t status)
{
	return (status & (VST_EXL | VST_ERL)) != 0 || (status & VST_UM) == 0;
}

void segctl_set_status(struct vcpu *v, uint32_t status)
{
	bool erl_changed = ((v->arch.status ^ status) & VST_ERL) != 0;
	bool kernel = kernel_mode(status);

	v->arch.status = status;
	if (kernel != (bool)v->arch.kernel) {
		v->arch.kernel = kernel;
		hw_guest_mode(v);
	}
	if (erl_changed)
		hw_guest_asid(v);
}

static uint32_t vector_base(const struct vcpu_arch *a)
{
	return (a->status & VST_BEV) ? 0xbfc00200u : a->ebase & 0xfffff000u;
}

/* EPC and BD are taken over only on the way from EXL = 0 (PRA vol. III, exception entry). */
static void enter(struct vcpu *v, unsigned exc, bool bd, uint32_t offset)
{
	struct vcpu_arch *a = &v->arch;

	if (!(a->status & VST_EXL)) {
		a->epc = v->area->pc;
		a->cause = (a->cause & ~VCA_BD) | (bd ? VCA_BD : 0);
	}
	a->cause = (a->cause & ~VCA_EXC) | (exc << 2);
	segctl_set_status(v, a->status | VST_EXL);
	v->area->pc = vector_base(a) + offset;
	v->stats[SK_VCPU_STAT_INJECT]++;
}

void segctl_inject(struct vcpu *v, unsigned exc, bool bd)
{
	v->arch.cause &= ~VCA_CE;
	enter(v, exc, bd, 0x180);
}

void segctl_inject_tlb(struct vcpu *v, unsigned exc, uint32_t va, bool refill, bool bd)
{
	struct vcpu_arch *a = &v->arch;
	uint32_t offset = refill && !(a->status & VST_EXL) ? 0 : 0x180;

	a->badvaddr = va;
	a->context = (a->context & 0xff800000u) | ((va >> 9) & 0x007ffff0u);
	a->entryhi = (va & 0xffffe000u) | (a->entryhi & 0xffu);
	enter(v, exc, bd, offset);
}

bool segctl_irq_waiting(const struct vcpu *v)
{
	return (v->arch.cause & v->arch.status & VCA_IP) != 0;
}

void segctl_inject_irq(struct vcpu *v)
{
	struct vcpu_arch *a = &v->arch;
	uint32_t pending = a->cause & a->status & VCA_IP;
	uint32_t offset = 0x180;

	if (!pending || (a->status & (VST_IE | VST_EXL | VST_ERL)) != VST_IE)
		return;
	if (a->cause & VCA_IV) {
		uint32_t number = 31u - (uint32_t)__builtin_clz(pending) - 8u;

		offset = 0x200 + ((a->intctl >> 5) & 0x1f) * 32 * number;
	}
	v->stats[SK_VCPU_STAT_VIRQ]++;
	enter(v, EXC_INT, false, offset);
}

void segctl_eret(struct vcpu *v)
{
	struct vcpu_arch *a = &v->arch;

	if (a->status & VST_ERL) {
		v->area->pc = a->errorepc;
		segctl_set_status(v, a->status & ~VST_ERL);
	} else {
		v->area->pc = a->epc;
		segctl_set_status(v, a->status & ~VST_EXL);
	}
	v->stats[SK_VCPU_STAT_ERET]++;
}
