// SPDX-License-Identifier: Apache-2.0
// Driver for the cluster power controller.
#ifndef DRIVERS_CPC_H
#define DRIVERS_CPC_H

#include <drivers/mmio.h>
#include <stdbool.h>

/** Starts the virtual processors in @p mask (bit n: number n) of the calling processor's core (CM3 and later). */
void cpc_run_vps(struct mmio cpc, uint32_t mask);

/** Powers @p core up, or resets it if it has power; it begins where the coherence manager was told (CM2). */
void cpc_start_core(struct mmio cpc, unsigned core);

/** Waits for @p core to run, at most @p polls looks. @return whether it does. */
bool cpc_core_runs(struct mmio cpc, unsigned core, unsigned polls);

#endif
