// SPDX-License-Identifier: Apache-2.0
// Coherence manager (GCR) and cluster power controller (CPC) of one core with several virtual processors.
#ifndef EMU_BOARD_CM_H
#define EMU_BOARD_CM_H

#include <stdint.h>

#include "bus.h"

#define CM_BASE  0x1fbf8000u /**< where the GCRs are; cannot be moved */
#define CM_SIZE  0x8000u     /**< bytes of registers */
#define CPC_SIZE 0x6000u     /**< bytes of registers */

#define CM_MAX_VPS 4

/** What software asks of a virtual processor. */
struct cm_ops {
	/** Resets the processor and lets it run from @p pc. Called for halted processors only. */
	void (*start)(void *ctx, unsigned vp, uint32_t pc);
	/** Halts the processor. */
	void (*stop)(void *ctx, unsigned vp);
};

/** Both register blocks. They place the windows of GIC and CPC. */
struct cm {
	uint32_t gic_base, cpc_base;
	uint32_t reset_base[CM_MAX_VPS];
	uint32_t other[CM_MAX_VPS];
	uint32_t running; /**< mask of virtual processors */
	unsigned vps;
	uint32_t gic_size;
	struct window gcr, cpc;
	struct window *gic;
	const struct cm_ops *ops;
	void *ctx;
};

/** Connects the blocks; cm_reset() follows. @p gic is the GIC's window of @p gic_size bytes, @p vps 1 to CM_MAX_VPS. */
void cm_init(struct cm *cm, struct bus *bus, unsigned vps, struct window *gic, uint32_t gic_size,
             const struct cm_ops *ops, void *ctx);
/** Maps the GCRs, hides GIC and CPC; only virtual processor 0 counts as running. */
void cm_reset(struct cm *cm);

#endif
