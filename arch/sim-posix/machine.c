// SPDX-License-Identifier: Apache-2.0
// The simulated machine's state and what ends it: reset, panic.
#include <skerry/arch/cpu.h>
#include <skerry/arch/smp.h>
#include <skerry/log.h>
#include <skerry/sim/machine.h>
#include <skerry/thread.h>
#include <skerry/vcpu.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "internal.h"

struct sim sim;

void sim_reset(void)
{
	jmp_buf *escape = sim.escape;
	uint8_t *ram = sim.ram;

	memset(&sim, 0, sizeof(sim));
	sim.escape = escape;
	/* calloc of this size takes fresh zero pages: what is never touched costs nothing. Used ones are given back. */
	sim.ram = ram ? ram : calloc(1, SIM_RAM_BYTES + SK_PAGE_SIZE);
	if (sim.ram == NULL || (ram && madvise(sim_ram(SIM_RAM_BASE), SIM_RAM_BYTES, MADV_DONTNEED) != 0))
		abort();
	sim.on = &sim.cpu[0];
	for (unsigned i = 0; i < CPU_MAX; i++)
		sim.cpu[i].arch.timer = ~(uint64_t)0;
	for (unsigned i = 0; i < SIM_IRQ_LINES; i++)
		sim.line[i].masked = true;
	sim.guest_supported = true;
}

struct cpu *arch_cpu(void)
{
	return sim.on;
}

bool arch_irq_pending(void)
{
	if (sim.run > sim.longest_run)
		sim.longest_run = sim.run;
	sim.run = 0;
	sim.questions++;
	if (sim.preempt_every && sim.questions % sim.preempt_every == 0)
		return true;
	return sim.now >= sim.on->arch.timer || sim_waiting_line() >= 0;
}

void arch_thread_init(struct thread *t)
{
	t->arch = (struct thread_arch){.live = true};
}

void arch_thread_set_user_local(struct thread *t, uint32_t value)
{
	t->arch.user_local = value;
}

void arch_thread_destroy(struct thread *t)
{
	t->arch.live = false;
}

static _Noreturn void leave(void)
{
	if (sim.escape)
		longjmp(*sim.escape, 1);
	fprintf(stderr, "%s\n", sim.panic);
	abort();
}

void panic(const char *format, ...)
{
	unsigned start = sim.console_length;
	va_list args;

	va_start(args, format);
	log_vprintf(format, args);
	va_end(args);
	snprintf(sim.panic, sizeof(sim.panic), "%s", sim.console + start);
	leave();
}

void arch_board_reset(bool power_off)
{
	sim.ended = true;
	sim.power_off = power_off;
	leave();
}

const char *sim_panic_of(void (*f)(void *arg), void *arg)
{
	jmp_buf here;

	sim.panic[0] = 0;
	sim.ended = false;
	sim.escape = &here;
	if (setjmp(here) == 0) {
		f(arg);
		sim.escape = NULL;
		return NULL;
	}
	sim.escape = NULL;
	sim.lock_held = false;
	return sim.panic;
}

void arch_ipi_reschedule(struct cpu *cpu)
{
	(void)cpu;
	sim.ipis++;
}

void arch_kernel_lock(void)
{
	if (sim.lock_held)
		panic("sim: the kernel lock is taken twice");
	sim.lock_held = true;
}

void arch_kernel_unlock(void)
{
	if (!sim.lock_held)
		panic("sim: the kernel lock is given back twice");
	sim.lock_held = false;
	if (sim.at_unlock) {
		void (*others)(void) = sim.at_unlock;

		sim.at_unlock = NULL;
		others();
	}
}
