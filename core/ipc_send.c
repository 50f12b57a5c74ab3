// SPDX-License-Identifier: Apache-2.0
// The send phase of IPC: through a gate, and answers to callers.
#include <skerry/arch/timer.h>
#include <skerry/cpu.h>
#include <skerry/fault.h>
#include <skerry/gate.h>
#include <skerry/reply.h>
#include <skerry/thread.h>

static bool beyond_registers(uint32_t tag)
{
	return SK_TAG_WORDS(tag) + 2 * SK_TAG_ITEMS(tag) > SK_MSG_REG_WORDS;
}

/* Would @p to take a message of @p from now? */
static bool takes(const struct thread *to, const struct thread *from)
{
	if (to->state != THREAD_RECEIVING || to->ipc.awaits_reply)
		return false;
	if (to->ipc.partner != NULL && to->ipc.partner != &from->obj)
		return false;
	return to->ipc.peer == NULL || to->ipc.peer == from;
}

static uint32_t received_tag(const struct thread *from)
{
	uint32_t tag = from->ipc.tag;

	if (from->ipc.op == SK_OP_CALL)
		tag |= SK_TAG_CALL;
	if (from->ipc.kernel != IPC_USER)
		tag |= SK_TAG_KERNEL;
	return tag;
}

void ipc_received(struct thread *to, uint32_t tag, uint32_t label)
{
	timeout_cancel(&to->timeout);
	list_remove(&to->ipc.link);
	to->ipc.awaits_reply = 0;
	thread_return(to, tag, label);
}

/* From here on @p t waits for the answer to its call. */
static int await_reply(struct cpu *cpu, struct thread *t)
{
	ticks_t deadline = t->ipc.kernel != IPC_USER ? ~(ticks_t)0 : ipc_deadline(t, t->ipc.timeout, 1);

	t->ipc.awaits_reply = 1;
	t->ipc.partner = NULL;
	if (t->state == THREAD_READY)
		sched_block(t, THREAD_RECEIVING);
	else
		t->state = THREAD_RECEIVING;
	if (deadline == 0)
		ipc_abort(cpu, t, SK_ETIMEOUT);
	else if (deadline != ~(ticks_t)0)
		timeout_set(cpu, &t->timeout, deadline);
	return OBJECT_BLOCKED;
}

int ipc_sent(struct cpu *cpu, struct thread *from, struct thread *to)
{
	if (from->ipc.op == SK_OP_CALL) {
		reply_give(cpu, &from->ipc.reply, to);
		if (from->ipc.donate)
			sc_lend(from, to);
		return await_reply(cpu, from);
	}
	if (from->state == THREAD_READY)
		return SK_OK;
	if (from->ipc.op & SK_OP_RECV) { /* it waited for its send phase: what is left is the open wait */
		thread_repeat_syscall(from, SK_SEL(0, SK_OP_WAIT));
	} else {
		thread_return_error(from, SK_OK);
	}
	sched_unblock(from);
	return OBJECT_BLOCKED;
}

static int deliver(struct cpu *cpu, struct thread *t, struct thread *to)
{
	uint32_t label = to->ipc.partner == NULL ? t->ipc.label : 0;
	int result;

	if (beyond_registers(t->ipc.tag) && to->utcb == NULL)
		return SK_EFAULT;
	result = ipc_transfer(t, to, t);
	if (result != SK_OK)
		return result;
	ipc_received(to, received_tag(t), label);
	result = ipc_sent(cpu, t, to);
	sched_unblock(to);
	return result;
}

static void send_timeout(struct cpu *cpu, struct timeout *timeout)
{
	ipc_abort(cpu, container_of(timeout, struct thread, timeout), SK_ETIMEOUT);
}

void ipc_init(struct thread *t)
{
	timeout_init(&t->timeout, send_timeout);
	list_init(&t->ipc.link);
	list_init(&t->ipc.receivers);
	rb_node_init(&t->ipc.wait, SENDER_THREAD);
	reply_init(&t->ipc.reply, t);
}

int ipc_send(struct cpu *cpu, struct thread *t, struct gate *g, ticks_t deadline)
{
	struct thread *to = g->thread;
	unsigned priority = t->running_on != NULL ? t->running_on->priority : 0;

	if (to == NULL)
		return SK_EDELETED;
	if (to == t)
		return SK_EINVAL;
	t->ipc.donate = t->ipc.op == SK_OP_CALL && (g->flags & SK_GATE_PASSIVE);
	if (t->ipc.donate ? !sc_may_lend(t) : to->sc == NULL)
		return SK_EBUDGET;
	if (t->ipc.kernel == IPC_USER && beyond_registers(t->ipc.tag) && t->utcb == NULL)
		return SK_EFAULT;
	if (SK_TAG_ITEMS(t->ipc.tag) > 0 && !t->ipc.xfer)
		return SK_ERIGHTS;
	if (t->ipc.peer != to)
		ipc_break(cpu, t);
	t->ipc.label = g->label;
	if (takes(to, t))
		return deliver(cpu, t, to);
	if (deadline == 0)
		return SK_ETIMEOUT;
	t->ipc.partner = &to->obj;
	t->ipc.gate = g;
	list_insert(&g->waiting, &t->ipc.link);
	rb_insert(&to->ipc.senders, &t->ipc.wait, SCHED_PRIORITIES - priority);
	if (deadline != ~(ticks_t)0)
		timeout_set(cpu, &t->timeout, deadline);
	sched_block(t, THREAD_SENDING);
	return OBJECT_BLOCKED;
}

void ipc_unqueue(struct thread *t)
{
	struct thread *to = container_of(t->ipc.partner, struct thread, obj);

	rb_remove(&to->ipc.senders, &t->ipc.wait);
	list_remove(&t->ipc.link);
	timeout_cancel(&t->timeout);
}

int ipc_reply(struct cpu *cpu, struct thread *t, struct reply *r)
{
	struct thread *caller = r->caller;
	int result;

	if (beyond_registers(t->ipc.tag) && t->utcb == NULL)
		return SK_EFAULT;
	if (t->ipc.peer != caller)
		ipc_break(cpu, t);
	result = ipc_transfer(t, caller, t);
	if (result != SK_OK)
		return result;
	reply_take(r);
	sc_take_back(caller);
	if (caller->ipc.kernel != IPC_USER) {
		caller->ipc.awaits_reply = 0;
		fault_answered(cpu, caller, t);
		return SK_OK;
	}
	if (beyond_registers(t->ipc.tag) && caller->utcb == NULL) {
		ipc_received(caller, 0, 0);
		thread_return_error(caller, SK_EFAULT);
	} else {
		ipc_received(caller, t->ipc.tag, 0);
	}
	sched_unblock(caller);
	return SK_OK;
}
