// SPDX-License-Identifier: Apache-2.0
// The segctl engine behind the core's guest contract.
#include "segctl.h"

#include <skerry/arch/guest.h>
#include <skerry/factory.h>
#include <skerry/thread.h>

SK_STATIC_ASSERT(sizeof(struct vcpu) <= SK_COST_VCPU * ARCH_POOL_SCALE, "a vCPU must fit its charge");

int arch_vcpu_init(struct vcpu *v)
{
	segctl_reset(v);
	v->area->pc = 0xbfc00000u;
	v->area->status = v->arch.status;
	v->area->cause = v->arch.cause;
	return SK_OK;
}

void arch_vcpu_destroy(struct vcpu *v)
{
	timeout_cancel(&v->timer);
	segctl_flush(v);
}

/* Cause.IP6:2 follow the lines the VMM drives. */
static void apply_lines(struct vcpu *v)
{
	v->arch.cause = (v->arch.cause & ~(uint32_t)(SK_VCPU_LINES << 8)) | (v->lines & SK_VCPU_LINES) << 8;
}

/* A VMM that injects an exception describes it in Cause. The lines are driven otherwise, and the timer is the kernel's. */
#define CAUSE_FROM_VMM (VCA_BD | VCA_CE | VCA_EXC | VCA_IV | VCA_IP_SW)

int arch_vcpu_enter(struct vcpu *v)
{
	uint32_t status = *(volatile uint32_t *)&v->area->status;
	uint32_t cause = *(volatile uint32_t *)&v->area->cause;

	v->arch.cause = (v->arch.cause & ~CAUSE_FROM_VMM) | (cause & CAUSE_FROM_VMM);
	segctl_set_status(v, status & VST_WRITABLE);
	apply_lines(v);
	segctl_timer_check(v);
	segctl_inject_irq(v);
	return SK_OK;
}

void arch_vcpu_leave(struct vcpu *v)
{
	v->area->status = v->arch.status;
	v->area->cause = v->arch.cause;
}

bool arch_vcpu_lines_changed(struct vcpu *v)
{
	apply_lines(v);
	segctl_timer_check(v);
	if (v->thread && v->thread->vcpu == v)
		segctl_inject_irq(v);
	return segctl_irq_waiting(v);
}

int arch_vcpu_translate(struct vcpu *v, uint32_t gva, unsigned access, uint32_t *gpa, unsigned *rights, bool *uncached)
{
	struct vtlb_entry *entry;

	if (segctl_walk(v, gva, (access & SK_MEM_W) != 0, gpa, uncached, &entry) != WALK_OK)
		return SK_ENOENT;
	*rights = SK_MEM_R | SK_MEM_X;
	if (segctl_walk(v, gva, true, gpa, uncached, &entry) == WALK_OK)
		*rights |= SK_MEM_W;
	return SK_OK;
}
