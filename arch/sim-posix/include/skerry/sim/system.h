/* SPDX-License-Identifier: Apache-2.0 */
/* A booted kernel for tests: system calls, faults, interrupts and time from the outside. */
#ifndef SKERRY_SIM_SYSTEM_H
#define SKERRY_SIM_SYSTEM_H

#include <skerry/sim/machine.h>
#include <skerry/task.h>
#include <skerry/thread.h>

#define SIM_ROOT_VADDR 0x00010000u /* where the root task's only segment stands */
#define SIM_ROOT_BYTES 0x00010000u

/** A new machine with sim.image and sim.layout filled in: one segment, no module, one device range, a pool of 4 MiB. */
void sim_prepare(void);

/** Boots what sim_prepare() made and the test may have changed. @return the root task's thread, which is current. */
struct thread *sim_boot(void);

/** sim_prepare() and sim_boot(). */
struct thread *sim_system(void);

/** What a system call left in the caller's registers. */
struct sim_result {
	int32_t v0; /* error or tag */
	uint32_t v1;
	uint32_t w[4];
	bool back; /* the caller is current again; else it blocked or is gone, and the rest means nothing */
};

/** Makes @p t the current thread of this CPU: others of its priority yield, time passes. Fails the test when it does not
 * come to it. */
void sim_switch_to(struct thread *t);

/** A system call of @p t, which is switched to first, with the first four message words; repeated while the kernel
 * restarts it. Words 4 and up are the UTCB's. */
struct sim_result sim_syscall(struct thread *t, uint32_t selector, uint32_t tag, uint32_t timeouts, const uint32_t *w);

/** An object operation of @p t: @p n words follow @p opcode, as uint32_t. */
struct sim_result sim_invoke(struct thread *t, uint32_t slot, uint32_t opcode, unsigned n, ...);

/** The same, for v0 alone; SK_RESTART when the caller is not back. */
#define sim_op(...) sim_code(sim_invoke(__VA_ARGS__))
int sim_code(struct sim_result r);

/** An instruction of @p t that reads, writes or fetches at @p va. On a fault enters the kernel and returns false. */
bool sim_access(struct thread *t, uint32_t va, unsigned access, uint32_t *word);

/** Raises an interrupt line, or lowers a level; delivers what is unmasked. */
void sim_irq_raise(unsigned line);
void sim_irq_lower(unsigned line);

/** Lets @p us microseconds pass: timer interrupts come when they are due. */
void sim_advance(uint64_t us);

#endif
