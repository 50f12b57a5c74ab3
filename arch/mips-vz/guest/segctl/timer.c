// SPDX-License-Identifier: Apache-2.0
// Guest timer: Count and Compare in terms of the host's counter.
#include "segctl.h"

#include <skerry/arch/cpu.h>
#include <skerry/arch/timer.h>

uint32_t segctl_count(const struct vcpu *v)
{
	return (v->arch.cause & VCA_DC) ? v->arch.count_stopped : hw_count() + v->arch.count_offset;
}

/* Arms the host timer for the next match; a match right now counts as one full round away, as on hardware. */
static void arm(struct vcpu *v)
{
	uint32_t distance = v->arch.compare - segctl_count(v);

	if (v->arch.cause & VCA_DC) {
		v->arch.deadline = ~0ull;
		bool taken = percpu_lock();

		timeout_cancel(&v->timer);
		percpu_unlock(taken);
		return;
	}
	v->arch.deadline = arch_time_now() + (distance ? distance : 1ull << 32);
	/* Reached from the core, which holds the kernel lock, and straight from a trap, which does not. */
	bool taken = percpu_lock();

	timeout_set(arch_cpu(), &v->timer, v->arch.deadline);
	percpu_unlock(taken);
}

void segctl_set_count(struct vcpu *v, uint32_t value)
{
	v->arch.count_stopped = value;
	v->arch.count_offset = value - hw_count();
	arm(v);
}

void segctl_set_compare(struct vcpu *v, uint32_t value)
{
	v->arch.compare = value;
	v->arch.cause &= ~(VCA_TI | VCA_IP_TIMER);
	arm(v);
}

void segctl_stop_count(struct vcpu *v, bool stopped)
{
	if (stopped) {
		v->arch.count_stopped = segctl_count(v);
		v->arch.cause |= VCA_DC;
	} else {
		v->arch.cause &= ~VCA_DC;
		v->arch.count_offset = v->arch.count_stopped - hw_count();
	}
	arm(v);
}

void segctl_timer_check(struct vcpu *v)
{
	if (arch_time_now() < v->arch.deadline)
		return;
	v->arch.cause |= VCA_TI | VCA_IP_TIMER;
	arm(v);
}
