// SPDX-License-Identifier: Apache-2.0
// System calls: one inline function each for the IPC operations, with the message in a small structure.
#ifndef SKERRY_RT_IPC_H
#define SKERRY_RT_IPC_H

#include <skerry/abi/error.h>
#include <skerry/abi/proto.h>
#include <skerry/abi/syscall.h>
#include <skerry/abi/utcb.h>
#include <skerry/rt/time.h>

/** The part of a message that travels in registers. */
struct rt_msg {
	sk_word_t tag;   /* in: of the message to send; out: of the message received */
	sk_word_t label; /* out: of the gate it came through */
	sk_word_t w[SK_MSG_REG_WORDS];
};

/** Both parts wait as long as it takes. */
#define RT_FOREVER SK_TIMEOUTS(SK_TIMEOUT_NEVER, SK_TIMEOUT_NEVER)

/**
 * The system call itself.
 * @param selector SK_SEL(slot, SK_OP_*)
 * @param timeouts SK_TIMEOUTS(send, receive)
 * @return SK_OK with the received message in @p m, or the error; then only the message words in @p m are undefined.
 */
static inline int rt_ipc(sk_word_t selector, sk_word_t timeouts, struct rt_msg *m)
{
	register sk_word_t a0 __asm__("$4") = selector;
	register sk_word_t a1 __asm__("$5") = m->tag;
	register sk_word_t a2 __asm__("$6") = timeouts;
	register sk_word_t t0 __asm__("$8") = m->w[0];
	register sk_word_t t1 __asm__("$9") = m->w[1];
	register sk_word_t t2 __asm__("$10") = m->w[2];
	register sk_word_t t3 __asm__("$11") = m->w[3];
	register sk_word_t v0 __asm__("$2");
	register sk_word_t v1 __asm__("$3");

	__asm__ volatile("syscall"
	                 : "=r"(v0), "=r"(v1), "+r"(a0), "+r"(a1), "+r"(a2), "+r"(t0), "+r"(t1), "+r"(t2), "+r"(t3)
	                 :
	                 : "$1", "$7", "$12", "$13", "$14", "$15", "$24", "$25", "$31", "hi", "lo", "memory");
	m->w[0] = t0;
	m->w[1] = t1;
	m->w[2] = t2;
	m->w[3] = t3;
	if ((int)v0 < 0)
		return (int)v0;
	m->tag = v0;
	m->label = v1;
	return SK_OK;
}

/** Sends @p m to @p slot and waits for the answer. */
static inline int rt_call(sk_word_t slot, struct rt_msg *m)
{
	return rt_ipc(SK_SEL(slot, SK_OP_CALL), RT_FOREVER, m);
}

/** Sends @p m without asking for an answer; waits until the receiver takes it. */
static inline int rt_send(sk_word_t slot, struct rt_msg *m)
{
	return rt_ipc(SK_SEL(slot, SK_OP_SEND), RT_FOREVER, m);
}

/** Waits for a message from anyone. */
static inline int rt_wait(struct rt_msg *m)
{
	*m = (struct rt_msg){0};
	return rt_ipc(SK_SEL(0, SK_OP_WAIT), RT_FOREVER, m);
}

/** Answers the current caller with @p m, then waits for the next message. A caller that is gone is no error. */
static inline int rt_reply_wait(struct rt_msg *m)
{
	int error = rt_ipc(SK_SEL(0, SK_OP_REPLY_WAIT), RT_FOREVER, m);

	return error == SK_ENOENT ? rt_wait(m) : error;
}

/** Waits for the IRQ object or partner behind @p slot. */
static inline int rt_recv(sk_word_t slot, sk_word_t timeouts, struct rt_msg *m)
{
	*m = (struct rt_msg){0};
	return rt_ipc(SK_SEL(slot, SK_OP_RECV), timeouts, m);
}

/** Gives up the rest of the time slice. */
static inline void rt_yield(void)
{
	struct rt_msg m = {0};

	(void)rt_ipc(SK_OP_YIELD, 0, &m);
}

/** This thread's UTCB, from UserLocal. */
static inline struct sk_utcb *rt_utcb(void)
{
	register sk_word_t p __asm__("$3");

	__asm__("rdhwr %0, $29" : "=r"(p));
	return (struct sk_utcb *)p;
}

#endif
