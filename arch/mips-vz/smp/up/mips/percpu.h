/* SPDX-License-Identifier: Apache-2.0 */
/* Per-CPU data of a build for one processor: it stands at a fixed address. */
/* clang-format off */
#ifndef MIPS_PERCPU_H
#define MIPS_PERCPU_H

/** Processors that this build can run on. */
#define MIPS_CPUS 1

#ifdef __ASSEMBLER__
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
struct cpu;
extern struct cpu cpu0;

/** The processor that this code runs on. */
static inline struct cpu *this_cpu(void)
{
	return &cpu0;
}
#endif

#endif
