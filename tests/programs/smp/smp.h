/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the stress program share. All its tasks run the same image with the same data. */
#ifndef SMP_H
#define SMP_H

#include <stdbool.h>

#include <skerry/rt/object.h>

#include "probe.h"

#define CPUS_MAX 4
#define TASKS    3 /* root, and two with its memory */
#define WORKERS  (3 * CPUS_MAX)

/* Slots of root; the other tasks have the gates at the same numbers. */
enum {
	S_TASK = 30,                      /* one for each task; the first is root itself */
	S_ECHO = S_TASK + TASKS,          /* gates of the servers, one on each processor */
	S_PASSIVE = S_ECHO + CPUS_MAX,    /* gate of the passive server */
	S_SIGNAL,                         /* notifications, one on each processor */
	S_PAGER = S_SIGNAL + CPUS_MAX,    /* gates to root, by worker */
	S_THREAD = S_PAGER + WORKERS,     /* workers */
	S_SC = S_THREAD + WORKERS,        /* their scheduling contexts */
	S_SHORT = S_SC + WORKERS,         /* short-lived threads: a thread and a scheduling context by worker */
	S_SERVER = S_SHORT + 2 * WORKERS, /* threads of servers: echo, passive, listeners */
	S_SERVER_SC = S_SERVER + 2 * CPUS_MAX + 1,
	S_END = S_SERVER_SC + 2 * CPUS_MAX + 1,
};

#define WORKER_PRIORITY 100
#define SERVER_PRIORITY 110
#define SLICE_US        1000

/** One thread that does random operations. */
struct worker {
	unsigned id, task;
	sk_word_t random;
	struct probe probe;
	volatile sk_word_t moving; /* taken by whoever migrates it */
	sk_word_t left;            /* operations to do */
	volatile sk_word_t done;   /* operations done */
	volatile bool ended;
	sk_word_t loads, stores, faults, calls, moves, maps, revokes, signals, threads, sleeps;
	volatile sk_word_t heartbeat; /* of its short-lived thread */
	sk_word_t seen_on;            /* processors it has been on, one bit each */
};

/** All that is shared. */
extern struct smp {
	unsigned cpus, workers;
	volatile bool stop;
	volatile sk_word_t errors;
	sk_word_t frames;                  /* slot of the range that holds the frames */
	sk_word_t patience_us;             /* a wakeup that has not come after this is lost */
	volatile sk_word_t changed[TASKS]; /* the place that changed last */
	struct worker worker[WORKERS];
	volatile sk_word_t posted[CPUS_MAX], seen[CPUS_MAX];
} smp;

/** Next number of the worker's own sequence, below @p limit. */
sk_word_t smp_random(struct worker *w, sk_word_t limit);
/** Counts an error and says what it was. */
void smp_error(const char *what, const struct worker *w, sk_word_t a, sk_word_t b);

/** A lock word for short holds: the holder may be off its processor, so waiting gives way. */
void smp_lock(volatile sk_word_t *lock);
bool smp_try_lock(volatile sk_word_t *lock);
void smp_unlock(volatile sk_word_t *lock);

/** Life of a worker. */
void work(struct worker *w);
/** Life of an echo server; @p passive: on its callers' time. */
void serve(void);
/** Life of the thread that waits for signals on processor @p cpu. */
void listen_for_signals(unsigned cpu);

#endif
