/* SPDX-License-Identifier: Apache-2.0 */
/* IPC between threads: state, queues and operations. */
#ifndef SKERRY_IPC_H
#define SKERRY_IPC_H

#include <skerry/object.h>
#include <skerry/rbtree.h>

struct gate;
struct sc;
struct task;

/** Somebody who waits to reach a thread: a thread in its send phase, an IRQ object with signals, a scheduling context
 * that ran out. The object's type tells which. */
struct sender {
	struct rb_node node; /* in the receiver's senders, keyed by 255 - priority, then arrival */
	struct kobject *obj;
};

/** One-shot right to answer a caller. It lives in the caller; the server holds it implicitly or in a slot. */
struct reply {
	struct kobject obj; /* payer is null: no storage of its own; obj.root: the slot that holds it, or null */
	struct thread *caller;
	struct thread *server; /* whose implicit reply this is, or null */
	struct sc *lent;       /* the scheduling context the caller donated with its call, or null */
};

/** Messages made by the kernel in the name of a thread. */
enum {
	IPC_USER,      /* not kernel-made: a system call of the thread */
	IPC_PAGEFAULT, /* fault_addr, fault_info */
	IPC_EXCEPTION, /* fault_cause, fault_addr and the registers */
};

/** State of a thread's current IPC; which fields are valid depends on the thread's state. */
struct thread_ipc {
	struct kobject *partner; /* sending: the target thread; receiving: the object received from, null = open wait */
	struct thread *peer;     /* a transfer of typed items between this thread and peer was interrupted */
	struct gate *gate;       /* sending: the gate it goes through */
	struct list gate_link;   /* sending: in gate->waiting */
	struct sender wait;      /* sending: in partner's senders */
	struct rb_root senders;  /* who waits to reach this thread */
	uint32_t tag;            /* of the message being sent */
	uint32_t label;          /* of the gate it was sent through */
	uint16_t recv_timeout;   /* of the receive phase that follows a send */
	uint8_t op;              /* SK_OP_* of the system call in progress */
	uint8_t kernel;          /* IPC_* */
	uint8_t item;            /* typed items already transferred (restart point) */
	uint8_t xfer;            /* the gate capability allowed typed items */
	uint8_t donate;          /* sending: a call through a passive gate, its context helps the server meanwhile */
	uint8_t active;          /* peer is set: this side drives the transfer */
	uint8_t answer;          /* words of the answer to an invocation (msg.h) */
	uint8_t awaits_reply;    /* receiving: only ipc.reply wakes it */
	struct reply reply;      /* others' right to answer this thread */
	struct reply *caller;    /* the caller this thread owes an implicit reply, or null */
};

/** Sets up the IPC state of a fresh thread. */
void ipc_init(struct thread *t);

/** The IPC part of a system call of cpu->current: @p sel, tag and timeouts are in its registers. Returns as object
 * invocations do: the result for v0, SK_RESTART or OBJECT_BLOCKED. */
int ipc_syscall(struct cpu *cpu, struct thread *t, uint32_t sel);

/**
 * Ends whatever IPC @p t is in with @p error, at any point: sending, receiving, waiting for a reply, in the middle of a
 * transfer. Nobody else's message is lost. The thread becomes ready; harmless when it is in no IPC.
 */
void ipc_abort(struct cpu *cpu, struct thread *t, int error);

/** One bounded step of taking a dying thread out of all IPC: its own, its senders, the caller it owes a reply.
 * @return true when nothing is left. */
bool ipc_destroy_step(struct cpu *cpu, struct thread *t);

#endif
