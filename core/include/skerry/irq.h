/* SPDX-License-Identifier: Apache-2.0 */
/* Interrupt and notification objects. */
#ifndef SKERRY_IRQ_H
#define SKERRY_IRQ_H

#include <skerry/ipc.h>

struct vcpu;

/** Lines the core keeps a table for; a backend has at most as many (arch_irq_lines()). */
#define IRQ_LINES_MAX 128
#define IRQ_NO_LINE   0xffff

/** A word of signal bits that collects until its thread or vCPU takes it. */
struct irq {
	struct kobject obj;
	struct sender sender;  /* in the thread's senders while bits wait for it */
	struct thread *thread; /* bound to, or null */
	struct vcpu *vcpu;     /* or bound to this, or null */
	struct list link;      /* in thread->irqs or vcpu->irqs */
	uint32_t label;
	uint32_t bits;  /* collected and not yet received */
	uint32_t count; /* times triggered */
	uint16_t line;  /* board line or IRQ_NO_LINE */
	uint8_t edge;
	uint8_t masked;     /* the line waits for SK_IRQ_ACK */
	uint8_t storm;      /* the storm limit holds it */
	uint8_t vcpu_line;  /* 2 to 6: raises that line of the vCPU; 0: event */
	uint16_t burst;     /* deliveries in the current storm window */
	ticks_t burst_from; /* start of that window */
};

/** Creates a notification object in the empty slot @p slot. */
struct irq *irq_create(struct factory *f, struct cap *slot, int *error);

/** Gives board line @p line to @p irq and unmasks it. SK_ERANGE (no such line, or the kernel's), SK_EBUSY (the line or
 * the object is taken). */
int irq_attach(struct irq *irq, unsigned line, bool edge);

/** Masks board line @p line and takes it from its object. SK_ERANGE, SK_ENOENT. */
int irq_detach(unsigned line);

/** Sets @p bits and wakes who is bound. Lock held. */
void irq_trigger(struct cpu *cpu, struct irq *irq, uint32_t bits);

#endif
