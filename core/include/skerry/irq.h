/* SPDX-License-Identifier: Apache-2.0 */
/* Interrupt and notification objects. */
#ifndef SKERRY_IRQ_H
#define SKERRY_IRQ_H

#include <skerry/object.h>
#include <skerry/timeout.h>

struct vcpu;

/** Lines the core keeps a table for; a backend has at most as many (arch_irq_lines()). */
#define IRQ_LINES_MAX 128
#define IRQ_NO_LINE   0xff

/** A word of signal bits that collects until its thread or vCPU takes it. */
struct irq {
	struct kobject obj;
	struct rb_node wait;   /* in the thread's senders while bits wait for it */
	struct thread *thread; /* bound to, or null */
	struct vcpu *vcpu;     /* or bound to this, or null */
	struct list link;      /* in thread->irqs or vcpu->irqs */
	uint32_t label;
	uint32_t bits;         /* collected and not yet received */
	uint32_t count;        /* times triggered */
	uint16_t burst;        /* interrupts of the line in the current storm window */
	uint8_t line;          /* board line or IRQ_NO_LINE */
	uint8_t flags;         /* IRQ_* */
	uint8_t vcpu_line;     /* 2 to 6: raises that line of the vCPU; 0: event */
	struct timeout window; /* its key: end of the current storm window; set while a storm is held until then */
};

/* irq.flags */
#define IRQ_EDGE   1 /* edge triggered */
#define IRQ_MASKED 2 /* delivered: the line waits for SK_IRQ_ACK */
#define IRQ_STORM  4 /* over the storm limit: the line stays masked until the window ends */

/** Storm limit: at most this many interrupts of a line in one window of this many microseconds. */
#define IRQ_STORM_BURST  256
#define IRQ_STORM_WINDOW 10000

/** Creates a notification object in the empty slot @p slot. */
struct irq *irq_create(struct factory *f, struct cap *slot, int *error);

/** Gives board line @p line to @p irq and unmasks it. SK_ERANGE (no such line, or the kernel's), SK_EBUSY (the line or
 * the object is taken). */
int irq_attach(struct irq *irq, unsigned line, bool edge);

/** Masks board line @p line and takes it from its object. SK_ERANGE, SK_ENOENT. */
int irq_detach(unsigned line);

/** Interrupt @p line of the board: masks it and triggers its object. Lock held. */
void irq_line_fired(struct cpu *cpu, unsigned line);

/** Unbinds @p irq from its thread or vCPU; bits it has collected stay. Lock held. */
void irq_unbind(struct cpu *cpu, struct irq *irq);

/** Sets @p bits and wakes who is bound. Lock held. */
void irq_trigger(struct cpu *cpu, struct irq *irq, uint32_t bits);

#endif
