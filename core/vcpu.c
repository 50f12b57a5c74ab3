// SPDX-License-Identifier: Apache-2.0
// vCPU objects: running a guest inside its thread's SK_VCPU_RUN, events, interrupt lines, state and statistics.
#include <skerry/vcpu.h>

#include <skerry/arch/cpu.h>
#include <skerry/arch/guest.h>
#include <skerry/arch/smp.h>
#include <skerry/irq.h>
#include <skerry/msg.h>
#include <skerry/object_types.h>
#include <skerry/sched.h>
#include <skerry/thread.h>

#define STATS_AT_ONCE 16

/* True while the guest of @p v runs or waits inside SK_VCPU_RUN. */
static bool in_run(const struct vcpu *v)
{
	return v->thread && v->thread->vcpu == v;
}

/* True when the guest executes on another CPU right now, so that its registers are not in the state area. */
static bool runs_elsewhere(const struct cpu *cpu, const struct vcpu *v)
{
	return v->thread->on_cpu && v->thread->on_cpu != cpu;
}

/* Wakes a guest blocked in WAIT if its lines or its timer now say so. */
static void lines_changed(struct vcpu *v)
{
	if (arch_vcpu_lines_changed(v) && in_run(v) && v->thread->state == THREAD_GUEST_WAIT)
		sched_unblock(v->thread);
}

/* The same for a guest that may be executing elsewhere: its state is that CPU's then, which looks at its next entry. */
static void lines_changed_by(const struct cpu *cpu, struct vcpu *v)
{
	if (in_run(v) && runs_elsewhere(cpu, v)) {
		v->remote = true;
		arch_ipi_reschedule(v->thread->on_cpu);
		return;
	}
	lines_changed(v);
}

/* Fires where the guest was when it set its timer. */
static void timer_fired(struct cpu *cpu, struct timeout *t)
{
	lines_changed_by(cpu, container_of(t, struct vcpu, timer));
}

struct vcpu *vcpu_create(struct factory *f, struct task *vm, struct thread *thread, uint32_t area_va, struct cap *slot,
                         int *error)
{
	struct sk_vcpu_area *area = task_kumem_ptr(thread->task, area_va, SK_UTCB_SIZE);

	if (!arch_guest_supported()) {
		*error = SK_ENOTSUP;
		return NULL;
	}
	if (thread->bound_vcpu) {
		*error = SK_EBUSY;
		return NULL;
	}
	if (!area) {
		*error = SK_EFAULT;
		return NULL;
	}
	struct kobject *o = object_create(f, SK_TYPE_VCPU, SK_COST_VCPU, slot, error);

	if (!o)
		return NULL;
	struct vcpu *v = container_of(o, struct vcpu, obj);

	v->vm = vm;
	v->thread = thread;
	v->area = area;
	list_init(&v->irqs);
	timeout_init(&v->timer, timer_fired);
	*error = arch_vcpu_init(v);
	if (*error) {
		object_discard(o);
		return NULL;
	}
	list_insert(&vm->threads, &v->vm_link);
	thread->bound_vcpu = v;
	return v;
}

/* Ends the run: the thread is back in its own code, behind the system call. */
static void end_run(struct cpu *cpu, struct vcpu *v, unsigned reason)
{
	struct thread *t = v->thread;

	(void)cpu;
	arch_vcpu_leave(v);
	v->area->exit.reason = reason;
	if (reason == SK_EXIT_EVENT) {
		v->area->exit.data = v->event;
		v->event = 0;
	}
	v->stats[reason]++;
	t->vcpu = NULL;
	for (unsigned i = 0; i < SK_MSG_REG_WORDS; i++)
		t->regs.gpr[REG_T0 + i] = 0;
	t->regs.gpr[REG_T0] = reason;
	thread_return(t, SK_TAG(0, 1, 0), 0);
	if (t->state == THREAD_GUEST_WAIT)
		sched_unblock(t);
}

void vcpu_exit(struct cpu *cpu, struct vcpu *v, unsigned reason)
{
	SK_ASSERT(in_run(v) && reason < SK_EXIT_REASONS);
	end_run(cpu, v, reason);
}

void vcpu_wait(struct cpu *cpu, struct vcpu *v)
{
	(void)cpu;
	SK_ASSERT(in_run(v));
	sched_block(v->thread, THREAD_GUEST_WAIT);
}

void vcpu_event(struct cpu *cpu, struct vcpu *v, uint32_t bits)
{
	v->event |= bits;
	if (!in_run(v))
		return;
	if (runs_elsewhere(cpu, v))
		arch_ipi_reschedule(v->thread->on_cpu);
	else
		end_run(cpu, v, SK_EXIT_EVENT);
}

void vcpu_entered(struct cpu *cpu, struct vcpu *v)
{
	if (v->remote) {
		v->remote = false;
		lines_changed(v);
	}
	if (v->event)
		end_run(cpu, v, SK_EXIT_EVENT);
}

void vcpu_set_lines(struct cpu *cpu, struct vcpu *v, uint32_t mask, uint32_t level)
{
	mask &= SK_VCPU_LINES;
	v->lines = (v->lines & ~mask) | (level & mask);
	lines_changed_by(cpu, v);
}

void vcpu_cancel(struct cpu *cpu, struct vcpu *v)
{
	if (in_run(v))
		end_run(cpu, v, SK_EXIT_CANCELED);
}

void vcpu_thread_gone(struct cpu *cpu, struct vcpu *v)
{
	vcpu_cancel(cpu, v);
	v->thread->bound_vcpu = NULL;
	v->thread = NULL;
	v->area = NULL;
}

pte_t vcpu_gpa_pte(const struct vcpu *v, uint32_t gpa)
{
	return space_pte(&v->vm->space, gpa);
}

static int run(struct cpu *cpu, struct thread *caller, struct vcpu *v, uint32_t tag)
{
	uint32_t w[2];
	int error = msg_args(caller, tag, 2, w);

	if (error)
		return error;
	if (caller != v->thread)
		return SK_ESTATE;
	v->lines = (v->lines & ~(w[0] & SK_VCPU_LINES)) | (w[1] & w[0] & SK_VCPU_LINES);
	v->area->exit = (struct sk_vcpu_exit){0};
	caller->vcpu = v;
	if (v->event) {
		end_run(cpu, v, SK_EXIT_EVENT);
		return OBJECT_BLOCKED;
	}
	int refused = arch_vcpu_enter(v);

	if (refused > 0)
		end_run(cpu, v, (unsigned)refused);
	return OBJECT_BLOCKED;
}

static int state(struct thread *caller, struct vcpu *v, uint32_t tag)
{
	uint32_t w[2];
	int error = msg_args(caller, tag, 2, w);

	if (error)
		return error;
	if (w[0] != SK_VCPU_GET && w[0] != SK_VCPU_PUT)
		return SK_EINVAL;
	if (!v->area || in_run(v))
		return SK_ESTATE;
	return arch_vcpu_state(v, w[0] == SK_VCPU_PUT, w[1]);
}

static int set_lines(struct cpu *cpu, struct thread *caller, struct vcpu *v, uint32_t tag)
{
	uint32_t w[2];
	int error = msg_args(caller, tag, 2, w);

	if (!error)
		vcpu_set_lines(cpu, v, w[0], w[1]);
	return error;
}

static int statistics(struct thread *caller, const struct vcpu *v, uint32_t tag)
{
	uint32_t first;
	int error = msg_args(caller, tag, 1, &first);

	if (error)
		return error;
	if (first >= SK_VCPU_STATS_MAX)
		return SK_ERANGE;
	unsigned n = SK_VCPU_STATS_MAX - first < STATS_AT_ONCE ? SK_VCPU_STATS_MAX - first : STATS_AT_ONCE;

	return msg_answer(caller, &v->stats[first], n);
}

static int translate(struct thread *caller, struct vcpu *v, uint32_t tag)
{
	uint32_t w[2], gpa = 0;
	unsigned rights = 0;
	bool uncached = false;
	int error = msg_args(caller, tag, 2, w);

	if (error)
		return error;
	if (w[1] != SK_MEM_R && w[1] != SK_MEM_W && w[1] != SK_MEM_X)
		return SK_EINVAL;
	if (in_run(v))
		return SK_ESTATE;
	error = arch_vcpu_translate(v, w[0], w[1], &gpa, &rights, &uncached);
	if (error)
		return error;
	uint32_t answer[] = {gpa, rights, uncached};

	return msg_answer(caller, answer, 3);
}

static int vcpu_invoke(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag)
{
	struct vcpu *v = container_of(cap->obj, struct vcpu, obj);
	unsigned opcode = SK_TAG_PROTO(tag);
	bool use = opcode == SK_VCPU_IRQ || opcode == SK_VCPU_STATS;

	if (!(cap->d.rights & (use ? SK_CAP_USE : SK_CAP_CTRL)))
		return SK_ERIGHTS;
	switch (opcode) {
	case SK_VCPU_RUN:
		return run(cpu, caller, v, tag);
	case SK_VCPU_STATE:
		return state(caller, v, tag);
	case SK_VCPU_IRQ:
		return set_lines(cpu, caller, v, tag);
	case SK_VCPU_STATS:
		return statistics(caller, v, tag);
	case SK_VCPU_TRANSLATE:
		return translate(caller, v, tag);
	default:
		return SK_EPROTO;
	}
}

static bool vcpu_destroy_step(struct kobject *o)
{
	struct vcpu *v = container_of(o, struct vcpu, obj);

	if (!list_empty(&v->irqs)) {
		struct irq *irq = list_first(&v->irqs, struct irq, link);

		list_remove(&irq->link);
		irq->vcpu = NULL;
		return false;
	}
	if (v->thread) {
		vcpu_thread_gone(arch_cpu(), v);
		return false;
	}
	timeout_cancel(&v->timer);
	arch_vcpu_destroy(v);
	list_remove(&v->vm_link);
	return true;
}

const struct object_ops vcpu_ops = {
        .name = "vcpu",
        .cost = SK_COST_VCPU,
        .invoke = vcpu_invoke,
        .destroy_step = vcpu_destroy_step,
};
