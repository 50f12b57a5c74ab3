/* SPDX-License-Identifier: Apache-2.0 */
/* Contract: several processors. */
#ifndef SKERRY_ARCH_SMP_H
#define SKERRY_ARCH_SMP_H

#include <skerry/base.h>

struct cpu;

/** Makes @p cpu, another one, enter the kernel soon to look at its run queue. Lock held. In UP builds never called. */
void arch_ipi_reschedule(struct cpu *cpu);

/** The big kernel lock, fair (ticket). In UP builds both do nothing. Interrupts off. */
void arch_kernel_lock(void);
void arch_kernel_unlock(void);

#endif
