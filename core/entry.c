// SPDX-License-Identifier: Apache-2.0
// Kernel entries: system calls, faults, interrupts, guest traps.
#include <skerry/arch/cpu.h>
#include <skerry/arch/smp.h>
#include <skerry/entry.h>
#include <skerry/fault.h>
#include <skerry/irq.h>
#include <skerry/kernel.h>
#include <skerry/vcpu.h>

static void enter(struct cpu *cpu)
{
	arch_kernel_lock();
	kernel.steps = 0; /* a restarted operation gets on by SK_STEPS before it looks for interrupts */
	if (cpu->current != NULL && cpu->current->vcpu != NULL)
		vcpu_entered(cpu, cpu->current->vcpu);
}

static void leave(struct cpu *cpu)
{
	sched_leave(cpu);
	arch_kernel_unlock();
}

/* One run of the system call of @p t, cpu->current. @return true when it has to be repeated. */
static bool dispatch(struct cpu *cpu, struct thread *t)
{
	int result = SK_OK;

	if (t->regs.gpr[REG_A0] == SK_OP_YIELD)
		sched_give_way(cpu);
	else
		result = ipc_syscall(cpu, t);
	if (cpu->current != t)
		return false; /* it destroyed itself */
	if (result == SK_RESTART)
		return true;
	thread_release(t);
	t->progress = 0;
	if (result < 0)
		ipc_break(cpu, t); /* the slot of a call that was interrupted may have been emptied meanwhile */
	if (result != OBJECT_BLOCKED)
		thread_return_error(t, result);
	return false;
}

void entry_syscall(struct cpu *cpu)
{
	struct thread *t = cpu->current;

	enter(cpu);
	while (dispatch(cpu, t)) {
		/* Between two bounded parts interrupts, other CPUs and more urgent threads have their turn. */
		if (arch_irq_pending() || cpu->reschedule) {
			thread_repeat_syscall(t, t->regs.gpr[REG_A0]);
			break;
		}
		arch_kernel_unlock();
		arch_kernel_lock();
	}
	leave(cpu);
}

void entry_page_fault(struct cpu *cpu, uint32_t addr, unsigned access)
{
	enter(cpu);
	fault_page(cpu, cpu->current, addr, access);
	leave(cpu);
}

void entry_exception(struct cpu *cpu, uint32_t cause, uint32_t badvaddr)
{
	enter(cpu);
	fault_exception(cpu, cpu->current, cause, badvaddr);
	leave(cpu);
}

void entry_irq(struct cpu *cpu, unsigned line)
{
	enter(cpu);
	irq_line_fired(cpu, line);
	leave(cpu);
}

void entry_timer(struct cpu *cpu)
{
	enter(cpu);
	sched_account(cpu);
	cpu->timer_at = 0; /* it has fired: sched_leave() programs it again */
	cpu->retime = true;
	timeout_run(cpu, cpu->accounted);
	leave(cpu);
}

void entry_reschedule(struct cpu *cpu)
{
	enter(cpu);
	leave(cpu);
}

void entry_guest(struct cpu *cpu, void (*handler)(struct cpu *cpu, struct vcpu *v))
{
	struct vcpu *v = cpu->current->vcpu;

	enter(cpu);
	if (cpu->current->vcpu == v)
		handler(cpu, v);
	leave(cpu);
}
