// SPDX-License-Identifier: Apache-2.0
// Console, interrupt lines and time of the simulated machine.
#include <skerry/arch/console.h>
#include <skerry/arch/irq.h>
#include <skerry/arch/timer.h>
#include <skerry/sim/machine.h>

#include <skerry/sim/internal.h>

void arch_console_putc(char c)
{
	if (sim.console_length + 1 < SIM_CONSOLE)
		sim.console[sim.console_length++] = c;
	if (sim.terminal)
		sim.terminal(c);
}

int arch_console_getc(void)
{
	if (sim.keyboard)
		return sim.keyboard();
	return sim.input && *sim.input ? (unsigned char)*sim.input++ : -1;
}

const char *sim_console(void)
{
	sim.console[sim.console_length] = 0;
	return sim.console;
}

void sim_console_clear(void)
{
	sim.console_length = 0;
}

unsigned arch_irq_lines(void)
{
	return SIM_IRQ_LINES;
}

bool arch_irq_reserved(unsigned line)
{
	return line == SIM_IRQ_RESERVED;
}

void arch_irq_mask(unsigned line)
{
	sim.line[line].masked = true;
}

void arch_irq_unmask(unsigned line, bool edge)
{
	sim.line[line].masked = false;
	sim.line[line].edge = edge;
}

int sim_waiting_line(void)
{
	for (int i = 0; i < SIM_IRQ_LINES; i++) {
		if (sim.line[i].asserted && !sim.line[i].masked)
			return i;
	}
	return -1;
}

bool sim_interrupted(void)
{
	return sim.now >= sim.on->arch.timer || sim_waiting_line() >= 0;
}

bool sim_deliver(void)
{
	int line = sim_waiting_line();

	if (line >= 0) {
		if (sim.line[line].edge)
			sim.line[line].asserted = false;
		entry_irq(sim.on, (unsigned)line);
		return true;
	}
	if (sim.now >= sim.on->arch.timer) {
		entry_timer(sim.on);
		return true;
	}
	return false;
}

ticks_t arch_time_now(void)
{
	return sim.now;
}

void arch_timer_program(ticks_t when)
{
	sim.on->arch.timer = when;
}

ticks_t arch_us_to_ticks(uint64_t us)
{
	return us > UINT64_MAX / SIM_TICKS_PER_US ? UINT64_MAX : us * SIM_TICKS_PER_US;
}

uint64_t arch_ticks_to_us(ticks_t t)
{
	return t / SIM_TICKS_PER_US;
}
