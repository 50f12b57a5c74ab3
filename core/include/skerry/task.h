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
	uint32_t cap_total;  /* cap_bytes once the whole table is cleared (task_grow) */
	uint32_t cap_scan;   /* destruction: slots below this are empty */
	struct list threads; /* struct thread.task_link, or struct vcpu.vm_link for VMs */
	uint16_t live[SPACE_L1_ENTRIES];
	struct l1_slot l1[SPACE_L1_ENTRIES];
};

/**
 * Creates a task or VM (@p type) in the empty slot @p slot, with the KIP mapped in a task.
 * @param slots of a task: capability slots, 8 to SK_SLOTS_MAX; what is beyond the first TASK_SLOTS_AT_ONCE is added by
 *              task_grow(); of a VM: 0
 * @return null and SK_EINVAL, SK_ENOMEM or SK_ENOTSUP in @p *error.
 */
struct task *task_create(struct factory *f, unsigned type, uint32_t slots, struct cap *slot, int *error);
#define TASK_SLOTS_AT_ONCE 64

/** Clears the next part of the capability table of @p t. SK_OK when it has all its slots, else SK_RESTART. */
int task_grow(struct task *t);

/** Adds a granule of kernel-user memory at @p va (SK_TASK_KUMEM). SK_EINVAL, SK_ERANGE, SK_EEXIST, SK_ENOMEM. */
int task_add_kumem(struct task *t, uint32_t va);

/**
 * The kernel's alias of @p bytes of kernel-user memory of @p t at @p va, aligned to SK_UTCB_SIZE and within one
 * granule; null if it is not kernel-user memory. The alias stays valid as long as the task.
 */
void *task_kumem_ptr(struct task *t, uint32_t va, uint32_t bytes);

#endif
