/* SPDX-License-Identifier: Apache-2.0 */
/* Exception message: the register state that a handler sees and may change. */
#ifndef SKERRY_ABI_EXC_H
#define SKERRY_ABI_EXC_H

#include <skerry/abi/types.h>

#ifndef __ASSEMBLER__
/** Body of SK_PROTO_EXCEPTION. Values that a handler sends back are masked: it can never raise a thread's privilege. */
struct sk_exc_state {
	sk_word_t
	        cause; /* architectural exception code (MIPS: Cause.ExcCode) | coprocessor << 8 | in delay slot << 31 */
	sk_word_t badvaddr; /* address, for address errors */
	sk_word_t pc;
	sk_word_t hi;
	sk_word_t lo;
	sk_word_t gpr[32]; /* gpr[0] reads 0 and is ignored */
};
#endif

/** Words in struct sk_exc_state. */
#define SK_EXC_WORDS 37

#endif
