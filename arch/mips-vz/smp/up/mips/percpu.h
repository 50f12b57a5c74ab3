/* SPDX-License-Identifier: Apache-2.0 */
/* Per-CPU data of a build for one processor: it stands at a fixed address. */
/* clang-format off */
#ifndef MIPS_PERCPU_H
#define MIPS_PERCPU_H

/** Processors that this build can run on. */
#define MIPS_CPUS 1
/** Lines that reach the processor beside its interrupt controller: Cause.IP0 to IP7. */
#define CPU_IRQ_LINES 8
/** Cacheability of cached memory: write-back. */
#define CCA_CACHED 3

#ifdef __ASSEMBLER__
.macro cpu_boot
.endm
.macro cpu_called label
.endm
/* The address is built into every access: two instructions reach any word with one register. \offset is that of the word
 * or, where several words near each other follow, of the first. */
.macro cpu_base reg, offset
	lui	\reg, %hi(cpu0 + \offset)
.endm
/* cpu_op lw, t0, CPU_L1, k1: accesses the word at \offset; \base comes from cpu_base. */
.macro cpu_op op, reg, offset, base
	\op	\reg, %lo(cpu0 + \offset)(\base)
.endm
.macro cpu_address reg
	lui	\reg, %hi(cpu0)
	addiu	\reg, \reg, %lo(cpu0)
.endm
#else
#include <stdbool.h>
#include <stdint.h>

struct cpu;
struct space;
struct thread;
struct vcpu;
extern struct cpu cpu0;

/* Nobody calls, and nobody is to be called. smp/mp/mips/percpu.h says what each of these is for. */
struct cpu_calls {
};

/** The processor that this code runs on. */
static inline struct cpu *this_cpu(void)
{
	return &cpu0;
}

static inline unsigned percpu_index(const struct cpu *cpu)
{
	(void)cpu;
	return 0;
}

static inline bool percpu_called(struct cpu *cpu, uint32_t ip)
{
	(void)cpu;
	(void)ip;
	return false;
}

static inline bool percpu_awaited(void)
{
	return false;
}

static inline bool percpu_lock(void)
{
	return false;
}

static inline void percpu_unlock(bool taken)
{
	(void)taken;
}

/* What is loaded stays until somebody else needs the processor. */
static inline void percpu_release(struct cpu *cpu, const struct thread *next)
{
	(void)cpu;
	(void)next;
}

static inline void percpu_flush(struct space *s, uint32_t va, unsigned order)
{
	(void)s;
	(void)va;
	(void)order;
}

static inline bool percpu_guest_flush(struct vcpu *v)
{
	(void)v;
	return false;
}

static inline unsigned percpu_start(void)
{
	return 1;
}

static inline void percpu_join(void)
{
}

static inline void percpu_panic(void)
{
}
#endif

#endif
