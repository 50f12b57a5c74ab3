// SPDX-License-Identifier: Apache-2.0
// Driver for the coherence manager's global control registers.
#ifndef DRIVERS_CM_H
#define DRIVERS_CM_H

#include <drivers/mmio.h>
#include <stdbool.h>

/** First revision with virtual processors in every core; earlier ones number cores only. */
#define CM_REVISION_3 8

/** A processor as the manager names it. */
struct cm_cpu {
	unsigned core; /**< from 0 */
	unsigned vp;   /**< virtual processor in that core, from 0 */
};

/** True if @p gcr, at physical address @p base, is the register block it claims to be. */
bool cm_present(struct mmio gcr, uint32_t base);

/** Major revision: 6 is CM2, 7 is CM2.5, 8 is CM3, 9 is CM3.5. */
unsigned cm_revision(struct mmio gcr);

/** Cores of this cluster. */
unsigned cm_cores(struct mmio gcr);
/** Virtual processors of the calling processor's core. */
unsigned cm_vps(struct mmio gcr);

/** Puts the interrupt controller at @p base, 128 KiB aligned. @return false if there is none. */
bool cm_place_gic(struct mmio gcr, uint32_t base);
/** Puts the power controller at @p base, 32 KiB aligned. @return false if there is none. */
bool cm_place_cpc(struct mmio gcr, uint32_t base);

/** The calling core takes part in coherence. */
void cm_join(struct mmio gcr);

/** Says where @p cpu begins when it leaves reset: @p entry, a kseg1 address, 4 KiB aligned. Leaves that processor
 * selected for the core-other registers. */
void cm_set_entry(struct mmio gcr, struct cm_cpu cpu, uint32_t entry);

#endif
