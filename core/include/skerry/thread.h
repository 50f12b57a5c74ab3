/* SPDX-License-Identifier: Apache-2.0 */
/* Threads. */
#ifndef SKERRY_THREAD_H
#define SKERRY_THREAD_H

#include <skerry/abi/utcb.h>
#include <skerry/arch/types.h>
#include <skerry/cap.h>
#include <skerry/rbtree.h>
#include <skerry/regs.h>
#include <skerry/timeout.h>

struct sc;
struct task;
struct vcpu;

/** What a thread is doing; SK_THREAD_* (abi/proto.h) is derived from it. */
enum thread_state {
	THREAD_NEW,     /* no registers yet */
	THREAD_READY,   /* runs, or would with a scheduling context that has budget */
	THREAD_SENDING, /* in the sender queue of the thread behind ipc.partner */
	THREAD_RECEIVING,
	THREAD_GUEST_WAIT, /* its guest executed WAIT */
	THREAD_FAULTED,
	THREAD_PAUSED,
};

/** One-shot right to answer a caller; lives in the caller, a slot of the server may hold it as a capability. */
struct reply {
	struct kobject obj;
	struct thread *caller;
	struct thread *server; /* whose implicit reply this is; null when none or when it sits in a slot */
};

/** State of a thread's current IPC; which fields are valid depends on the thread's state. */
struct thread_ipc {
	struct kobject *partner; /* sending: target thread; receiving: the object received from, null = open wait */
	struct rb_node wait;     /* in partner's senders, keyed by priority and arrival */
	struct rb_root senders;  /* threads and IRQ objects waiting to reach this thread */
	uint32_t tag;            /* of the message being sent */
	uint32_t label;          /* of the gate it was sent through */
	uint32_t recv_timeout;   /* of the receive phase that follows a send */
	uint8_t op;              /* SK_OP_* of the call in progress */
	uint8_t kernel;          /* message made by the kernel: THREAD_MSG_* */
	uint8_t item;            /* typed items already transferred (restart point) */
	uint8_t xfer;            /* the gate capability allowed typed items */
	struct reply reply;      /* others' right to answer this thread */
	struct reply *caller;    /* the caller this thread owes an implicit reply, or null */
};

/** A thread. Runs in one task for life, on its own or on a donated scheduling context. */
struct thread {
	struct kobject obj;
	struct user_regs regs;
	struct thread_arch arch;
	struct task *task;
	struct list task_link;
	struct sk_utcb *utcb; /* kernel alias; null until bound */
	uint32_t utcb_va;
	uint8_t state;    /* enum thread_state */
	uint8_t paused;   /* stays off the CPU whatever its state */
	struct cap pager; /* derived from what SK_THREAD_BIND named; revoked with it */
	struct cap exception;
	struct sc *sc;         /* its own scheduling context; null: passive */
	struct sc *running_on; /* the one it executes on now: its own, a donated one, or null */
	struct thread_ipc ipc;
	struct timeout timeout;
	struct list gates;       /* gates it serves, by gate.thread_link */
	struct list irqs;        /* IRQ objects bound to it, by irq.thread_link */
	uint32_t fault_addr;     /* of the last page fault */
	uint32_t fault_info;     /* SK_FAULT_* */
	struct vcpu *vcpu;       /* the guest it is running, or null */
	struct vcpu *bound_vcpu; /* the vCPU made for it, or null */
	ticks_t used;            /* time executed, on whatever context */
};

#endif
