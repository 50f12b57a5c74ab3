// SPDX-License-Identifier: Apache-2.0
// Timeouts: each CPU's tree of points in time.
#include <skerry/arch/cpu.h>
#include <skerry/arch/smp.h>
#include <skerry/cpu.h>
#include <skerry/timeout.h>

/* Fired in one kernel entry; what remains fires at the next timer interrupt, which is due at once. */
#define FIRE_AT_ONCE 8

void timeout_init(struct timeout *t, void (*fire)(struct cpu *cpu, struct timeout *t))
{
	rb_node_init(&t->node, 0);
	t->fire = fire;
	t->cpu = NULL;
}

void timeout_set(struct cpu *cpu, struct timeout *t, ticks_t when)
{
	timeout_cancel(t);
	t->cpu = cpu;
	rb_insert(&cpu->timeouts, &t->node, when);
	if (cpu->timeouts.first != &t->node)
		return;
	cpu->retime = true;
	/* Only the other CPU itself can program its timer. */
	if (cpu != arch_cpu())
		arch_ipi_reschedule(cpu);
}

void timeout_cancel(struct timeout *t)
{
	if (t->cpu == NULL)
		return;
	rb_remove(&t->cpu->timeouts, &t->node);
	t->cpu = NULL;
}

void timeout_run(struct cpu *cpu, ticks_t now)
{
	for (unsigned n = 0; n < FIRE_AT_ONCE; n++) {
		struct rb_node *first = cpu->timeouts.first;
		struct timeout *t;

		if (first == NULL || first->key > now)
			return;
		t = container_of(first, struct timeout, node);
		timeout_cancel(t);
		t->fire(cpu, t);
	}
}
