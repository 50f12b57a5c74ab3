// SPDX-License-Identifier: Apache-2.0
// What the MIPS backend embeds in the core's structures.
#ifndef SKERRY_ARCH_TYPES_H
#define SKERRY_ARCH_TYPES_H

#include <mips/percpu.h>
#include <mips/segctl_state.h>
#include <stdbool.h>
#include <stdint.h>

struct l1_slot;
struct thread;
struct user_regs;
struct vcpu;

typedef uint32_t pte_t;

/** Storage bytes per quota byte: structures have the sizes that SK_COST_* was made for. */
#define ARCH_POOL_SCALE 1

/** The part of struct cpu that assembly addresses; offsets come from build/offsets.c. */
struct cpu_arch {
	struct user_regs *frame;  /* where the next trap from user mode saves the registers */
	const struct l1_slot *l1; /* page table that TLB refills walk */
	uint8_t *stack_top;       /* of the kernel stack */
	uint32_t status_kernel;   /* Status while C code runs: kernel mode, interrupts off */
	uint32_t status_user;     /* Status on return to user mode, EXL set */
	uint32_t scratch[4];      /* registers that the refill path for large pages borrows */
	struct thread *thread;    /* whose frame, page table, UserLocal are loaded; null: none */
	struct vcpu *vcpu;        /* the guest of it that is loaded, or null */
	struct thread *fpu_owner; /* whose values are in the FPU; null: nobody's */
	uint32_t asid_generation; /* counts how often all ASIDs were taken back; never 0 */
	uint32_t asid_next;       /* next ASID to give out */
	uint32_t time_low;        /* Count when the time was last read */
	uint32_t time_high;       /* upper half of the 64-bit count */
	uint64_t timer_when;      /* what the timer is programmed for */
	struct cpu_calls calls;
};

/** Floating-point registers of a thread, FR=0: 16 pairs. */
struct fpu_state {
	uint64_t pair[16];
	uint32_t fcsr;
};

struct thread_arch {
	struct fpu_state fpu;
	uint32_t user_local;
};

/** ASID of a space on each CPU; valid while its generation is the CPU's. */
struct space_arch {
	struct {
		uint32_t generation;
		uint32_t asid;
	} on[MIPS_CPUS];
};

struct vm_arch {
	uint32_t unused;
};

#endif
