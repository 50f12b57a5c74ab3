/* SPDX-License-Identifier: Apache-2.0 */
/* Per-CPU data of a build for several processors: KScratch3 holds the address of the processor's structure. */
/* clang-format off */
#ifndef MIPS_PERCPU_H
#define MIPS_PERCPU_H

/** Processors that this build can run on. */
#define MIPS_CPUS 4
/** Lines that reach the processor beside its interrupt controller. */
#define CPU_IRQ_LINES 0
/** Cacheability of cached memory: coherent, exclusive on write. */
#define CCA_CACHED 5

#ifdef __ASSEMBLER__
#define CP0_KSCRATCH_CPU $31, 4

/* Makes cpu0 this processor's structure. Boot processor only; uses t0. */
.macro cpu_boot
	lui	t0, %hi(cpu0)
	addiu	t0, t0, %lo(cpu0)
	mtc0	t0, CP0_KSCRATCH_CPU
.endm
.macro cpu_base reg, offset
	mfc0	\reg, CP0_KSCRATCH_CPU
.endm
/* cpu_op lw, t0, CPU_L1, k1: accesses the word at \offset; \base comes from cpu_base. */
.macro cpu_op op, reg, offset, base
	\op	\reg, \offset(\base)
.endm
.macro cpu_address reg
	mfc0	\reg, CP0_KSCRATCH_CPU
.endm
/* While the processor idles: goes to \label if another one has called it, by the memory that says so. Uses t1. An
 * interrupt line can go under in QEMU as the timer's can (see idle in trap/entry.S). */
.macro cpu_called label
	mfc0	t1, CP0_KSCRATCH_CPU
	lw	t1, CPU_RESCHEDULE(t1)
	bnez	t1, \label
	nop
.endm
#else
#include <stdbool.h>
#include <stdint.h>

struct cpu;
struct cpu_call;
struct space;
struct thread;
struct vcpu;

/** What other processors want of this one, in struct cpu_arch. */
struct cpu_calls {
	uint32_t reschedule;         /* entry_reschedule() is due */
	const struct cpu_call *call; /* set by the caller, cleared when it was executed */
	uint32_t joined;             /* it is in the core's table of processors */
	uint32_t held_max;           /* longest hold of the kernel lock, in counts; debug builds */
};

/** The processor that this code runs on. */
static inline struct cpu *this_cpu(void)
{
	struct cpu *cpu;

	__asm__ volatile("mfc0 %0, $31, 4" : "=r"(cpu));
	return cpu;
}

/** Index of @p cpu in tables with an entry for each. */
unsigned percpu_index(const struct cpu *cpu);

/** Interrupt entry, lock not held: @p ip is Cause.IP as far as allowed. @return true if another processor's call was
 * taken, and what follows from it done. */
bool percpu_called(struct cpu *cpu, uint32_t ip);

/** True if another processor waits for the kernel lock, which this one holds. */
bool percpu_awaited(void);

/** Takes the kernel lock unless this processor holds it. @return what percpu_unlock() wants */
bool percpu_lock(void);
void percpu_unlock(bool taken);

/** @p next (null: nothing) runs next: takes off @p cpu what belongs to the thread before. Lock held. */
void percpu_release(struct cpu *cpu, const struct thread *next);

/** Drops translations of @p s, as arch_tlb_flush() does here, on the other processors. Lock held. */
void percpu_flush(struct space *s, uint32_t va, unsigned order);

/** If another processor has the guest @p v loaded: makes that one drop its shadows. @return whether one has. Lock held. */
bool percpu_guest_flush(struct vcpu *v);

/** Before the core is set up: starts the other processors, which stop at the kernel lock. Lock held. @return processors */
unsigned percpu_start(void);
/** The core is set up: waits until each is in the core's table. Lock not held. */
void percpu_join(void);

/** True on the first processor to report a fatal fault; others wait for ever, so that reports do not mix. */
void percpu_panic(void);
#endif

#endif
