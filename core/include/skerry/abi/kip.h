/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel information page: read-only, mapped in every task. */
#ifndef SKERRY_ABI_KIP_H
#define SKERRY_ABI_KIP_H

#include <skerry/abi/types.h>

/** Where the KIP stands in every task. */
#define SK_KIP_ADDR  0x7fff8000
#define SK_KIP_MAGIC 0x59524b53 /* "SKRY" */

/* Feature bits. */
#define SK_FEATURE_FPU      1
#define SK_FEATURE_SMP      2
#define SK_FEATURE_SEGCTL   4  /* guest engine segctl works here */
#define SK_FEATURE_VZ       8  /* guest engine vz works here */
#define SK_FEATURE_EMUGUEST 16 /* guest engine emulated works here */
#define SK_FEATURE_NAN2008  32
#define SK_FEATURE_DEBUG    64 /* kernel built with assertions */

#ifndef __ASSEMBLER__
/**
 * Clock reading: with seq even and unchanged around the read,
 *   microseconds = base_us + (((counter - base_count) & 0xffffffff) * us_mult >> us_shift)
 * where counter is the cycle counter (rdhwr $2 on MIPS). The kernel advances the base before the counter wraps.
 */
struct sk_kip {
	sk_word_t magic;
	sk_word_t abi_version;
	sk_word_t features;
	sk_word_t cpus;       /* processors online */
	sk_word_t cpu_id;     /* PRId of the boot processor */
	sk_word_t page_order; /* SK_PAGE_ORDER */
	sk_word_t counter_hz; /* frequency of the cycle counter */
	sk_word_t seq;
	uint64_t base_us;
	sk_word_t base_count;
	sk_word_t us_mult;
	sk_word_t us_shift;
	sk_word_t priorities; /* 256 */
	char version[32];     /* "Skerry X.Y (backend, build)" */
};
#endif

#endif
