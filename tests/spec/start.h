/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel and the actors that a sequence of operations starts with. */
#ifndef SKERRY_SPEC_START_H
#define SKERRY_SPEC_START_H

#include <skerry/sim/system.h>

#include "system.h"

/** Who acts, and what may not go. */
struct spec {
	struct thread *thread[SPEC_ACTORS]; /* the kernel's; in the model they have the same numbers */
	int actor[SPEC_ACTORS];             /* the thread in the model */
	int task[SPEC_ACTORS];              /* its task in the model */
	bool keep[MODEL_OBJECTS];           /* what boot and setup made */
	int root_factory;
	uint32_t used_by_nobody; /* bytes of the root factory that belong to no object */
};

extern struct spec spec;

#endif
