/* SPDX-License-Identifier: Apache-2.0 */
/* User register state as every backend saves it; user code is MIPS32 on all of them. */
#ifndef SKERRY_REGS_H
#define SKERRY_REGS_H

#include <skerry/abi/vcpu.h>
#include <skerry/base.h>

/** Laid out as the front of struct sk_vcpu_area, so that one trap entry saves tasks and guests alike. */
struct user_regs {
	uint32_t gpr[32]; /* gpr[0] is not used */
	uint32_t hi, lo;
	uint32_t
	        pc; /* of a system call: behind the instruction; of a fault: the instruction, or the branch before it */
};

SK_STATIC_ASSERT(offsetof(struct user_regs, pc) == offsetof(struct sk_vcpu_area, pc), "register frames must agree");

enum {
	REG_AT = 1,
	REG_V0 = 2,
	REG_V1 = 3,
	REG_A0 = 4,
	REG_A1 = 5,
	REG_A2 = 6,
	REG_A3 = 7,
	REG_T0 = 8,
	REG_T7 = 15,
	REG_T8 = 24,
	REG_K1 = 27,
	REG_SP = 29,
	REG_RA = 31,
};

#endif
