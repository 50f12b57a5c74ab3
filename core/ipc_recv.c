// SPDX-License-Identifier: Apache-2.0
// The receive phase of IPC: taking the most urgent sender, or waiting for one; messages of kernel objects.
#include <skerry/arch/timer.h>
#include <skerry/cpu.h>
#include <skerry/irq.h>
#include <skerry/kernel.h>
#include <skerry/thread.h>

/* Gives @p to the message of the kernel object behind @p wait. */
static void signal_received(struct thread *to, struct rb_node *wait)
{
	uint32_t w0, w1 = 0, tag, label;

	if (wait->kind == SENDER_IRQ) {
		struct irq *irq = container_of(wait, struct irq, wait);

		tag = SK_TAG(SK_PROTO_IRQ, 1, 0);
		label = irq->label;
		w0 = irq->bits;
		irq->bits = 0;
	} else {
		struct sc *sc = container_of(wait, struct sc, wait);

		tag = SK_TAG(SK_PROTO_TIMEOUT, 2, 0);
		label = sc_report_label(sc);
		w0 = sc->timeout_label;
		w1 = sc->overruns;
	}
	to->regs.gpr[REG_T0] = w0;
	to->regs.gpr[REG_T0 + 1] = w1;
	to->regs.gpr[REG_T0 + 2] = to->regs.gpr[REG_T0 + 3] = 0;
	ipc_received(to, tag | SK_TAG_KERNEL, to->ipc.partner == NULL ? label : 0);
}

static const struct kobject *sender_object(struct rb_node *wait)
{
	switch (wait->kind) {
	case SENDER_IRQ:
		return &container_of(wait, struct irq, wait)->obj;
	case SENDER_SC:
		return &container_of(wait, struct sc, wait)->obj;
	default:
		return &container_of(wait, struct thread, ipc.wait)->obj;
	}
}

void ipc_post(struct cpu *cpu, struct thread *to, struct rb_node *wait)
{
	const struct thread_ipc *ipc = &to->ipc;

	(void)cpu;
	if (to->state == THREAD_RECEIVING && !ipc->awaits_reply && ipc->peer == NULL &&
	    (ipc->partner == NULL || ipc->partner == sender_object(wait))) {
		signal_received(to, wait);
		sched_unblock(to);
	} else if (!rb_linked(wait)) {
		rb_insert(&to->ipc.senders, wait, 0);
	}
}

void ipc_withdraw(struct thread *to, struct rb_node *wait)
{
	if (rb_linked(wait))
		rb_remove(&to->ipc.senders, wait);
}

/* Takes the message of @p from, which is queued at @p t. @return OBJECT_BLOCKED when @p t has it, SK_RESTART, or an error
 * of @p from, whose IPC has ended with it. */
static int take_message(struct cpu *cpu, struct thread *t, struct thread *from)
{
	uint32_t tag = from->ipc.tag;
	uint32_t label = t->ipc.partner == NULL ? from->ipc.label : 0;
	int result = SK_OK;

	if (from->ipc.donate ? !sc_may_lend(from) : t->sc == NULL)
		result = SK_EBUDGET;
	else if (t->utcb == NULL && SK_TAG_WORDS(tag) + 2 * SK_TAG_ITEMS(tag) > SK_MSG_REG_WORDS)
		result = SK_EFAULT;
	else
		result = ipc_transfer(from, t, t);
	if (result == SK_RESTART)
		return result;
	if (result != SK_OK) {
		ipc_abort(cpu, from, result);
		return result;
	}
	if (from->ipc.op == SK_OP_CALL)
		tag |= SK_TAG_CALL;
	if (from->ipc.kernel != IPC_USER)
		tag |= SK_TAG_KERNEL;
	ipc_unqueue(from);
	ipc_received(t, tag, label);
	(void)ipc_sent(cpu, from, t);
	sched_offer(t);
	cpu->reschedule = true;
	return OBJECT_BLOCKED;
}

/* The sender that @p t takes next, or null. */
static struct rb_node *next_sender(struct thread *t, struct kobject *from)
{
	struct rb_node *wait;

	if (t->ipc.peer != NULL)
		return &t->ipc.peer->ipc.wait;
	if (from == NULL)
		return t->ipc.senders.first;
	if (from->type == SK_TYPE_IRQ) {
		wait = &container_of(from, struct irq, obj)->wait;
		return rb_linked(wait) ? wait : NULL;
	}
	struct thread *s = container_of(from, struct thread, obj);

	return s->state == THREAD_SENDING && s->ipc.partner == &t->obj ? &s->ipc.wait : NULL;
}

int ipc_receive(struct cpu *cpu, struct thread *t, struct kobject *from)
{
	struct rb_node *wait;
	ticks_t deadline;

	if (t->ipc.broken != SK_OK) {
		int error = t->ipc.broken;

		t->ipc.broken = SK_OK;
		return error;
	}
	t->ipc.partner = from;
	t->ipc.kernel = IPC_USER;
	while ((wait = next_sender(t, from)) != NULL) {
		int result = OBJECT_BLOCKED;

		if (wait->kind == SENDER_THREAD) {
			result = take_message(cpu, t, container_of(wait, struct thread, ipc.wait));
		} else {
			rb_remove(&t->ipc.senders, wait);
			signal_received(t, wait);
		}
		if (result >= 0)
			return result;
		if (preempted())
			return SK_RESTART;
	}
	deadline = ipc_deadline(t, t->ipc.timeout, 1);
	if (deadline == 0)
		return SK_ETIMEOUT;
	if (deadline != ~(ticks_t)0)
		timeout_set(cpu, &t->timeout, deadline);
	if (from != NULL && from->type == SK_TYPE_THREAD)
		list_insert(&container_of(from, struct thread, obj)->ipc.receivers, &t->ipc.link);
	sched_block(t, THREAD_RECEIVING);
	return OBJECT_BLOCKED;
}
