// SPDX-License-Identifier: Apache-2.0
// What the parts of the budget program share: threads in one task, and what each of them measures.
#ifndef BUDGET_H
#define BUDGET_H

#include <skerry/rt/load.h>
#include <skerry/rt/object.h>

#define SERVERS          3
#define GUESTS           4
#define CPUS             2
#define MEASURE_US       400000
#define GUEST_MEASURE_US 1200000 /* so long that a period that falls half into it is less than a hundredth */

/* Priorities; root is above all of them. */
enum { LOW = 50, MIDDLE = 90, HIGH = 200 };

/* Threads by number; each has a slot, a scheduling context in the slot behind, a UTCB and a stack. */
enum {
	T_LOW,
	T_HIGH,
	T_OTHER,
	T_SERVER,
	T_GUEST = T_SERVER + SERVERS,
	T_PERIODIC = T_GUEST + GUESTS,
	THREADS = T_PERIODIC + CPUS
};
#define S_THREAD(n) (64 + 2 * (n))
#define S_SC(n)     (S_THREAD(n) + 1)
#define S_GATE(n)   (S_THREAD(THREADS) + (n)) /* passive gate to server n */
#define S_IRQ       S_GATE(SERVERS)
#define S_VM(n)     (S_IRQ + 1 + 2 * (n))
#define S_VCPU(n)   (S_VM(n) + 1)

/** In the task's kernel memory: UTCBs by thread, then the state areas of the guests' processors. */
#define UTCBS   0x7ff00000
#define UTCB(n) (UTCBS + SK_UTCB_SIZE * (n))
#define AREA(n) UTCB(THREADS + (n))

/** Counter of the processor. */
static inline sk_word_t counter(void)
{
	sk_word_t c;

	__asm__ volatile("rdhwr %0, $2" : "=r"(c));
	return c;
}

/** What a thread that always runs finds out: root changes the epoch, and then it begins anew. */
struct watch {
	volatile sk_word_t epoch;
	volatile sk_word_t longest; /* ticks between two rounds of its loop */
};

/** What a client does and finds out. */
struct client {
	sk_word_t work_us;  /* what it asks a server to do */
	sk_word_t pause_us; /* between two calls */
	volatile sk_word_t calls;
	volatile sk_word_t longest; /* ticks that a call took */
};

/** A task with a deadline: it is due once in PERIOD_US, and finds out when it was done. */
struct periodic {
	unsigned thread;           /* its own number */
	volatile sk_word_t times;  /* it was done */
	volatile sk_word_t missed; /* times it was done only after it was due again */
	volatile sk_word_t longest_us;
};
#define PERIOD_US        1000
#define PERIODIC_WORK_US 200

extern struct watch watch;
extern struct client client[2];
extern struct periodic periodic[CPUS];

/** Finds how fast work() is. Nothing else runs. */
void calibrate(void);

/* guests.c */
/**
 * Makes a guest that is busy for ever; thread T_GUEST + @p n, which is there and waits for that, runs it.
 * @return SK_OK, or SK_ENOTSUP on a processor without guest engine
 */
int guest_make(unsigned n, struct rt_ram *ram);
/** Rounds that guest @p n has counted. */
sk_word_t guest_rounds(unsigned n);
_Noreturn void run_guest(sk_word_t n);

/* Entries of threads (threads.c). */
_Noreturn void run_watch(void);
_Noreturn void run_spin(void);
_Noreturn void run_client(struct client *c);
_Noreturn void run_server(sk_word_t n);
_Noreturn void run_driver(void);
_Noreturn void run_periodic(struct periodic *p);

#endif
