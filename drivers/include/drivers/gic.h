// SPDX-License-Identifier: Apache-2.0
// Driver for the MIPS global interrupt controller.
#ifndef DRIVERS_GIC_H
#define DRIVERS_GIC_H

#include <drivers/mmio.h>
#include <stdbool.h>

/** Output pins to a processor; pin n is Cause.IP(n + 2). */
#define GIC_PINS 6

/** Masks every shared line and lets the counter run. */
void gic_init(struct mmio gic);

/** Number of shared lines. */
unsigned gic_lines(struct mmio gic);

/** Makes shared @p line drive @p pin of processor @p vp, as a rising-edge or high-level line; it stays masked. */
void gic_route(struct mmio gic, unsigned line, unsigned vp, unsigned pin, bool edge);

void gic_mask(struct mmio gic, unsigned line);
void gic_unmask(struct mmio gic, unsigned line);

/** Makes the edge line @p line pending, as its source would: an interrupt to the processor that it is routed to. */
void gic_raise(struct mmio gic, unsigned line);
/** Ends the pending edge of @p line. */
void gic_clear(struct mmio gic, unsigned line);

/** On each processor: masks everything local to it; where the processor's own timer goes through the controller it
 * drives @p timer_pin. */
void gic_init_local(struct mmio gic, unsigned timer_pin);

#endif
