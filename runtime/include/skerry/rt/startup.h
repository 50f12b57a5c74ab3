// SPDX-License-Identifier: Apache-2.0
// The startup page: what a program's creator tells it, by name, so that no program has slot numbers or addresses built in.
#ifndef SKERRY_RT_STARTUP_H
#define SKERRY_RT_STARTUP_H

#include <skerry/abi/types.h>

/*
 * Every program but the root task starts with a0 = address of this page, which it can read only. Its first thread's stack ends at
 * RT_STACK_TOP, and one granule of kernel-user memory stands at RT_KUMEM_ADDR: the first thread's UTCB, then free pieces of SK_UTCB_SIZE
 * bytes for further threads and vCPU state areas.
 */
#define RT_STARTUP_MAGIC 0x54534b53 /* "SKST" */
#define RT_STARTUP_ADDR  0x7ffec000
#define RT_KUMEM_ADDR    0x7ffe8000
#define RT_STACK_TOP     0x7ffe4000
/** Where the creator puts what it names in regions. */
#define RT_REGION_ADDR   0x10000000

#define RT_NAME_MAX    24
#define RT_REGIONS_MAX 16
#define RT_CAPS_MAX    32
#define RT_PARAMS_MAX  16

/** Memory the program got: a boot module, guest RAM, device registers, a shared buffer. */
struct rt_region {
	char name[RT_NAME_MAX];
	sk_word_t addr;
	sk_word_t size;   /* bytes; of a module: of the file */
	sk_word_t rights; /* SK_MEM_* */
};

/** A capability the program got. */
struct rt_cap {
	char name[RT_NAME_MAX];
	sk_word_t slot;
};

/** A number the program was given. */
struct rt_param {
	char name[RT_NAME_MAX];
	sk_word_t value;
};

struct rt_startup {
	sk_word_t magic;
	sk_word_t size;         /* of this structure */
	char name[RT_NAME_MAX]; /* of the domain, as in the system description */
	char arguments[256];    /* text for the program: a guest's kernel command line, options */
	sk_word_t free_slot;    /* first slot the program may use for itself; it may use all that follow */
	sk_word_t slots;        /* size of its capability table */
	sk_word_t region_count, cap_count, param_count;
	struct rt_region region[RT_REGIONS_MAX];
	struct rt_cap cap[RT_CAPS_MAX];
	struct rt_param param[RT_PARAMS_MAX];
};

/** The region called @p name, or null. */
const struct rt_region *rt_region(const struct rt_startup *s, const char *name);
/** The slot of the capability called @p name, or 0. */
sk_word_t rt_cap(const struct rt_startup *s, const char *name);
/** The number called @p name, or @p otherwise. */
sk_word_t rt_param(const struct rt_startup *s, const char *name, sk_word_t otherwise);

#endif
