/* SPDX-License-Identifier: Apache-2.0 */
/* Contract: interrupt lines. */
#ifndef SKERRY_ARCH_IRQ_H
#define SKERRY_ARCH_IRQ_H

#include <skerry/base.h>

/** Lines a driver may attach to: 0 to arch_irq_lines() - 1. */
unsigned arch_irq_lines(void);
/** True if the kernel keeps @p line for itself (timer, cascade, IPI) or it is not wired. */
bool arch_irq_reserved(unsigned line);
/** Masks a line. Idempotent. Lock held. */
void arch_irq_mask(unsigned line);
/** Unmasks a line; @p edge: it is edge triggered. A level line still asserted fires at once. Lock held. */
void arch_irq_unmask(unsigned line, bool edge);

#endif
