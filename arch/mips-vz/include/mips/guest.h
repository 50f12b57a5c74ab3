// SPDX-License-Identifier: Apache-2.0
// What a guest engine of this backend provides besides skerry/arch/guest.h, and where the trap path calls it.
#ifndef MIPS_GUEST_H
#define MIPS_GUEST_H

#include <mips/kernel.h>

struct space;
struct vcpu;

/*
 * While cpu->current->vcpu is set, the frame that traps save into is that vCPU's state area, so the generic vectors
 * serve guests too. An engine that wants its own (refill from a shadow table, emulation in assembly) installs a second
 * set, one 4 KiB page laid out like trap/vectors.S, by ebase_select() in guest_load(), and the kernel's in
 * guest_unload(); its slow paths join trap/entry.S at trap_general and trap_interrupt, with the same register contract.
 */

/**
 * A trap of a guest, other than an interrupt.
 * @param cause, badvaddr as CP0 has them; the registers are in v->area, the pc that of the instruction
 * Runs on the kernel stack, interrupts off, before the kernel lock is taken; enters the core by entry_guest() or one of
 * the entries, or returns to go on with the guest.
 */
void guest_trap(struct cpu *cpu, struct vcpu *v, uint32_t cause, uint32_t badvaddr);

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
