/* SPDX-License-Identifier: Apache-2.0 */
/* IPC between threads: state, queues and operations. */
#ifndef SKERRY_IPC_H
#define SKERRY_IPC_H

#include <skerry/list.h>
#include <skerry/object.h>
#include <skerry/rbtree.h>

struct gate;
struct sc;
struct task;

/** Who waits to reach a thread, by rb_node.kind; the key is 256 - priority (objects: 0), then arrival. */
enum {
	SENDER_THREAD, /* a thread in its send phase: thread.ipc.wait */
	SENDER_IRQ,    /* an IRQ object with signals: irq.wait */
	SENDER_SC,     /* a scheduling context that ran out: sc.wait */
};

/** One-shot right to answer a caller. It lives in the caller; the server holds it implicitly or in a slot. */
struct reply {
	struct kobject obj; /* payer is null: no storage of its own; obj.root: the slot that holds it, or null */
	struct thread *caller;
	struct thread *server;  /* whose implicit reply this is, or null */
	struct thread *lent_to; /* the server of a call through a passive gate: it has the caller's time */
	struct sc *lent;        /* the scheduling context donated with it; null if the caller had none itself */
	struct list lent_link;  /* in lent_to->borrowed */
};

/** Messages made by the kernel in the name of a thread. */
enum {
	IPC_USER,      /* not kernel-made: a system call of the thread */
	IPC_PAGEFAULT, /* fault_addr, fault_info */
	IPC_EXCEPTION, /* fault_cause, fault_addr and the registers */
};

/** State of a thread's current IPC; which fields are valid depends on the thread's state. */
struct thread_ipc {
	uint32_t tag;            /* of the message being sent */
	uint32_t label;          /* of the gate it is sent through */
	uint16_t timeout;        /* of the receive phase (abi/syscall.h) */
	uint8_t op;              /* SK_OP_* of the system call in progress */
	uint8_t kernel;          /* IPC_* */
	uint8_t donate;          /* sending: a call through a passive gate; its context helps the server meanwhile */
	uint8_t xfer;            /* sending: typed items are allowed */
	uint8_t awaits_reply;    /* receiving: only ipc.reply wakes it */
	uint8_t item;            /* typed items already transferred (restart point) */
	uint8_t active;          /* peer is set: this side drives the transfer */
	uint8_t answer;          /* words of the answer to an invocation (msg.h) */
	int8_t broken;           /* the transfer that this thread was receiving ended with this error */
	struct kobject *partner; /* sending: the target thread; receiving: the object received from, null = open wait */
	struct reply *caller;    /* the caller this thread owes an implicit reply, or null */
	struct reply reply;      /* others' right to answer this thread */
	struct thread *peer;     /* a transfer of typed items between this thread and peer was interrupted */
	struct gate *gate;       /* sending: the gate it goes through */
	struct list link;        /* sending: in gate->waiting; receiving from a thread: in that one's receivers */
	struct rb_node wait;     /* sending: in partner's senders */
	struct rb_root senders;  /* who waits to reach this thread */
	struct list receivers;   /* threads that receive from this thread and nobody else */
};

/** Sets up the IPC state of a fresh thread. */
void ipc_init(struct thread *t);

/*
 * Results of the functions below, and of object invocations: SK_OK (success without a message), a negative error,
 * SK_RESTART, or OBJECT_BLOCKED (the thread's registers are complete, or it sleeps and they will be).
 */

/** Everything a system call of @p t, cpu->current, may ask for besides yielding; arguments are in its registers. */
int ipc_syscall(struct cpu *cpu, struct thread *t);

/** Sends what @p t->ipc describes (op, tag, kernel, xfer, timeout) through @p g; waits at most until @p deadline (0: not
 * at all, ~0: for ever). */
int ipc_send(struct cpu *cpu, struct thread *t, struct gate *g, ticks_t deadline);

/** Receive phase of @p t: from @p from, or null for an open wait. */
int ipc_receive(struct cpu *cpu, struct thread *t, struct kobject *from);

/** Answers @p r with what @p t->ipc describes (tag). */
int ipc_reply(struct cpu *cpu, struct thread *t, struct reply *r);

/** Point in time that timeout @p timeout of @p t means: 0 do not wait, ~0 never. @p n is 0 for the send phase, 1 for the
 * receive phase. */
ticks_t ipc_deadline(const struct thread *t, uint32_t timeout, unsigned n);

/**
 * Moves typed items, then words, from @p from to @p to. @p active is the one of them whose system call this is.
 * @return SK_OK, SK_RESTART (both are then tied to each other until the system call is repeated), or an error of the
 * sender.
 */
int ipc_transfer(struct thread *from, struct thread *to, struct thread *active);

/** Ends an interrupted transfer of @p t. A receiver that already has some of the items learns of it: SK_ECANCELED. */
void ipc_break(struct cpu *cpu, struct thread *t);

/** @p to has its message: sets its result registers and ends its wait. It stays off the CPU until sched_unblock(). */
void ipc_received(struct thread *to, uint32_t tag, uint32_t label);

/** The message of @p from has reached @p to: receive phase of a call with the reply right and donation, or end of a plain
 * send. @return SK_OK when @p from is the current thread and goes on, else OBJECT_BLOCKED. */
int ipc_sent(struct cpu *cpu, struct thread *from, struct thread *to);

/** The kernel object behind @p wait (SENDER_IRQ, SENDER_SC) has a message for @p to: delivered now, or queued. */
void ipc_post(struct cpu *cpu, struct thread *to, struct rb_node *wait);
/** Withdraws it if it is queued at @p to. */
void ipc_withdraw(struct thread *to, struct rb_node *wait);

/**
 * Ends whatever IPC @p t is in with @p error, at any point: sending, receiving, waiting for a reply, in the middle of a
 * transfer. Nobody else's message is lost. The thread becomes ready; harmless when it is in no IPC.
 */
void ipc_abort(struct cpu *cpu, struct thread *t, int error);

/** Takes @p t, sending, out of its receiver's queue and its gate's list. */
void ipc_unqueue(struct thread *t);

/** One bounded step of taking a dying thread out of all IPC: its own, its senders, those it owes an answer.
 * @return true when nothing is left. */
bool ipc_destroy_step(struct cpu *cpu, struct thread *t);

#endif
