/* SPDX-License-Identifier: Apache-2.0 */
/* Backend types of the simulation, embedded by the core. */
#ifndef SKERRY_ARCH_TYPES_H
#define SKERRY_ARCH_TYPES_H

#include <stdbool.h>
#include <stdint.h>

struct emu_cpu;

/** Pointers are 64 bits here: a structure takes at most twice what it costs in quota bytes. */
#define ARCH_POOL_SCALE 2

/** Address 31:14, order 13:9, uncached 4, rights 3:1, valid 0. */
typedef uint32_t pte_t;

/** One simulated processor. */
struct cpu_arch {
	uint64_t timer; /* programmed point in time, ~0 for none */
};

/** A thread's state beside its registers. */
struct thread_arch {
	uint64_t fpr[32]; /* floating point: current while another thread has the processor's registers */
	uint32_t fcsr;
	uint32_t user_local;
	bool live; /* between arch_thread_init and arch_thread_destroy */
};

/** An address space; the id names it in the software TLB, never 0 while it is alive. */
struct space_arch {
	uint32_t id;
};

/** A vCPU: with a processor of the model behind it, or without one where tests play the guest engine. */
struct vcpu_arch {
	struct emu_cpu *model;
	uint32_t cp0[32];
	bool live;              /* between arch_vcpu_init and arch_vcpu_destroy */
	bool running;           /* between arch_vcpu_enter and arch_vcpu_leave */
	unsigned lines_changed; /* calls of arch_vcpu_lines_changed */
};

#endif
