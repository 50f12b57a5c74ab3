/* SPDX-License-Identifier: Apache-2.0 */
/* Contract: processor control. */
#ifndef SKERRY_ARCH_CPU_H
#define SKERRY_ARCH_CPU_H

#include <skerry/base.h>

struct cpu;
struct thread;

/*
 * <skerry/arch/types.h>, resolved by the build to the backend, defines: pte_t (uint32_t), ARCH_POOL_SCALE (storage
 * bytes per quota byte: 1 where pointers are 32 bits), struct cpu_arch, struct thread_arch, struct space_arch, struct
 * vcpu_arch, struct vm_arch. The core embeds them and never looks inside.
 */

/** The CPU this code runs on. Any context. */
struct cpu *arch_cpu(void);

/** True when an unmasked interrupt, the timer, or another CPU for the kernel lock waits: the core's preemption points ask
 * it. Lock held, interrupts off. O(1). */
bool arch_irq_pending(void);

/** Initializes arch state of a new thread (no FPU context, UserLocal @p user_local). Lock held. */
void arch_thread_init(struct thread *t);
/** Sets what `rdhwr $29` gives to the thread. Lock held. */
void arch_thread_set_user_local(struct thread *t, uint32_t value);
/** Forgets @p t: FPU ownership and the like. Lock held; the thread never runs again. */
void arch_thread_destroy(struct thread *t);

/** Sends the board into reset (or power-off where it can) after draining the console. Any context. */
_Noreturn void arch_board_reset(bool power_off);

#endif
