/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the simulation backend know of each other. */
#ifndef SKERRY_SIM_INTERNAL_H
#define SKERRY_SIM_INTERNAL_H

#include <skerry/base.h>

struct space;

/** The lowest line that is asserted and not masked, or -1. */
int sim_waiting_line(void);

/*
 * The processors, one of two sets of files (harness/, host/), also implement arch_thread_*(), skerry/arch/guest.h, and:
 */

/** Forgets what they translated for @p s in 1 << @p order bytes from @p va (order 31: everything). */
void sim_processor_flush(struct space *s, uint32_t va, unsigned order);

/** The kernel wrote @p bytes of RAM at @p pa: instructions that were decoded from there are not valid any more. */
void sim_processor_memory(paddr_t pa, uint32_t bytes);

#endif
