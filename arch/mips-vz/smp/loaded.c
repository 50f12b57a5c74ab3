// SPDX-License-Identifier: Apache-2.0
// What processors have loaded: leaving nothing of a thread behind, and dropping translations elsewhere.
#include <mips/guest.h>
#include <mips/smp.h>
#include <skerry/space.h>

/* What the one who asks would do itself; segctl.h is the engine's own. */
void segctl_memory_changed(struct vcpu *v);

void percpu_release(struct cpu *cpu, const struct thread *next)
{
	if (next == cpu->arch.thread && (!next || next->vcpu == cpu->arch.vcpu))
		return;
	/* It may go on anywhere as soon as the lock is free: its floating-point registers have to be in memory by then. */
	if (cpu->arch.fpu_owner != next)
		fpu_release(cpu);
	if (next)
		return;
	if (cpu->arch.vcpu)
		guest_unload(cpu, cpu->arch.vcpu);
	cpu->arch.vcpu = NULL;
	space_unload(cpu);
}

static void drop_range(struct cpu *cpu, const struct cpu_call *call)
{
	space_flush(cpu, call->space, call->va, call->order);
}

void percpu_flush(struct space *s, uint32_t va, unsigned order)
{
	const struct cpu_call call = {.run = drop_range, .space = s, .va = va, .order = order};
	uint32_t mask = 0;
	for (unsigned id = 0; id < sched_cpus(); id++) {
		struct cpu *cpu = sched_cpu(id);
		if (cpu == this_cpu() || s->arch.on[id].generation != cpu->arch.asid_generation)
			continue;
		/* Where it is not in use a new address-space number does it, whenever it is next. */
		if (cpu->arch.l1 == s->l1)
			mask |= 1u << id;
		else
			s->arch.on[id].generation = 0;
	}
	if (mask)
		smp_call(mask, &call);
}

static void drop_shadows(struct cpu *cpu, const struct cpu_call *call)
{
	(void)cpu;
	segctl_memory_changed(call->vcpu);
}

bool percpu_guest_flush(struct vcpu *v)
{
	const struct cpu_call call = {.run = drop_shadows, .vcpu = v};
	for (unsigned id = 0; id < sched_cpus(); id++) {
		struct cpu *cpu = sched_cpu(id);
		if (cpu == this_cpu() || cpu->arch.vcpu != v)
			continue;
		smp_call(1u << id, &call);
		return true;
	}
	return false;
}
