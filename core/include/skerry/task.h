/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks and VMs: an address space, and for tasks a capability table. */
#ifndef SKERRY_TASK_H
#define SKERRY_TASK_H

#include <skerry/cap.h>
#include <skerry/space.h>

/** A protection domain. A VM (SK_TYPE_VM) is a task without capabilities whose space is guest-physical. */
struct task {
	struct kobject obj;
	struct space space;
	struct cap *caps;    /* table; null for VMs */
	uint32_t cap_bytes;  /* slots << SK_SEL_SHIFT: a selector below this is in range */
	struct list threads; /* struct thread.task_link, or struct vcpu.vm_link for VMs */
	struct l1_slot l1[SPACE_L1_ENTRIES];
};

/** Creates a task with @p slots capability slots; KIP mapped, fixed slots 1, 3 filled from @p f's side by the caller.
 */
struct task *task_create(struct factory *f, unsigned type, uint32_t slots, struct cap *slot, int *error);

/** Adds a granule of kernel-user memory at @p va (SK_TASK_KUMEM). */
int task_add_kumem(struct task *t, uint32_t va);

/**
 * The kernel's alias of @p bytes of kernel-user memory of @p t at @p va, aligned to SK_UTCB_SIZE and within one
 * granule; null if it is not kernel-user memory. The alias stays valid as long as the task.
 */
void *task_kumem_ptr(struct task *t, uint32_t va, uint32_t bytes);

#endif
