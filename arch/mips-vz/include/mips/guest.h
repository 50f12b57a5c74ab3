// SPDX-License-Identifier: Apache-2.0
// What a guest engine of this backend provides besides skerry/arch/guest.h, and where the trap path calls it.
#ifndef MIPS_GUEST_H
#define MIPS_GUEST_H

#include <mips/kernel.h>

struct space;
struct vcpu;

/*
 * While cpu->current->vcpu is set, the frame that traps save into is that vCPU's state area. An engine installs its own
 * vectors, one 4 KiB page laid out like trap/vectors.S, by ebase_select() in guest_load(), and the kernel's in
 * guest_unload(); they join trap/entry.S at trap_interrupt and trap_return.
 */

/** @p v is about to run in user mode on @p cpu: translation, segments, vectors, UserLocal and HWREna become the
 * guest's. */
void guest_load(struct cpu *cpu, struct vcpu *v);
/** Somebody else, or its own VMM, runs next: everything that guest_load() changed becomes the host's again. */
void guest_unload(struct cpu *cpu, struct vcpu *v);

/** Drops every translation that was derived from [va, va + 1 << order) of the guest-physical space @p s. */
void guest_space_flush(struct space *s, uint32_t va, unsigned order);

/** Sets EBase to @p base, 4 KiB aligned in kseg0. */
void ebase_select(const void *base);

#endif
