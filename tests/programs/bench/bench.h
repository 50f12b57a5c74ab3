// SPDX-License-Identifier: Apache-2.0
// What the parts of the benchmark program share.
#ifndef BENCH_H
#define BENCH_H

#include <skerry/abi/boot.h>
#include <skerry/rt/load.h>
#include <skerry/rt/object.h>
#include <skerry/rt/print.h>
#include <skerry/rt/root.h>

#define ROUNDS 500

/* Slots of the benchmark's root task. */
enum {
	SLOT_SERVER = 64, /* a block of CHILD_SLOTS */
	SLOT_PEER = 72,
	SLOT_HANDLER = 80,
	SLOT_PAGER = 88,
	SLOT_TOUCHER = 96,
	SLOT_ACTIVE_GATE = 104,
	SLOT_PASSIVE_GATE,
	SLOT_IRQ,
	SLOT_PAGER_GATE,
	SLOT_VM,
	SLOT_VCPU,
	SLOT_DONE,
	SLOT_VICTIM = 112,
};
enum { CHILD_FACTORY, CHILD_TASK, CHILD_THREAD, CHILD_SC, CHILD_SLOTS = 8 };

/* Addresses in a child. */
#define CHILD_KUMEM 0x7ffe0000u
#define CHILD_STACK 0x7ffd0000u

extern struct rt_ram ram;

/** Counter of the processor; under QEMU's -icount it advances with the instructions. */
static inline sk_word_t counter(void)
{
	sk_word_t c;

	__asm__ volatile("rdhwr %0, $2" : "=r"(c));
	return c;
}

/** Prints the result of a measurement: @p ticks for @p operations, less what the empty loop took. */
void report(const char *what, sk_word_t ticks, sk_word_t operations);

/** Instructions in @p ticks, from the calibration at the start. */
sk_word_t instructions(sk_word_t ticks);

/**
 * Makes a task that runs this program's own code.
 * @param slot  block of CHILD_SLOTS slots
 * @param priority 0: a passive thread, without time of its own
 * @param pager gate or 0
 */
void child_make(sk_word_t slot, void (*entry)(void), sk_word_t priority, sk_word_t pager);
/** The first half: task and thread that do not run yet. */
void child_prepare(sk_word_t slot);
/** The second half. */
void child_run(sk_word_t slot, void (*entry)(void), sk_word_t priority, sk_word_t pager);

/* server.S: code that runs in other address spaces and uses nothing but registers. */
void server_loop(void);  /* answers every call */
void yield_loop(void);   /* yields for ever */
void handler_loop(void); /* receives signals for ever */
void touch_loop(void);   /* on each message touches the next granule from 0x40000000 on */

void bench_ipc(void);
void bench_memory(void);
void bench_guest(void);

#endif
