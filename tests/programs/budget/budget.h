// SPDX-License-Identifier: Apache-2.0
// What the parts of the budget program share: threads in one task, and what each of them measures.
#ifndef BUDGET_H
#define BUDGET_H

#include <skerry/rt/object.h>

#define SERVERS    3
#define MEASURE_US 400000

/* Priorities; root is above all of them. */
enum { LOW = 50, MIDDLE = 90, HIGH = 200 };

/* Threads by number; each has a slot, a scheduling context in the slot behind, a UTCB and a stack. */
enum { T_LOW, T_HIGH, T_OTHER, T_SERVER, THREADS = T_SERVER + SERVERS };
#define S_THREAD(n) (64 + 2 * (n))
#define S_SC(n)     (S_THREAD(n) + 1)
#define S_GATE(n)   (100 + (n)) /* passive gate to server n */
#define S_IRQ       110

/** Where root sees the registers of the serial port, and its interrupt enable: it says when it could send. */
#define PORT     0x20000000
#define UART_IER (*(volatile uint8_t *)(PORT + 0x3f9))
#define IER_SENT 2

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

extern struct watch watch;
extern struct client client[2];

/** Finds how fast work() is. Nothing else runs. */
void calibrate(void);

/* Entries of threads (threads.c). */
_Noreturn void run_watch(void);
_Noreturn void run_spin(void);
_Noreturn void run_client(struct client *c);
_Noreturn void run_server(sk_word_t n);
_Noreturn void run_driver(void);

#endif
