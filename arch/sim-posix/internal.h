/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the simulation backend know of each other. */
#ifndef SKERRY_SIM_INTERNAL_H
#define SKERRY_SIM_INTERNAL_H

/** The lowest line that is asserted and not masked, or -1. */
int sim_waiting_line(void);

#endif
