/* SPDX-License-Identifier: Apache-2.0 */
/* Basic types of the user-visible interface: every word is 32 bits on every backend. */
#ifndef SKERRY_ABI_TYPES_H
#define SKERRY_ABI_TYPES_H

/** Version of this interface: major in bits 31:16, minor in bits 15:0. A program checks the major part against the KIP.
 */
#define SK_ABI_VERSION 0x00010000

/** Log2 of the granule: the smallest unit of memory that is delegated, in every address space. */
#define SK_PAGE_ORDER 14
/** Size of the granule in bytes (16 KiB). */
#define SK_PAGE_SIZE  (1 << SK_PAGE_ORDER)

/** First user address that may be mapped; the granule below it stays unmapped so that null pointers fault. */
#define SK_USER_START 0x00004000
/** First address beyond user space. */
#define SK_USER_END   0x80000000

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

/** A machine word of the target: registers, selectors, tags. */
typedef uint32_t sk_word_t;
#endif

#endif
