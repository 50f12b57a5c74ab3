/* SPDX-License-Identifier: Apache-2.0 */
/* The UTCB: a thread's message area, kernel-backed memory that only its owner's task and the kernel reach. */
#ifndef SKERRY_ABI_UTCB_H
#define SKERRY_ABI_UTCB_H

#include <skerry/abi/fpage.h>
#include <skerry/abi/syscall.h>

/** Size and alignment of a UTCB, and of a vCPU state area, inside a page of kernel-user memory (SK_TASK_KUMEM). */
#define SK_UTCB_SIZE 1024

#ifndef __ASSEMBLER__
/** Receive window for the typed item with the same number. A nil flexpage takes nothing. */
struct sk_window {
	sk_word_t fpage;    /* memory: the window; capability: the slot to fill */
	sk_word_t reserved; /* 0 */
};

/**
 * What the kernel reads and writes of a UTCB. Everything in it is untrusted input: the kernel reads each word once.
 * The rest of the SK_UTCB_SIZE bytes belongs to the user (thread-local data of the runtime).
 */
struct sk_utcb {
	sk_word_t mr[SK_MSG_WORDS + 1]; /* message words; mr[0..3] travel in registers and are not touched here */
	struct sk_window window[SK_MSG_ITEMS]; /* where received items go */
	uint64_t deadline[2];                  /* absolute timeouts: send, receive (microseconds, KIP clock) */
	sk_word_t reply_slot;                  /* non-zero: on receiving a call, put its reply capability there */
	sk_word_t reserved[7];
	sk_word_t user[16]; /* for the runtime: never read or written by the kernel */
};
#endif

#endif
