/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of the stress program: which frame is mapped at which place, and with what rights. */
#ifndef SHADOW_H
#define SHADOW_H

#include "smp.h"

#define FRAMES     16
#define PLACES     12         /* in each task */
#define HOME       0x10000000 /* frames as root always has them, one after the other */
#define PLACE_BASE 0x20000000

/** Stamps the frames. */
void shadow_init(void);
/** Puts a random frame, or nothing, at a random place of a random task. */
void shadow_change(struct worker *w);
/** Takes a random frame away from every place that has it. */
void shadow_revoke(struct worker *w);
/** Loads from or stores to a random place of the worker's own task, and checks what came of it. */
void shadow_check(struct worker *w);

#endif
