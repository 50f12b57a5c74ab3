/* SPDX-License-Identifier: Apache-2.0 */
/* Threads. */
#ifndef SKERRY_THREAD_H
#define SKERRY_THREAD_H

#include <skerry/abi/utcb.h>
#include <skerry/arch/types.h>
#include <skerry/cap.h>
#include <skerry/ipc.h>
#include <skerry/regs.h>
#include <skerry/timeout.h>

struct cpu;
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

/** A thread. Runs in one task for life, on its own or on a donated scheduling context. What the IPC fast path needs
 * stands at the front, behind the registers. */
struct thread {
	struct kobject obj;
	struct user_regs regs;
	uint8_t state;  /* enum thread_state; changed by sched_block() and sched_unblock() */
	uint8_t paused; /* THREAD_PAUSE_*: stays off the CPU whatever its state */
	struct task *task;
	struct sk_utcb *utcb; /* kernel alias; null until bound */
	struct sc
	        *running_on; /* the context it was given: its own, a donated one, or null; running_on->thread == this */
	struct sc *sc;       /* its own scheduling context; null: passive */
	struct cpu *on_cpu;  /* the processor it is current on, or null */
	struct thread_ipc ipc;
	struct timeout timeout; /* of the send or receive phase */
	struct list borrowed;   /* callers whose time it was lent, by reply.lent_link */
	struct list helpers;    /* contexts that would execute it but found it blocked, by sc.ready_link */
	struct list task_link;
	uint32_t utcb_va;
	struct cap pager; /* derived from what SK_THREAD_BIND named; revoked with it */
	struct cap exception;
	struct list gates;       /* gates it serves, by gate.thread_link */
	struct list irqs;        /* IRQ objects bound to it, by irq.link */
	uint32_t fault_cause;    /* of the exception being reported (abi/exc.h) */
	uint32_t fault_addr;     /* of the last page fault or address error */
	uint32_t fault_info;     /* SK_FAULT_* */
	struct vcpu *vcpu;       /* the guest it is running, or null */
	struct vcpu *bound_vcpu; /* the vCPU made for it, or null */
	struct thread *holder;   /* a thread that waits to change this one while it runs on another CPU */
	struct thread *holds;    /* the other direction */
	ticks_t used;            /* time executed, on whatever context */
	uint32_t progress; /* restart point of an object operation: 0 when a system call begins, kept over SK_RESTART */
	struct thread_arch arch;
};

/* Reasons in thread.paused. */
#define THREAD_PAUSE_USER  1 /* SK_EXREGS_PAUSE */
#define THREAD_PAUSE_HOLD  2 /* thread.holder wants it off its CPU */
#define THREAD_PAUSE_DYING 4

/** Creates a thread that will run in @p task, in the empty slot @p slot: no UTCB, no registers, no time. */
struct thread *thread_create(struct factory *f, struct task *task, struct cap *slot, int *error);

/**
 * Sets UTCB and UserLocal.
 * @param utcb_va kernel-user memory of the thread's task, SK_UTCB_SIZE aligned; 0: none
 * @return SK_OK, SK_EFAULT (not such memory).
 */
int thread_bind(struct thread *t, uint32_t utcb_va, uint32_t user_local);

/** Sets the first registers of a new thread and makes it ready; it runs once it has a scheduling context. */
void thread_start(struct cpu *cpu, struct thread *t, uint32_t pc, uint32_t sp, uint32_t a0, uint32_t a1);

/** Ends the system call of @p t with @p v0 and @p v1: clears every register that a call loses. t0 to t3 stay as they
 * are. */
void thread_return(struct thread *t, uint32_t v0, uint32_t v1);

/** As thread_return(), with an error and no message words. */
void thread_return_error(struct thread *t, int error);

/** Makes @p t, which is in a system call, execute that again with @p sel in a0. */
void thread_repeat_syscall(struct thread *t, uint32_t sel);

/** Before @p caller changes @p t, which may be executing on another CPU: SK_RESTART until it does not; it is held off
 * the CPU then until thread_release(). */
int thread_catch(struct cpu *cpu, struct thread *caller, struct thread *t);
/** Lets go whatever @p caller holds. */
void thread_release(struct thread *caller);

/** A number that names @p t in logs: the same on every run. */
uint32_t thread_id(const struct thread *t);

#endif
