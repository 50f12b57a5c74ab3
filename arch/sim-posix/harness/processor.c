// SPDX-License-Identifier: Apache-2.0
// No processor: tests make the traps, and the software TLB alone translates.
#include <skerry/arch/cpu.h>
#include <skerry/thread.h>

#include <skerry/sim/internal.h>

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

void sim_processor_flush(struct space *s, uint32_t va, unsigned order)
{
	(void)s;
	(void)va;
	(void)order;
}

void sim_processor_memory(paddr_t pa, uint32_t bytes)
{
	(void)pa;
	(void)bytes;
}
