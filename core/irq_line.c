// SPDX-License-Identifier: Apache-2.0
// Interrupt lines: the table of owners, masking until acknowledged, the storm limit.
#include <skerry/arch/cpu.h>
#include <skerry/arch/irq.h>
#include <skerry/arch/timer.h>
#include <skerry/cpu.h>
#include <skerry/irq_line.h>

static struct irq *owner[IRQ_LINES_MAX]; /* by line; big kernel lock */
static ticks_t storm_window;             /* IRQ_STORM_WINDOW, known when there is a line that could storm */

static void unmask(struct irq *irq)
{
	if (!(irq->flags & (IRQ_MASKED | IRQ_STORM)))
		arch_irq_unmask(irq->line, irq->flags & IRQ_EDGE);
}

/* The storm's window is over. */
static void window_over(struct cpu *cpu, struct timeout *t)
{
	struct irq *irq = container_of(t, struct irq, window);

	(void)cpu;
	irq->flags &= (uint8_t)~IRQ_STORM;
	unmask(irq);
}

void irq_line_init(struct irq *irq)
{
	timeout_init(&irq->window, window_over);
}

void irq_line_ack(struct irq *irq)
{
	if (!(irq->flags & IRQ_MASKED))
		return;
	irq->flags &= (uint8_t)~IRQ_MASKED;
	unmask(irq);
}

void irq_line_fired(struct cpu *cpu, unsigned line)
{
	struct irq *irq = line < IRQ_LINES_MAX ? owner[line] : NULL;

	arch_irq_mask(line);
	if (irq == NULL)
		return; /* nobody's: stays masked */
	irq->flags |= IRQ_MASKED;
	/* A new window begins with the first interrupt behind the last one. Only a storm sets the timeout: what that takes
	 * depends on how many there are. */
	if (!(irq->flags & IRQ_STORM) && arch_time_now() >= irq->window.node.key) {
		irq->window.node.key = arch_time_now() + storm_window;
		irq->burst = 0;
	}
	if (++irq->burst == IRQ_STORM_BURST) {
		irq->flags |= IRQ_STORM;
		timeout_set(cpu, &irq->window, irq->window.node.key);
	}
	irq_trigger(cpu, irq, 1);
}

int irq_attach(struct irq *irq, unsigned line, bool edge)
{
	if (line >= arch_irq_lines() || line >= IRQ_LINES_MAX || arch_irq_reserved(line))
		return SK_ERANGE;
	if (owner[line] != NULL || irq->line != IRQ_NO_LINE)
		return SK_EBUSY;
	storm_window = arch_us_to_ticks(IRQ_STORM_WINDOW);
	owner[line] = irq;
	irq->line = (uint8_t)line;
	irq->flags = edge ? IRQ_EDGE : 0;
	unmask(irq);
	return SK_OK;
}

int irq_detach(unsigned line)
{
	struct irq *irq;

	if (line >= arch_irq_lines() || line >= IRQ_LINES_MAX || arch_irq_reserved(line))
		return SK_ERANGE;
	irq = owner[line];
	if (irq == NULL)
		return SK_ENOENT;
	arch_irq_mask(line);
	owner[line] = NULL;
	timeout_cancel(&irq->window);
	irq->line = IRQ_NO_LINE;
	irq->flags = 0;
	irq->window.node.key = 0;
	return SK_OK;
}
