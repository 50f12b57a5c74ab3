// SPDX-License-Identifier: Apache-2.0
// MIPS Global Interrupt Controller with its counter, for the virtual processors of one core.
#ifndef EMU_BOARD_GIC_H
#define EMU_BOARD_GIC_H

#include <stdbool.h>
#include <stdint.h>

#include "bus.h"

#define GIC_SOURCES 128
#define GIC_MAX_VPS 4
#define GIC_SIZE    0x20000u   /**< bytes of registers */
#define GIC_HZ      100000000u /**< rate of the counter */

/** Per virtual processor. */
struct gic_vp {
	uint32_t pending, mask; /**< local interrupts: bit 1 COMPARE, 4 and 5 SWINT */
	uint32_t compare_map, swint_map[2];
	uint32_t compare;
	uint32_t other;
	uint8_t pins; /**< levels driven at present */
	struct vclock_event match;
	struct gic *gic;
};

/** The controller. */
struct gic {
	uint32_t enabled[GIC_SOURCES / 32], pending[GIC_SOURCES / 32];
	uint32_t lines[GIC_SOURCES / 32];
	uint32_t polarity[GIC_SOURCES / 32], edge[GIC_SOURCES / 32], dual[GIC_SOURCES / 32];
	uint32_t map_pin[GIC_SOURCES];
	int8_t map_vp[GIC_SOURCES]; /**< -1: none */
	bool stopped;
	uint32_t count_base; /**< counter minus periods passed; the counter itself while stopped */
	struct gic_vp vp[GIC_MAX_VPS];
	unsigned vps;
	struct bus *bus;
	/** Drives pin @p pin (processor input IP pin + 2) of a virtual processor. */
	void (*drive)(void *ctx, unsigned vp, unsigned pin, bool level);
	void *drive_ctx;
};

/** Resets. @p vps is 1 to GIC_MAX_VPS. */
void gic_init(struct gic *gic, struct bus *bus, unsigned vps,
              void (*drive)(void *ctx, unsigned vp, unsigned pin, bool level), void *drive_ctx);
/** Level of external source @p source; @p ctx is the controller. Fits struct irq_line. */
void gic_set(void *ctx, unsigned source, bool level);

/** GIC_SIZE bytes of registers; dev is a struct gic. */
extern const struct device_ops gic_ops;

#endif
