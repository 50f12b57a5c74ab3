// SPDX-License-Identifier: Apache-2.0
// Typed requests between programs: what a server does with a received message, what a client sends.
#ifndef SKERRY_RT_SERVE_H
#define SKERRY_RT_SERVE_H

#include <skerry/rt/ipc.h>

/*
 * A request's operation is the protocol of its tag. The answer's protocol is SK_PROTO_OK with the results, or SK_PROTO_ERROR with a code (SK_E*) in
 * w0. Words beyond the fourth travel in the UTCB: a server reads all of a request before it makes another system call.
 */

/** Word @p i (below SK_MSG_WORDS) of the request received in @p m; 0 beyond its end. */
sk_word_t rt_word(const struct rt_msg *m, unsigned i);

/** Makes @p m the answer of @p count words, at most SK_MSG_WORDS; the next reply sends it. */
void rt_answer(struct rt_msg *m, const sk_word_t *words, unsigned count);

/** Makes @p m the answer that reports @p error, or success without results when it is SK_OK. */
void rt_answer_error(struct rt_msg *m, int error);

/**
 * Calls the server behind @p slot: @p count words from @p words, at most @p room words of the answer back in @p words; what the answer does not have
 * is 0.
 * @return SK_OK, the error of the call, or the one that the server answered
 */
int rt_request(sk_word_t slot, sk_word_t operation, sk_word_t *words, unsigned count, unsigned room);

#endif
