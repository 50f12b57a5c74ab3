// SPDX-License-Identifier: Apache-2.0
// The threads that are measured: one that notes how long it did not run, busy ones, clients, servers, a driver.
#include <skerry/rt/root.h>

#include "budget.h"
#include "port/port.h"

/* Asked of a server: w0 microseconds of work. */
#define WORK 1

struct watch watch;
struct client client[2];
struct periodic periodic[CPUS];
static sk_word_t rounds_per_us;

/* Counts its own rounds, not time: what somebody else does meanwhile is no work. */
static void rounds(sk_word_t n)
{
	__asm__ volatile(".set push\n.set noreorder\n1: bnez %0, 1b\n addiu %0, %0, -1\n.set pop" : "+r"(n));
}

void calibrate(void)
{
	uint64_t before = rt_time_us();

	rounds(1000000);
	rounds_per_us = 1000000 / (sk_word_t)(rt_time_us() - before);
	rt_must(rounds_per_us > 0 ? SK_OK : SK_ERANGE, "calibrating");
}

void run_watch(void)
{
	sk_word_t epoch = watch.epoch;

	for (sk_word_t last = counter();;) {
		sk_word_t now = counter(), gap = now - last;

		last = now;
		if (epoch != watch.epoch) {
			epoch = watch.epoch;
			watch.longest = 0;
			last = counter();
		} else if (gap > watch.longest) {
			watch.longest = gap;
		}
	}
}

void run_spin(void)
{
	for (;;)
		__asm__ volatile("");
}

void run_client(struct client *c)
{
	for (;;) {
		struct rt_msg m = {.tag = SK_TAG(WORK, 1, 0), .w = {c->work_us}};
		sk_word_t before = counter();

		rt_must(rt_call(S_GATE(0), &m), "a call");
		sk_word_t took = counter() - before;

		c->calls++;
		if (took > c->longest)
			c->longest = took;
		if (c->pause_us)
			rt_sleep_us(c->pause_us);
	}
}

/* The last one in the chain works, the others pass on. */
void run_server(sk_word_t n)
{
	struct rt_msg m;

	for (int error = rt_wait(&m);; error = rt_reply_wait(&m)) {
		rt_must(error, "a server's wait");
		m.tag = SK_TAG(WORK, 1, 0);
		if (n + 1 < SERVERS)
			rt_must(rt_call(S_GATE(n + 1), &m), "a server's call");
		else
			rounds(m.w[0] * rounds_per_us);
		m.tag = SK_TAG(SK_PROTO_OK, 0, 0);
	}
}

/* Never asks the device why it interrupts, but makes it interrupt again. */
void run_driver(void)
{
	struct rt_msg m;

	for (;;) {
		rt_must(rt_wait(&m), "waiting for an interrupt");
		PORT_ENABLE = 0;
		PORT_ENABLE = PORT_IER_SENT;
		rt_must(rt_invoke(S_IRQ, SK_IRQ_ACK, NULL, 0, 0), "acknowledging");
	}
}

/* Due at points in time that do not depend on when it was done. */
void run_periodic(struct periodic *p)
{
	struct sk_utcb *utcb = (struct sk_utcb *)UTCB(p->thread);

	for (uint64_t due = rt_time_us() + PERIOD_US;; due += PERIOD_US) {
		struct rt_msg m = {0};

		utcb->deadline[1] = due;
		(void)rt_recv(S_THREAD(p->thread), SK_TIMEOUTS(SK_TIMEOUT_NEVER, SK_TIMEOUT_ABSOLUTE), &m);
		rounds(PERIODIC_WORK_US * rounds_per_us);
		sk_word_t took = (sk_word_t)(rt_time_us() - due);

		p->times++;
		p->missed += took >= PERIOD_US;
		if (took > p->longest_us)
			p->longest_us = took;
	}
}
