// SPDX-License-Identifier: Apache-2.0
// Inner interface of the build for several processors (smp/README.md), and what a board provides for it.
#ifndef MIPS_SMP_H
#define MIPS_SMP_H

#include <mips/kernel.h>

/** Something that another processor executes. */
struct cpu_call {
	void (*run)(struct cpu *cpu, const struct cpu_call *call);
	struct space *space;
	uint32_t va;
	unsigned order;
	struct vcpu *vcpu;
};

/** Makes each processor whose bit is set in @p mask, none of them this one, execute @p call; returns when they have. Lock
 * held. */
void smp_call(uint32_t mask, const struct cpu_call *call);
/** Executes what another processor has asked for, if it has. Interrupts off. */
void smp_serve(struct cpu *cpu);

/** True if this processor holds the kernel lock. */
bool smp_locked(void);

/** C entry of the other processors (secondary.S), on their own stacks. */
_Noreturn void smp_main(struct cpu *cpu);
/** Where they leave reset: 4 KiB aligned. */
extern uint8_t smp_entry[];
/** Structures by processor number, for smp_entry. */
extern struct cpu *smp_cpu[MIPS_CPUS];

/** Finds the blocks that several processors need and routes the board's interrupt controller to the first one, as it is
 * without them. @return processors there are; 1 when the blocks are missing */
unsigned board_find_cpus(void);
/** Lets processor @p id begin at @p entry, a kseg1 address. */
void board_start_cpu(unsigned id, uint32_t entry);
/** Sets up what is the running processor's own, number @p id: its calls and its timer can interrupt it. */
void board_init_cpu(unsigned id);
/** Cause.IP number of interrupts between processors. */
unsigned board_call_ip(void);
/** Interrupts processor @p id. */
void board_call(unsigned id);
/** Ends that interrupt on the running processor, number @p id. */
void board_call_end(unsigned id);

#endif
