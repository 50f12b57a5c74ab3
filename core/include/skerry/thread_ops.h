/* SPDX-License-Identifier: Apache-2.0 */
/* The protocol of thread objects. */
#ifndef SKERRY_THREAD_OPS_H
#define SKERRY_THREAD_OPS_H

#include <skerry/object_types.h>
#include <skerry/thread.h>

/** SK_THREAD_*; see struct object_ops. */
int thread_invoke(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag);

#endif
