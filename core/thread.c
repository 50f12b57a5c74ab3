// SPDX-License-Identifier: Apache-2.0
// Threads: creation, registers at the edges of system calls, UTCB, destruction.
#include <skerry/arch/cpu.h>
#include <skerry/cpu.h>
#include <skerry/factory.h>
#include <skerry/gate.h>
#include <skerry/irq.h>
#include <skerry/kernel.h>
#include <skerry/reply.h>
#include <skerry/task.h>
#include <skerry/thread_ops.h>
#include <skerry/vcpu.h>

SK_STATIC_ASSERT(sizeof(struct thread) <= SK_COST_THREAD * ARCH_POOL_SCALE, "struct thread exceeds its cost");

#define SYSCALL_BYTES 4 /* length of the `syscall` instruction */

struct thread *thread_create(struct factory *f, struct task *task, struct cap *slot, int *error)
{
	struct thread *t = (struct thread *)object_create(f, SK_TYPE_THREAD, SK_COST_THREAD, slot, error);

	if (t == NULL)
		return NULL;
	t->task = task;
	t->state = THREAD_NEW;
	ipc_init(t);
	list_init(&t->borrowed);
	list_init(&t->helpers);
	list_init(&t->gates);
	list_init(&t->irqs);
	list_init(&t->task_link);
	list_insert(&task->threads, &t->task_link);
	arch_thread_init(t);
	return t;
}

int thread_bind(struct thread *t, uint32_t utcb_va, uint32_t user_local)
{
	struct sk_utcb *utcb = NULL;

	if (utcb_va != 0) {
		utcb = task_kumem_ptr(t->task, utcb_va, SK_UTCB_SIZE);
		if (utcb == NULL)
			return SK_EFAULT;
	}
	t->utcb = utcb;
	t->utcb_va = utcb_va;
	arch_thread_set_user_local(t, user_local);
	return SK_OK;
}

void thread_start(struct cpu *cpu, struct thread *t, uint32_t pc, uint32_t sp, uint32_t a0, uint32_t a1)
{
	(void)cpu;
	t->regs = (struct user_regs){.pc = pc};
	t->regs.gpr[REG_SP] = sp;
	t->regs.gpr[REG_A0] = a0;
	t->regs.gpr[REG_A1] = a1;
	sched_unblock(t);
}

void thread_return(struct thread *t, uint32_t v0, uint32_t v1)
{
	struct user_regs *r = &t->regs;

	r->gpr[REG_AT] = 0;
	r->gpr[REG_V0] = v0;
	r->gpr[REG_V1] = v1;
	for (unsigned i = REG_A0; i <= REG_A3; i++)
		r->gpr[i] = 0;
	for (unsigned i = REG_T0 + SK_MSG_REG_WORDS; i <= REG_T7; i++)
		r->gpr[i] = 0;
	for (unsigned i = REG_T8; i <= REG_K1; i++)
		r->gpr[i] = 0;
	r->gpr[REG_RA] = 0;
	r->hi = r->lo = 0;
}

void thread_return_error(struct thread *t, int error)
{
	for (unsigned i = 0; i < SK_MSG_REG_WORDS; i++)
		t->regs.gpr[REG_T0 + i] = 0;
	thread_return(t, (uint32_t)error, 0);
}

void thread_repeat_syscall(struct thread *t, uint32_t sel)
{
	t->regs.gpr[REG_A0] = sel;
	t->regs.pc -= SYSCALL_BYTES;
}

uint32_t thread_id(const struct thread *t)
{
	return pool_phys(t);
}

int thread_catch(struct cpu *cpu, struct thread *caller, struct thread *t)
{
	if (t->on_cpu == NULL || t->on_cpu == cpu)
		return SK_OK;
	if (t->holder == NULL) {
		thread_release(caller);
		t->holder = caller;
		caller->holds = t;
	}
	sched_pause(t, THREAD_PAUSE_HOLD);
	return SK_RESTART;
}

void thread_release(struct thread *caller)
{
	struct thread *t = caller->holds;

	if (t == NULL)
		return;
	caller->holds = NULL;
	t->holder = NULL;
	sched_resume(t, THREAD_PAUSE_HOLD);
}

/* Takes the dying @p t off its CPU. @return false while another one executes it. */
static bool leave_cpu(struct cpu *cpu, struct thread *t)
{
	sched_pause(t, THREAD_PAUSE_DYING);
	if (t->on_cpu == NULL)
		return true;
	if (t->on_cpu != cpu)
		return false;
	cpu->current = NULL;
	t->on_cpu = NULL;
	return true;
}

static bool thread_destroy_step(struct kobject *o)
{
	struct thread *t = container_of(o, struct thread, obj);
	struct cpu *cpu = arch_cpu();

	if (!leave_cpu(cpu, t))
		return false;
	while (!list_empty(&t->gates)) {
		struct gate *g = list_first(&t->gates, struct gate, thread_link);

		list_remove(&g->thread_link);
		g->thread = NULL;
		if (preempted())
			return false;
	}
	while (!list_empty(&t->irqs)) {
		irq_unbind(cpu, list_first(&t->irqs, struct irq, link));
		if (preempted())
			return false;
	}
	if (!ipc_destroy_step(cpu, t))
		return false;
	if (t->bound_vcpu != NULL)
		vcpu_thread_gone(cpu, t->bound_vcpu);
	(void)sc_assign(NULL, t);
	if (t->pager.obj != NULL)
		cap_remove(&t->pager);
	if (t->exception.obj != NULL)
		cap_remove(&t->exception);
	thread_release(t);
	if (t->holder != NULL)
		t->holder->holds = NULL;
	list_remove(&t->task_link);
	arch_thread_destroy(t);
	return true;
}

const struct object_ops thread_ops = {
        .name = "thread",
        .cost = SK_COST_THREAD,
        .invoke = thread_invoke,
        .destroy_step = thread_destroy_step,
};
