// SPDX-License-Identifier: Apache-2.0
// One processor: interrupts are off in the kernel, so there is nothing to lock and nobody to call.
#include <skerry/arch/smp.h>

void arch_ipi_reschedule(struct cpu *cpu)
{
	(void)cpu;
}

void arch_kernel_lock(void)
{
}

void arch_kernel_unlock(void)
{
}
