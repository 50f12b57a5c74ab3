/* SPDX-License-Identifier: Apache-2.0 */
/* Interrupt lines of the board and the objects they belong to. */
#ifndef SKERRY_IRQ_LINE_H
#define SKERRY_IRQ_LINE_H

#include <skerry/irq.h>

/** Sets up the storm limit of a fresh object. */
void irq_line_init(struct irq *irq);

/** SK_IRQ_ACK: unmasks a line that was masked on delivery, unless the storm limit holds it. Harmless without a line. */
void irq_line_ack(struct irq *irq);

#endif
