/* SPDX-License-Identifier: Apache-2.0 */
/* Delegation of memory and capabilities by typed items. */
#ifndef SKERRY_DELEGATE_H
#define SKERRY_DELEGATE_H

#include <skerry/task.h>

/** One typed item on its way. */
struct delegate {
	uint32_t item;   /* word 0 as sent: kind, attribute, hot spot (abi/fpage.h) */
	uint32_t fpage;  /* word 1 as sent: flexpage in the sender's space */
	uint32_t window; /* the receiver's flexpage: memory window or slot; its rights are not looked at */
	uint32_t result; /* out: the flexpage as the receiver got it */
	bool receiver;   /* out: the error is the receiver's (window, slot, quota) */
};

/**
 * Delegates one typed item from @p from to @p to: the common part of IPC items and SK_TASK_MAP. Bounded, never to be
 * restarted.
 * @return SK_OK, or of the sender: SK_EINVAL, SK_ENOENT (nothing mapped), SK_ENOCAP, SK_ERANGE (more than one mapping),
 * SK_ERIGHTS, SK_EBUSY, SK_EDYING, SK_EDEPTH; of the receiver: SK_EINVAL, SK_ERANGE, SK_EEXIST, SK_ENOMEM.
 */
int delegate_item(struct task *from, struct task *to, struct delegate *d);

#endif
