/* SPDX-License-Identifier: Apache-2.0 */
/* System-call convention: selector, operation, tag and timeouts. */
#ifndef SKERRY_ABI_SYSCALL_H
#define SKERRY_ABI_SYSCALL_H

#include <skerry/abi/types.h>

/*
 * There is one system-call instruction, `syscall`. Registers:
 *
 *   in   a0     selector: capability slot << 4 | operation (SK_OP_*)
 *        a1     message tag
 *        a2     timeouts: send << 16 | receive
 *        t0-t3  message words 0 to 3
 *   out  v0     negative: error code (SK_E*); otherwise the tag of the received message
 *        v1     label of the gate or interrupt object the message came through (open wait), else 0
 *        t0-t3  message words 0 to 3 of the received message (0 beyond its length)
 *   kept        s0-s7, gp, sp, fp
 *   lost        everything else, set to 0: no value of the kernel or of another task is left in a register
 *
 * Message words 4 to 62 and typed items travel in the UTCB (utcb.h).
 */

/** Operation bits; SK_OP_CALL and SK_OP_REPLY_WAIT are the fast paths. */
#define SK_OP_SEND  1 /* send to the object named by the slot */
#define SK_OP_RECV  2 /* receive: from that object, or from anyone with SK_OP_OPEN */
#define SK_OP_OPEN  4 /* receive from any sender */
#define SK_OP_REPLY 8 /* the send part goes to the implicit reply capability, not to the slot */

#define SK_OP_YIELD      0                                      /* give up the rest of the time slice */
#define SK_OP_CALL       (SK_OP_SEND | SK_OP_RECV)              /* send, then wait for the answer */
#define SK_OP_WAIT       (SK_OP_RECV | SK_OP_OPEN)              /* receive from anyone */
#define SK_OP_SEND_WAIT  (SK_OP_SEND | SK_OP_RECV | SK_OP_OPEN) /* send, then receive from anyone */
#define SK_OP_REPLY_ONLY (SK_OP_SEND | SK_OP_REPLY)             /* answer the caller */
#define SK_OP_REPLY_WAIT \
	(SK_OP_SEND | SK_OP_RECV | SK_OP_OPEN | SK_OP_REPLY) /* answer the caller, then receive from anyone */

#define SK_SEL_SHIFT     4
/** Selector of slot @p slot with operation @p op. */
#define SK_SEL(slot, op) (((slot) << SK_SEL_SHIFT) | (op))

/* Slots with a fixed meaning: task, factory and first thread are filled when these are created, the others by whoever starts the task. */
#define SK_SLOT_INVALID 0
#define SK_SLOT_TASK    1 /* the task itself */
#define SK_SLOT_THREAD  2 /* its first thread */
#define SK_SLOT_FACTORY 3 /* the factory that pays for it */
#define SK_SLOT_LOG     4 /* kernel log */
#define SK_SLOT_PARENT  5 /* a gate to whoever started it */
#define SK_SLOT_FREE    6 /* first slot without a fixed meaning (the root task: see boot.h) */

/** Most slots a task can have. */
#define SK_SLOTS_MAX        4096
/** Deepest derivation of a capability or mapping below its origin. */
#define SK_DERIVATION_DEPTH 32

/*
 * Tag: words 5:0 (0 to 63, typed items not counted), items 9:6 (0 to 8), flags 15:10, protocol 30:16; bit 31 is 0.
 * words + 2 * items is at most 63; items follow the words. To a kernel object the protocol is the opcode (proto.h).
 */
#define SK_TAG_WORDS_MASK  0x3f
#define SK_TAG_ITEMS_SHIFT 6
#define SK_TAG_ITEMS_MASK  0xf
#define SK_TAG_PROTO_SHIFT 16
#define SK_TAG_PROTO_MASK  0x7fff
/** Out: the message was sent with a call; somebody waits for the reply. */
#define SK_TAG_CALL        0x0400
/** Out: the message comes from the kernel (fault, exception, interrupt), not from a thread. */
#define SK_TAG_KERNEL      0x0800
/** Flag bits a sender may set: none in this version, others are refused with SK_EINVAL. */
#define SK_TAG_FLAGS_IN    0x0000

#define SK_TAG(proto, words, items) (((proto) << SK_TAG_PROTO_SHIFT) | ((items) << SK_TAG_ITEMS_SHIFT) | (words))
#define SK_TAG_WORDS(tag)           ((tag)&SK_TAG_WORDS_MASK)
#define SK_TAG_ITEMS(tag)           (((tag) >> SK_TAG_ITEMS_SHIFT) & SK_TAG_ITEMS_MASK)
#define SK_TAG_PROTO(tag)           (((tag) >> SK_TAG_PROTO_SHIFT) & SK_TAG_PROTO_MASK)

#define SK_MSG_WORDS     63 /* most words of a message, typed items included */
#define SK_MSG_REG_WORDS 4  /* of these, the ones in registers */
#define SK_MSG_ITEMS     8  /* most typed items */

/*
 * Timeout, 16 bits. 0 waits for ever. Bit 15 clear: mantissa 9:0 << exponent 14:10 microseconds; a zero mantissa with a
 * non-zero exponent is "do not wait". Bit 15 set: absolute, the point in time stands in the UTCB (deadline[0] for the
 * send part, deadline[1] for the receive part), in microseconds of the KIP clock; bits 14:0 must be 0.
 */
#define SK_TIMEOUT_NEVER                   0x0000
#define SK_TIMEOUT_ZERO                    0x0400
#define SK_TIMEOUT_ABSOLUTE                0x8000
#define SK_TIMEOUT_REL(mantissa, exponent) (((exponent) << 10) | (mantissa))
#define SK_TIMEOUTS(send, recv)            (((sk_word_t)(send) << 16) | (sk_word_t)(recv))

#endif
