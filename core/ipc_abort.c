// SPDX-License-Identifier: Apache-2.0
// The ends of IPC that are no delivery: timeouts, cancellation, destruction of a partner.
#include <skerry/cpu.h>
#include <skerry/fault.h>
#include <skerry/irq.h>
#include <skerry/kernel.h>
#include <skerry/reply.h>
#include <skerry/vcpu.h>

/* The IPC of @p t is over with @p error. */
static void end(struct cpu *cpu, struct thread *t, int error)
{
	if (t->ipc.kernel != IPC_USER) {
		fault_unanswered(cpu, t, error);
		return;
	}
	thread_return_error(t, error);
	sched_unblock(t);
}

void ipc_abort(struct cpu *cpu, struct thread *t, int error)
{
	ipc_break(cpu, t);
	thread_release(t);
	t->ipc.broken = SK_OK;
	if (t->vcpu != NULL) {
		vcpu_cancel(cpu, t->vcpu);
	} else if (t->state == THREAD_SENDING) {
		struct thread *to = container_of(t->ipc.partner, struct thread, obj);

		ipc_unqueue(t);
		end(cpu, t, error);
		sched_pass_on(to); /* another context may help now */
	} else if (t->state == THREAD_RECEIVING) {
		timeout_cancel(&t->timeout);
		list_remove(&t->ipc.link);
		if (t->ipc.awaits_reply) {
			t->ipc.awaits_reply = 0;
			reply_take(&t->ipc.reply);
			sc_take_back(t);
		}
		end(cpu, t, error);
	}
}

bool ipc_destroy_step(struct cpu *cpu, struct thread *t)
{
	ipc_abort(cpu, t, SK_EDELETED);
	if (t->ipc.caller != NULL)
		ipc_abort(cpu, t->ipc.caller->caller, SK_EDELETED);
	while (!list_empty(&t->ipc.receivers)) {
		ipc_abort(cpu, list_first(&t->ipc.receivers, struct thread, ipc.link), SK_EDELETED);
		if (preempted())
			return false;
	}
	while (t->ipc.senders.first != NULL) {
		struct rb_node *wait = t->ipc.senders.first;

		if (wait->kind == SENDER_THREAD)
			ipc_abort(cpu, container_of(wait, struct thread, ipc.wait), SK_EDELETED);
		else
			rb_remove(&t->ipc.senders, wait);
		if (preempted())
			return false;
	}
	while (!list_empty(&t->borrowed)) {
		sc_take_back(list_first(&t->borrowed, struct reply, lent_link)->caller);
		if (preempted())
			return false;
	}
	while (!list_empty(&t->helpers)) {
		sched_ready(list_first(&t->helpers, struct sc, ready_link));
		if (preempted())
			return false;
	}
	return true;
}
