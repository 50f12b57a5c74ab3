// SPDX-License-Identifier: Apache-2.0
// Interrupts between processors: a look at the run queue, and calls that the caller waits for.
#include <mips/smp.h>
#include <skerry/arch/smp.h>

/* Looks at the other processor before it is interrupted again: QEMU can lose an interrupt line (see idle in
 * trap/entry.S). */
#define LOOKS 1000000u

unsigned percpu_index(const struct cpu *cpu)
{
	return cpu->id;
}

void arch_ipi_reschedule(struct cpu *cpu)
{
	SK_ASSERT(smp_locked());
	/* A call that it has not taken yet serves this one too. */
	if (__atomic_exchange_n(&cpu->arch.calls.reschedule, 1, __ATOMIC_RELEASE) == 0)
		board_call(cpu->id);
}

void smp_call(uint32_t mask, const struct cpu_call *call)
{
	SK_ASSERT(smp_locked() && !(mask & 1u << this_cpu()->id));
	for (unsigned id = 0; id < MIPS_CPUS; id++) {
		if (!(mask & 1u << id))
			continue;
		/* What the caller changed in page tables is seen before the call is. */
		__atomic_store_n(&smp_cpu[id]->arch.calls.call, call, __ATOMIC_SEQ_CST);
		board_call(id);
	}
	for (unsigned id = 0; id < MIPS_CPUS; id++) {
		if (!(mask & 1u << id))
			continue;
		for (unsigned n = 1; __atomic_load_n(&smp_cpu[id]->arch.calls.call, __ATOMIC_ACQUIRE); n++)
			if (n % LOOKS == 0)
				board_call(id);
	}
}

void smp_serve(struct cpu *cpu)
{
	const struct cpu_call *call = __atomic_load_n(&cpu->arch.calls.call, __ATOMIC_ACQUIRE);
	if (!call)
		return;
	call->run(cpu, call);
	__atomic_store_n(&cpu->arch.calls.call, NULL, __ATOMIC_SEQ_CST);
}

bool percpu_called(struct cpu *cpu, uint32_t ip)
{
	bool line = ip & 1u << board_call_ip();
	if (line)
		board_call_end(cpu->id);
	smp_serve(cpu);
	if (!__atomic_load_n(&cpu->arch.calls.reschedule, __ATOMIC_ACQUIRE))
		return line;
	__atomic_store_n(&cpu->arch.calls.reschedule, 0, __ATOMIC_SEQ_CST);
	entry_reschedule(cpu);
	return true;
}
