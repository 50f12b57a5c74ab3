// SPDX-License-Identifier: Apache-2.0
// What changes on the processor when another thread, or a guest, runs next.
#include <mips/guest.h>
#include <mips/kernel.h>
#include <mips/trap.h>
#include <skerry/arch/cpu.h>
#include <skerry/task.h>
#include <skerry/vcpu.h>

static void set_user_status(struct cpu *cpu, const struct thread *t)
{
	uint32_t status = cpu->arch.status_user & ~STATUS_CU1;
	cpu->arch.status_user = cpu->arch.fpu_owner == t ? status | STATUS_CU1 : status;
}

static void load(struct cpu *cpu, struct thread *t)
{
	cpu->arch.thread = t;
	cpu->arch.vcpu = t->vcpu;
	set_user_status(cpu, t);
	if (t->vcpu) {
		cpu->arch.frame = (struct user_regs *)(void *)t->vcpu->area;
		guest_load(cpu, t->vcpu);
		return;
	}
	cpu->arch.frame = &t->regs;
	space_load(cpu, &t->task->space);
	if (cpu_features.user_local)
		cp0_set_userlocal(t->arch.user_local);
}

void trap_switch(struct cpu *cpu)
{
	struct thread *t = cpu->current;
	percpu_release(cpu, t);
	if (t && (t != cpu->arch.thread || t->vcpu != cpu->arch.vcpu)) {
		if (cpu->arch.vcpu)
			guest_unload(cpu, cpu->arch.vcpu);
		load(cpu, t);
	}
}

struct user_regs *trap_finish(struct cpu *cpu)
{
	SK_ASSERT(*(const uint32_t *)(const void *)kernel_stack(cpu) == 0);
	trap_switch(cpu);
	return cpu->current ? cpu->arch.frame : NULL;
}

void arch_thread_init(struct thread *t)
{
	memset(&t->arch, 0, sizeof(t->arch));
}

void arch_thread_set_user_local(struct thread *t, uint32_t value)
{
	t->arch.user_local = value;
	if (this_cpu()->arch.thread == t && cpu_features.user_local && !t->vcpu)
		cp0_set_userlocal(value);
}

/* Another thread may be made at the same address: it must not be taken for this one. */
void arch_thread_destroy(struct thread *t)
{
	struct cpu *cpu = this_cpu();
	if (cpu->arch.fpu_owner == t)
		cpu->arch.fpu_owner = NULL;
	if (cpu->arch.thread != t)
		return;
	if (cpu->arch.vcpu)
		guest_unload(cpu, cpu->arch.vcpu);
	cpu->arch.vcpu = NULL;
	space_unload(cpu);
}
