// SPDX-License-Identifier: Apache-2.0
// Interrupt and notification objects: creation, binding, signals, delivery.
#include <skerry/arch/cpu.h>
#include <skerry/cpu.h>
#include <skerry/irq.h>
#include <skerry/irq_line.h>
#include <skerry/msg.h>
#include <skerry/object_types.h>
#include <skerry/task.h>
#include <skerry/vcpu.h>

SK_STATIC_ASSERT(sizeof(struct irq) <= SK_COST_IRQ * ARCH_POOL_SCALE, "struct irq exceeds its cost");

struct irq *irq_create(struct factory *f, struct cap *slot, int *error)
{
	struct irq *irq = (struct irq *)object_create(f, SK_TYPE_IRQ, SK_COST_IRQ, slot, error);

	if (irq == NULL)
		return NULL;
	rb_node_init(&irq->wait, SENDER_IRQ);
	list_init(&irq->link);
	irq->line = IRQ_NO_LINE;
	irq_line_init(irq);
	return irq;
}

void irq_unbind(struct cpu *cpu, struct irq *irq)
{
	struct thread *t = irq->thread;

	list_remove(&irq->link);
	irq->vcpu = NULL;
	irq->thread = NULL;
	if (t == NULL)
		return;
	ipc_withdraw(t, &irq->wait);
	if (t->state == THREAD_RECEIVING && t->ipc.partner == &irq->obj)
		ipc_abort(cpu, t, SK_ENOENT);
}

/* Hands what has collected to whoever is bound. */
static void deliver(struct cpu *cpu, struct irq *irq)
{
	uint32_t bits = irq->bits;

	if (bits == 0)
		return;
	if (irq->thread != NULL) {
		ipc_post(cpu, irq->thread, &irq->wait);
	} else if (irq->vcpu != NULL) {
		irq->bits = 0;
		if (irq->vcpu_line != 0)
			vcpu_set_lines(cpu, irq->vcpu, 1u << irq->vcpu_line, 1u << irq->vcpu_line);
		else
			vcpu_event(cpu, irq->vcpu, bits);
	}
}

void irq_trigger(struct cpu *cpu, struct irq *irq, uint32_t bits)
{
	irq->count++;
	irq->bits |= bits;
	deliver(cpu, irq);
}

static int bind(struct cpu *cpu, struct thread *caller, struct irq *irq, uint32_t tag)
{
	uint32_t arg[2];
	int error = msg_args(caller, tag, 2, arg);
	struct cap *c = NULL;

	if (error != SK_OK)
		return error;
	if (arg[0] != 0) {
		c = cap_get(caller->task, arg[0], SK_TYPE_THREAD, SK_CAP_CTRL, &error);
		if (c == NULL)
			return error;
	}
	irq_unbind(cpu, irq);
	if (c == NULL)
		return SK_OK;
	irq->thread = container_of(c->obj, struct thread, obj);
	irq->label = arg[1];
	list_insert(&irq->thread->irqs, &irq->link);
	deliver(cpu, irq);
	return SK_OK;
}

static int bind_vcpu(struct cpu *cpu, struct thread *caller, struct irq *irq, uint32_t tag)
{
	uint32_t arg[2];
	int error = msg_args(caller, tag, 2, arg);
	struct cap *c;

	if (error != SK_OK)
		return error;
	if (arg[1] != 0 && (arg[1] > 6 || !(SK_VCPU_LINES & 1u << arg[1])))
		return SK_EINVAL;
	c = cap_get(caller->task, arg[0], SK_TYPE_VCPU, SK_CAP_CTRL, &error);
	if (c == NULL)
		return error;
	irq_unbind(cpu, irq);
	irq->vcpu = container_of(c->obj, struct vcpu, obj);
	irq->vcpu_line = (uint8_t)arg[1];
	list_insert(&irq->vcpu->irqs, &irq->link);
	deliver(cpu, irq);
	return SK_OK;
}

static int trigger(struct cpu *cpu, struct thread *caller, struct irq *irq, uint32_t tag)
{
	uint32_t bits = 0;
	int error = SK_TAG_WORDS(tag) > 0 ? msg_args(caller, tag, 1, &bits) : SK_OK;

	if (error == SK_OK)
		irq_trigger(cpu, irq, bits != 0 ? bits : 1);
	return error;
}

static int info(struct thread *caller, const struct irq *irq)
{
	uint32_t answer[3] = {irq->bits, irq->count, (irq->flags & IRQ_STORM) != 0};

	return msg_answer(caller, answer, 3);
}

static int irq_invoke(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag)
{
	struct irq *irq = container_of(cap->obj, struct irq, obj);
	unsigned opcode = SK_TAG_PROTO(tag);
	bool control = opcode == SK_IRQ_BIND || opcode == SK_IRQ_BIND_VCPU;

	if (!(cap->d.rights & (control ? SK_CAP_CTRL : SK_CAP_USE)))
		return SK_ERIGHTS;
	switch (opcode) {
	case SK_IRQ_BIND:
		return bind(cpu, caller, irq, tag);
	case SK_IRQ_BIND_VCPU:
		return bind_vcpu(cpu, caller, irq, tag);
	case SK_IRQ_TRIGGER:
		return trigger(cpu, caller, irq, tag);
	case SK_IRQ_ACK:
		irq_line_ack(irq);
		return SK_OK;
	case SK_IRQ_INFO:
		return info(caller, irq);
	default:
		return SK_EPROTO;
	}
}

static bool irq_destroy_step(struct kobject *o)
{
	struct irq *irq = container_of(o, struct irq, obj);

	irq_unbind(arch_cpu(), irq);
	if (irq->line != IRQ_NO_LINE)
		(void)irq_detach(irq->line);
	return true;
}

const struct object_ops irq_ops = {
        .name = "interrupt",
        .cost = SK_COST_IRQ,
        .invoke = irq_invoke,
        .destroy_step = irq_destroy_step,
};
