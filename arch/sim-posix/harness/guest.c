// SPDX-License-Identifier: Apache-2.0
// Guest engine without a processor: records what the core asks for, and tests decide the answers.
#include <skerry/arch/guest.h>
#include <skerry/sim/machine.h>
#include <skerry/vcpu.h>

#define RESET_PC 0xbfc00000u

bool arch_guest_supported(void)
{
	return sim.guest_supported;
}

int arch_vcpu_init(struct vcpu *v)
{
	if (sim.vcpu_init_result)
		return sim.vcpu_init_result;
	v->arch = (struct vcpu_arch){.live = true};
	v->area->pc = RESET_PC;
	return SK_OK;
}

void arch_vcpu_destroy(struct vcpu *v)
{
	v->arch.live = false;
}

int arch_vcpu_enter(struct vcpu *v)
{
	if (sim.vcpu_enter_result)
		return sim.vcpu_enter_result;
	v->arch.running = true;
	return SK_OK;
}

void arch_vcpu_leave(struct vcpu *v)
{
	v->arch.running = false;
}

bool arch_vcpu_lines_changed(struct vcpu *v)
{
	v->arch.lines_changed++;
	return sim.vcpu_wakes;
}

int arch_vcpu_state(struct vcpu *v, bool put, unsigned groups)
{
	(void)groups;
	if (sim.vcpu_state_result)
		return sim.vcpu_state_result;
	for (unsigned i = 0; i < SK_CP0_REGS; i++) {
		if (put)
			v->arch.cp0[i] = v->area->cp0[i];
		else
			v->area->cp0[i] = v->arch.cp0[i];
	}
	return SK_OK;
}

int arch_vcpu_translate(struct vcpu *v, uint32_t gva, unsigned access, uint32_t *gpa, unsigned *rights, bool *uncached)
{
	(void)v;
	if (sim.vcpu_translate_result)
		return sim.vcpu_translate_result;
	*gpa = gva & 0x1fffffff;
	*rights = access;
	*uncached = false;
	return SK_OK;
}
