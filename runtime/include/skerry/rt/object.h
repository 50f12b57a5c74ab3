// SPDX-License-Identifier: Apache-2.0
// Kernel objects as function calls: each wraps one operation of abi/proto.h and returns its error code.
#ifndef SKERRY_RT_OBJECT_H
#define SKERRY_RT_OBJECT_H

#include <skerry/abi/fpage.h>
#include <skerry/rt/ipc.h>

/** Calls @p slot with @p count words from @p words (up to SK_MSG_WORDS). The answer's words come back in @p words, at most @p room of them. */
int rt_invoke(sk_word_t slot, sk_word_t opcode, sk_word_t *words, unsigned count, unsigned room);

/** Creates an object of @p type in @p dest; @p a to @p c as abi/proto.h says for the type. */
int rt_create(sk_word_t factory, sk_word_t type, sk_word_t dest, sk_word_t a, sk_word_t b, sk_word_t c);

/** Delegates the capability in @p slot to @p dest of @p task with @p rights. */
int rt_cap_map(sk_word_t task, sk_word_t slot, sk_word_t dest, sk_word_t rights);

/** Delegates the flexpage @p source of the caller to the window @p window of @p task. */
int rt_mem_map(sk_word_t task, sk_word_t source, sk_word_t window);

/** Takes back what was derived from @p fpage of @p task; with SK_UNMAP_SELF in @p flags that too. */
int rt_unmap(sk_word_t task, sk_word_t fpage, sk_word_t flags);

/** Maps @p bytes of a memory range from @p offset to @p va of @p task (or VM), in the largest aligned pieces. All granule aligned. */
int rt_range_map(sk_word_t range, sk_word_t task, sk_word_t offset, sk_word_t va, sk_word_t bytes, sk_word_t rights,
                 sk_word_t attr);

/** Clears @p bytes of a range from @p offset, in as many calls as it takes. */
int rt_range_clear(sk_word_t range, sk_word_t offset, sk_word_t bytes);

/** What a new thread gets. */
struct rt_thread_params {
	sk_word_t factory;
	sk_word_t task;    /* slot of the task it runs in */
	sk_word_t thread;  /* empty slot for its capability */
	sk_word_t sc;      /* empty slot for its scheduling context; 0: a passive thread */
	sk_word_t cpu_cap; /* CPU capability that gives out the time */
	sk_word_t utcb;    /* address in that task, kernel-user memory */
	sk_word_t pager;   /* gate or 0 */
	sk_word_t handler; /* exception gate or 0 */
	sk_word_t pc, sp, a0;
	sk_word_t budget_us, period_us, priority, cpu;
};

/** Creates, binds and starts a thread. On an error nothing is left behind. */
int rt_thread_start(const struct rt_thread_params *p);

/** The second half: binds and starts the thread that is already in p->thread. */
int rt_thread_run(const struct rt_thread_params *p);

#endif
