/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that come and go. */
#ifndef ROOT_H
#define ROOT_H

#include <skerry/abi/boot.h>

#include "smp.h"

/** Starts the short-lived thread of @p w on processor @p cpu: it counts w->heartbeat up for ever. */
int root_start_short(struct worker *w, unsigned cpu);
/** Destroys it, running or not. */
int root_end_short(struct worker *w);

#endif
