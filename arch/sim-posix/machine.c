// SPDX-License-Identifier: Apache-2.0
// The simulated machine's state and what ends it: reset, panic.
#include <skerry/arch/cpu.h>
#include <skerry/arch/smp.h>
#include <skerry/log.h>
#include <skerry/sim/machine.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Under a seed one question in so many finds an interrupt that is not there. */
#define CHANCE_OF_PREEMPTION 16

struct sim sim;

void sim_reset(void)
{
	sim_power_on(SIM_RAM_BASE, SIM_RAM_BYTES);
}

void sim_power_on(paddr_t base, uint32_t bytes)
{
	jmp_buf *escape = sim.escape;
	uint8_t *ram = sim.ram;
	uint32_t had = sim.ram_bytes;

	memset(&sim, 0, sizeof(sim));
	sim.escape = escape;
	/* calloc of this size takes fresh zero pages: what is never touched costs nothing. Used ones are given back. */
	bool again = ram && bytes == had;

	if (!again)
		free(ram);
	sim.ram = again ? ram : calloc(1, (size_t)bytes + SK_PAGE_SIZE);
	sim.ram_base = base;
	sim.ram_bytes = bytes;
	if (sim.ram == NULL || (again && madvise(sim_ram(base), bytes, MADV_DONTNEED) != 0))
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

/* The xorshift64* sequence of S. Vigna. */
uint32_t sim_chance(uint32_t below)
{
	if (sim.chance == 0)
		return 0;
	sim.chance ^= sim.chance >> 12;
	sim.chance ^= sim.chance << 25;
	sim.chance ^= sim.chance >> 27;
	return (uint32_t)((sim.chance * 0x2545f4914f6cdd1dull) >> 32) % below;
}

bool arch_irq_pending(void)
{
	if (sim.run > sim.longest_run)
		sim.longest_run = sim.run;
	sim.run = 0;
	sim.questions++;
	if (sim.preempt_every && sim.questions % sim.preempt_every == 0)
		return true;
	if (sim.chance && sim_chance(CHANCE_OF_PREEMPTION) == 0)
		return true;
	return sim_interrupted();
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
	va_list args;

	va_start(args, format);
	vsnprintf(sim.panic, sizeof(sim.panic), format, args);
	va_end(args);
	log_printf("%s", sim.panic);
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
