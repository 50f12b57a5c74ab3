/* SPDX-License-Identifier: Apache-2.0 */
/* Contract: guest engines. One engine is chosen at boot (vz, segctl, emulated); the core does not know which. */
#ifndef SKERRY_ARCH_GUEST_H
#define SKERRY_ARCH_GUEST_H

#include <skerry/base.h>

struct vcpu;
struct vm;

/** True when a guest engine works on this processor; VM creation answers SK_ENOTSUP otherwise. */
bool arch_guest_supported(void);

/** Sets up engine state of a fresh vCPU in its reset state: profile sk24k, virtual TLB empty, pc 0xbfc00000. Lock held.
 * @return SK_OK or SK_E*. */
int arch_vcpu_init(struct vcpu *v);
/** Forgets it. Lock held; it is not running. */
void arch_vcpu_destroy(struct vcpu *v);

/**
 * Prepares to run: takes over the hostile state area (pc, status, cause's software bits; each read once and masked),
 * applies lines, delivers a pending virtual interrupt if the guest takes it. Lock held; v->thread->vcpu was set by the
 * core.
 * @return SK_OK, or an SK_EXIT_* reason as a positive number when it cannot start (exit fields filled).
 */
int arch_vcpu_enter(struct vcpu *v);

/** The run ends (exit, event, cancel): makes pc, status, cause current in the state area. Lock held. */
void arch_vcpu_leave(struct vcpu *v);

/** The level of v->lines changed, or the guest timer fired (timeout): delivers to a running or waiting guest. Lock
 * held.
 *  @return true when a guest blocked in WAIT has to wake. */
bool arch_vcpu_lines_changed(struct vcpu *v);

/** SK_VCPU_STATE. @p put and groups as in the ABI. Lock held; not running. */
int arch_vcpu_state(struct vcpu *v, bool put, unsigned groups);

/** SK_VCPU_TRANSLATE through the guest's own TLB and segments. @return SK_OK or SK_ENOENT. */
int arch_vcpu_translate(struct vcpu *v, uint32_t gva, unsigned access, uint32_t *gpa, unsigned *rights, bool *uncached);

#endif
