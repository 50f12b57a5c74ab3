// SPDX-License-Identifier: Apache-2.0
// Interrupt lines: the board's controller first, then the processor's own lines (mips/irq.h).
#include <mips/board.h>
#include <mips/irq.h>
#include <mips/kernel.h>
#include <skerry/arch/cpu.h>
#include <skerry/arch/irq.h>

/* Cause.IP of an interrupt-controller line, or -1. */
static int ip_of(unsigned line)
{
	return line < board_irq_lines() ? -1 : (int)(line - board_irq_lines());
}

unsigned arch_irq_lines(void)
{
	return board_irq_lines() + CPU_IRQ_LINES;
}

bool arch_irq_reserved(unsigned line)
{
	int ip = ip_of(line);
	if (ip < 0)
		return board_irq_reserved(line);
	return ip < 2 || (unsigned)ip == board_irq_ip() || (unsigned)ip == timer_ip();
}

void irq_allow_ip(unsigned ip, bool on)
{
	struct cpu_arch *cpu = &this_cpu()->arch;
	uint32_t bit = 1u << (ip + CAUSE_IP_SHIFT), im = on ? cpu->status_kernel | bit : cpu->status_kernel & ~bit;
	cpu->status_kernel = im;
	cpu->status_user = (cpu->status_user & ~STATUS_IM) | im;
}

void arch_irq_mask(unsigned line)
{
	int ip = ip_of(line);
	if (ip < 0)
		board_irq_mask(line);
	else
		irq_allow_ip((unsigned)ip, false);
}

void arch_irq_unmask(unsigned line, bool edge)
{
	int ip = ip_of(line);
	if (ip < 0)
		board_irq_unmask(line, edge);
	else
		irq_allow_ip((unsigned)ip, true);
}

bool arch_irq_pending(void)
{
	return percpu_awaited() || (cp0_cause() & this_cpu()->arch.status_kernel & STATUS_IM) != 0;
}

/* One source each time: what else is pending interrupts again at once, and every entry stays bounded. */
void irq_dispatch(struct cpu *cpu)
{
	uint32_t cause = cp0_cause();
	uint32_t ip = (cause & cpu->arch.status_kernel & STATUS_IM) >> CAUSE_IP_SHIFT;

	if (percpu_called(cpu, ip))
		return;
	/* See idle in trap/entry.S: the timer may have expired without its IP bit. */
	if (cause & CAUSE_TI)
		ip |= 1u << timer_ip();
	if (ip & 1u << timer_ip()) {
		bool taken = percpu_lock(), due = timer_acknowledge(cpu);
		percpu_unlock(taken);
		if (due)
			entry_timer(cpu);
	} else if (ip & 1u << board_irq_ip()) {
		int line = board_irq_accept();
		if (line >= 0)
			entry_irq(cpu, (unsigned)line);
	} else if (ip != 0) {
		unsigned line = 31u - (unsigned)__builtin_clz(ip);
		irq_allow_ip(line, false);
		entry_irq(cpu, board_irq_lines() + line);
	}
}
