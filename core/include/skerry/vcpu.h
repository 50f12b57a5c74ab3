/* SPDX-License-Identifier: Apache-2.0 */
/* VMs and vCPUs: the core's half of the guest contract. */
#ifndef SKERRY_VCPU_H
#define SKERRY_VCPU_H

#include <skerry/abi/vcpu.h>
#include <skerry/task.h>
#include <skerry/timeout.h>

/** A virtual CPU. It runs only inside its thread's SK_VCPU_RUN. */
struct vcpu {
	struct kobject obj;
	struct task *vm;
	struct list vm_link;
	struct thread *thread;
	struct sk_vcpu_area *area; /* kernel alias of the state area */
	uint32_t lines;            /* level of the external lines, SK_VCPU_LINES */
	uint32_t event;            /* notification bits that wait for the VMM */
	bool remote;               /* lines changed while it ran on another CPU */
	struct list irqs;          /* IRQ objects bound to it */
	struct timeout timer;      /* guest Compare; armed by the engine */
	uint32_t stats[SK_VCPU_STATS_MAX];
	struct vcpu_arch arch;
};

/**
 * Creates a vCPU of @p vm for @p thread in the empty slot @p slot.
 * @param area_va address of its state area in @p thread's task
 * Errors: SK_EBUSY (the thread has one), SK_EFAULT (area), SK_ENOTSUP, SK_ENOMEM.
 */
struct vcpu *vcpu_create(struct factory *f, struct task *vm, struct thread *thread, uint32_t area_va, struct cap *slot,
                         int *error);

/** Notification @p bits for the VMM: the run of @p v ends, or the next one returns at once, with SK_EXIT_EVENT. */
void vcpu_event(struct cpu *cpu, struct vcpu *v, uint32_t bits);

/** Sets the external interrupt lines in @p mask to @p level, waking a waiting guest. */
void vcpu_set_lines(struct cpu *cpu, struct vcpu *v, uint32_t mask, uint32_t level);

/** Start of an entry that interrupted the guest of @p v, which is cpu->current's: what another CPU left for it to do. */
void vcpu_entered(struct cpu *cpu, struct vcpu *v);

/** Ends a run, if there is one, with SK_EXIT_CANCELED (ex_regs). */
void vcpu_cancel(struct cpu *cpu, struct vcpu *v);

/** The thread of @p v, or its task, is being destroyed: nobody can run @p v any more. */
void vcpu_thread_gone(struct cpu *cpu, struct vcpu *v);

/*
 * Called by the engine, kernel-entry context with the lock held, cpu->current == v->thread and running the guest:
 */

/** Ends the run with @p reason: SK_VCPU_RUN returns it. The engine has filled area->exit except reason. */
void vcpu_exit(struct cpu *cpu, struct vcpu *v, unsigned reason);

/** The guest executed WAIT and nothing is deliverable: blocks the thread until arch_vcpu_lines_changed() says so or an
 * event comes. */
void vcpu_wait(struct cpu *cpu, struct vcpu *v);

/** Guest-physical to page-table entry: 0 when the VM maps nothing there. */
pte_t vcpu_gpa_pte(const struct vcpu *v, uint32_t gpa);

/*
 * Entry used by an engine on a guest trap that needs the core (exit, WAIT, or a host fault): the backend calls
 * entry_guest() with interrupts off; it takes the lock, calls @p handler, then accounts and chooses the next thread as
 * every entry does.
 */
void entry_guest(struct cpu *cpu, void (*handler)(struct cpu *cpu, struct vcpu *v));

#endif
