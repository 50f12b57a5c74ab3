// SPDX-License-Identifier: Apache-2.0
// The kernel objects of a guest: its VM with the memory mapped into it, and its virtual processor.
#ifndef VMM_MAIN_VCPU_H
#define VMM_MAIN_VCPU_H

#include <skerry/abi/vcpu.h>
#include <skerry/rt/startup.h>
#include <stdbool.h>
#include <stdint.h>

/** Most notifications that one guest listens to. */
#define VCPU_EVENTS 4

/** Slots and state area of a guest's kernel objects. */
struct vcpu {
	sk_word_t vm;                 /**< slot */
	sk_word_t slot;               /**< slot of the virtual processor */
	sk_word_t event[VCPU_EVENTS]; /**< slots of the notifications that end a run */
	unsigned events;
	struct sk_vcpu_area *area;
	bool exists;
};

/**
 * Creates the VM and maps @p ram into it from guest-physical 0 on. The processor comes with vcpu_renew().
 * @return SK_OK, SK_ENOTSUP where no guest engine works, or the error of the operation that failed
 */
int vcpu_open(struct vcpu *vcpu, const struct rt_startup *startup, const struct rt_region *ram);

/** Lets the notification in @p slot (0: none) end a run; from the next vcpu_renew() on. */
void vcpu_listen(struct vcpu *vcpu, sk_word_t slot);

/** Replaces the virtual processor by a new one with a cleared state area. @return SK_OK or the error */
int vcpu_renew(struct vcpu *vcpu);

/**
 * Runs the guest until an exit, whose description is in the state area then.
 * @param mask lines to change, @p level their new level
 * @return SK_OK or the error
 */
int vcpu_run(struct vcpu *vcpu, uint32_t mask, uint32_t level);

/** Moves processor state (SK_VCPU_STATE). @return SK_OK or the error */
int vcpu_state(struct vcpu *vcpu, uint32_t get_or_put, uint32_t groups);

/** Reads all SK_VCPU_STATS_MAX statistics counters. @return SK_OK or the error */
int vcpu_stats(struct vcpu *vcpu, sk_word_t counters[SK_VCPU_STATS_MAX]);

#endif
