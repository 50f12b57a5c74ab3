// SPDX-License-Identifier: Apache-2.0
// IPC system calls: checks, the phases in order, object invocation, timeouts.
#include <skerry/arch/timer.h>
#include <skerry/cpu.h>
#include <skerry/gate.h>
#include <skerry/irq.h>
#include <skerry/reply.h>
#include <skerry/task.h>
#include <skerry/thread.h>

#define TIMEOUT_MANTISSA 0x3ff

ticks_t ipc_deadline(const struct thread *t, uint32_t timeout, unsigned n)
{
	uint64_t us;

	if (timeout == SK_TIMEOUT_NEVER)
		return ~(ticks_t)0;
	if (timeout & SK_TIMEOUT_ABSOLUTE) {
		ticks_t when = arch_us_to_ticks(((const volatile struct sk_utcb *)t->utcb)->deadline[n]);

		return when > arch_time_now() ? when : 0;
	}
	us = (uint64_t)(timeout & TIMEOUT_MANTISSA) << (timeout >> 10);
	return us == 0 ? 0 : arch_time_now() + arch_us_to_ticks(us);
}

static bool valid_timeout(const struct thread *t, uint32_t timeout, int *error)
{
	if (!(timeout & SK_TIMEOUT_ABSOLUTE))
		return true;
	*error = timeout != SK_TIMEOUT_ABSOLUTE ? SK_EINVAL : SK_EFAULT;
	return *error == SK_EFAULT && t->utcb != NULL;
}

/* Selector, tag and timeouts are checked before anything happens. */
static int check(const struct thread *t, unsigned op, uint32_t tag, uint32_t timeouts)
{
	const uint32_t known = 1u << SK_OP_SEND | 1u << SK_OP_RECV | 1u << SK_OP_CALL | 1u << SK_OP_WAIT |
	                       1u << SK_OP_SEND_WAIT | 1u << SK_OP_REPLY_ONLY | 1u << SK_OP_REPLY_WAIT;
	const uint32_t unknown_tag = ~(SK_TAG_WORDS_MASK | SK_TAG_ITEMS_MASK << SK_TAG_ITEMS_SHIFT | SK_TAG_FLAGS_IN |
	                               (uint32_t)SK_TAG_PROTO_MASK << SK_TAG_PROTO_SHIFT);
	int error = SK_OK;

	if (!(known >> op & 1))
		return SK_EINVAL;
	if (op & SK_OP_SEND) {
		if ((tag & unknown_tag) || SK_TAG_ITEMS(tag) > SK_MSG_ITEMS ||
		    SK_TAG_WORDS(tag) + 2 * SK_TAG_ITEMS(tag) > SK_MSG_WORDS)
			return SK_EINVAL;
		if (!valid_timeout(t, timeouts >> 16, &error))
			return error;
	}
	if ((op & SK_OP_RECV) && !valid_timeout(t, timeouts & 0xffff, &error))
		return error;
	return SK_OK;
}

/* Invocation of anything but a gate for IPC. @p c may be gone afterwards, and so may @p t. */
static int invoke(struct cpu *cpu, struct thread *t, struct cap *c)
{
	uint32_t tag = t->ipc.tag;
	bool open = t->ipc.op & SK_OP_OPEN;
	int result;

	ipc_break(cpu, t);
	t->ipc.answer = 0;
	result = object_ops(c->obj->type)->invoke(cpu, t, c, tag);
	if (result != SK_OK || cpu->current != t || open)
		return result;
	for (unsigned i = t->ipc.answer; i < SK_MSG_REG_WORDS; i++)
		t->regs.gpr[REG_T0 + i] = 0;
	thread_return(t, SK_TAG(SK_PROTO_OK, t->ipc.answer, 0), 0);
	return OBJECT_BLOCKED;
}

/* Send phase to the object in @p slot. */
static int send_to_slot(struct cpu *cpu, struct thread *t, uint32_t slot, uint32_t timeouts)
{
	int error;
	struct cap *c = cap_get(t->task, slot, SK_TYPE_NONE, 0, &error);

	if (c == NULL)
		return error;
	if (c->obj->type != SK_TYPE_GATE || SK_TAG_PROTO(t->ipc.tag) == SK_GATE_REBIND) {
		if (c->obj->type != SK_TYPE_REPLY)
			return invoke(cpu, t, c);
		if (t->ipc.op == SK_OP_CALL)
			return SK_EPROTO;
		return ipc_reply(cpu, t, container_of(c->obj, struct reply, obj));
	}
	if (!(c->d.rights & SK_CAP_USE))
		return SK_ERIGHTS;
	t->ipc.xfer = (c->d.rights & SK_CAP_XFER) != 0;
	return ipc_send(cpu, t, container_of(c->obj, struct gate, obj), ipc_deadline(t, timeouts >> 16, 0));
}

/* Receive phase: from anyone, or from the IRQ object or thread in @p slot. */
static int receive_from(struct cpu *cpu, struct thread *t, uint32_t slot)
{
	struct kobject *from = NULL;
	int result;

	if (!(t->ipc.op & SK_OP_OPEN)) {
		struct cap *c = cap_get(t->task, slot, SK_TYPE_NONE, SK_CAP_USE, &result);

		if (c == NULL)
			return result;
		from = c->obj;
		if (from->type == SK_TYPE_IRQ ? container_of(from, struct irq, obj)->thread != t
		                              : from->type != SK_TYPE_THREAD)
			return from->type == SK_TYPE_IRQ ? SK_ESTATE : SK_EPROTO;
	}
	result = ipc_receive(cpu, t, from);
	if (result == SK_RESTART) /* the send phase is not repeated */
		t->regs.gpr[REG_A0] = SK_SEL(slot, t->ipc.op & (SK_OP_RECV | SK_OP_OPEN));
	return result;
}

int ipc_syscall(struct cpu *cpu, struct thread *t)
{
	uint32_t sel = t->regs.gpr[REG_A0];
	uint32_t timeouts = t->regs.gpr[REG_A2];
	uint32_t slot = sel >> SK_SEL_SHIFT;
	unsigned op = sel & ((1u << SK_SEL_SHIFT) - 1);
	int result = check(t, op, t->regs.gpr[REG_A1], timeouts);

	if (result != SK_OK)
		return result;
	t->ipc.op = (uint8_t)op;
	t->ipc.kernel = IPC_USER;
	t->ipc.timeout = (uint16_t)timeouts;
	if (op & SK_OP_SEND) {
		t->ipc.tag = t->regs.gpr[REG_A1];
		t->ipc.xfer = 1;
		if (!(op & SK_OP_REPLY))
			result = send_to_slot(cpu, t, slot, timeouts);
		else if (t->ipc.caller != NULL)
			result = ipc_reply(cpu, t, t->ipc.caller);
		else
			result = SK_ENOENT;
		if (result != SK_OK || cpu->current != t || op == SK_OP_SEND || op == SK_OP_REPLY_ONLY)
			return result;
	}
	return receive_from(cpu, t, slot);
}
