// SPDX-License-Identifier: Apache-2.0
// The one kernel's data, and the point where long operations look for interrupts.
#include <skerry/arch/cpu.h>
#include <skerry/kernel.h>

struct kernel kernel;

bool preempted(void)
{
	if (++kernel.steps < SK_STEPS)
		return false;
	/* While the interrupt waits every further step asks again, so that nested loops all end at once. */
	kernel.steps = SK_STEPS - 1;
	if (arch_irq_pending())
		return true;
	kernel.steps = 0;
	return false;
}
