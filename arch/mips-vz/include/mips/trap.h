// SPDX-License-Identifier: Apache-2.0
// Between the assembly and the C half of the trap path.
#ifndef MIPS_TRAP_H
#define MIPS_TRAP_H

#include <skerry/cpu.h>
#include <skerry/regs.h>

/* Called by trap/entry.S with interrupts off on the kernel stack; the registers are in cpu->arch.frame. */

/** `syscall` instruction of user code. */
void trap_syscall(struct cpu *cpu);
/** Any other trap of user code but interrupts. */
void trap_exception(struct cpu *cpu, uint32_t cause, uint32_t badvaddr);
/** Loads what differs for cpu->current, unless that is null. */
void trap_switch(struct cpu *cpu);
/** The core has chosen: loads what differs. @return the frame to restore, null to idle. */
struct user_regs *trap_finish(struct cpu *cpu);

/** If the trap behind @p regs came from Debug mode, leaves that and sets the pc to the `sdbbp`. @return whether it did */
bool trap_left_debug_mode(struct user_regs *regs);

/** Leaves Debug mode and comes back in kernel mode. Implemented in assembly. */
void debug_mode_leave(void);

#endif
