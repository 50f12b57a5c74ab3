/* SPDX-License-Identifier: Apache-2.0 */
/* Message words of a thread: how object operations read their arguments and give their answer. */
#ifndef SKERRY_MSG_H
#define SKERRY_MSG_H

#include <skerry/thread.h>

/*
 * Words 0 to 3 are in the thread's t0 to t3, the others in its UTCB, which is untrusted and may change at any time:
 * every function here reads a UTCB word once. Arguments and answer share their place, so an operation reads all its
 * arguments before it answers; an operation that returns an error or SK_RESTART must not have answered.
 */

/** Word @p i (0 to 62) of what @p t sends. SK_EFAULT when it is in the UTCB and there is none. */
static inline int msg_word(const struct thread *t, unsigned i, uint32_t *value)
{
	if (i < SK_MSG_REG_WORDS) {
		*value = t->regs.gpr[REG_T0 + i];
		return SK_OK;
	}
	if (t->utcb == NULL)
		return SK_EFAULT;
	*value = *(const volatile sk_word_t *)&t->utcb->mr[i];
	return SK_OK;
}

/** Stores word @p i (0 to 62) of what @p t receives. SK_EFAULT as above. */
static inline int msg_set_word(struct thread *t, unsigned i, uint32_t value)
{
	if (i < SK_MSG_REG_WORDS) {
		t->regs.gpr[REG_T0 + i] = value;
		return SK_OK;
	}
	if (t->utcb == NULL)
		return SK_EFAULT;
	t->utcb->mr[i] = value;
	return SK_OK;
}

/**
 * Reads the first @p n words of the invocation @p tag of @p t into @p word.
 * @return SK_OK, SK_EINVAL (the message is shorter, or carries typed items), SK_EFAULT.
 */
int msg_args(const struct thread *t, uint32_t tag, unsigned n, uint32_t *word);

/**
 * Answers an invocation with @p n words: the caller finds them, and a tag with that count in v0.
 * Without it, a successful operation answers no words.
 * @return SK_OK, or SK_EFAULT (more words than registers, no UTCB), to be returned by the operation.
 */
int msg_answer(struct thread *t, const uint32_t *word, unsigned n);

#endif
