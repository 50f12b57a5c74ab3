/* SPDX-License-Identifier: Apache-2.0 */
/* The machine with processors of emu/cpu: what its parts know of each other. */
#ifndef SKERRY_SIM_MODEL_H
#define SKERRY_SIM_MODEL_H

#include <emu/cpu.h>
#include <skerry/sim/machine.h>
#include <skerry/thread.h>
#include <skerry/vcpu.h>

/** Most guests at a time: each has a processor of its own beside the one for user code. */
#define MODEL_GUESTS (EMU_MAX_CPUS - 1)

/** What a kernel entry costs in ticks; under a seed up to twice that. */
#define MODEL_ENTRY_TICKS 200

/* Cause.ExcCode. */
enum {
	EXC_MOD = 1,
	EXC_TLBL = 2,
	EXC_TLBS = 3,
	EXC_SYS = 8,
	EXC_RI = 10,
	EXC_CPU = 11,
	EXC_TLBRI = 19,
	EXC_TLBXI = 20,
};

/* Bits of CP0 Status and Cause. */
#define ST_IM      0x0000ff00u
#define ST_CU1     0x20000000u
#define CAUSE_TI   0x40000000u
#define CONFIG1_FP 1u

/** All processors are one system of the model, so that all of them see what any of them stores as code. */
struct model {
	struct emu_sys *sys;
	struct emu_cpu *user;     /* runs the threads' own code */
	struct thread *loaded;    /* whose UserLocal, FPU right and load link it has; null: nobody's */
	uint32_t space;           /* space_arch.id that its translations are of */
	struct thread *fpu_owner; /* whose values are in its floating-point registers; null: nobody's */
	struct vcpu *guest[MODEL_GUESTS];
};

extern struct model model;

/** Builds the processors over the machine's RAM. @return false when the host has no memory left. */
bool model_create(void);
void model_destroy(void);

/** Adds the time of a kernel entry; before every call of one. */
void model_charge(void);

/** Runs @p cpu for @p ticks (at least 1) from the machine's time on, which moves with it; never stops in a delay slot. */
enum emu_exit_reason model_run(struct emu_cpu *cpu, uint64_t ticks, struct emu_exit *exit);

/** Runs @p t, the current thread, in user mode for at most @p ticks, and enters the kernel if it traps. */
void user_run(struct thread *t, uint64_t ticks);

/** Gives the floating-point registers to @p t, which runs. */
void user_fpu_acquire(struct thread *t);

/** What a trap of @p t is, and which entry of the core takes it. Registers are in t->regs. */
void trap_enter(struct thread *t, const struct emu_exit *exit);

/** Runs the guest of @p v, which the current thread is in, for at most @p ticks, and enters the kernel if it leaves. */
void guest_run(struct vcpu *v, uint64_t ticks);

#endif
