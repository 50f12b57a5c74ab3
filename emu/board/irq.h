// SPDX-License-Identifier: Apache-2.0
// An interrupt line: what a device drives and an interrupt controller or processor listens to.
#ifndef EMU_BOARD_IRQ_H
#define EMU_BOARD_IRQ_H

#include <stdbool.h>
#include <stddef.h>

/** The far end of a line. All zero: not connected. */
struct irq_line {
	void (*set)(void *ctx, unsigned input, bool level);
	void *ctx;
	unsigned input;
};

/** Drives the line. Repeating a level is allowed and has no effect on edge-triggered inputs. */
static inline void irq_line_set(const struct irq_line *line, bool level)
{
	if (line->set != NULL)
		line->set(line->ctx, line->input, level);
}

#endif
