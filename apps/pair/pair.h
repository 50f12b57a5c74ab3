// SPDX-License-Identifier: Apache-2.0
// What client and server of the pair agree on, and the memory that each watches.
#ifndef PAIR_H
#define PAIR_H

#include <skerry/rt/ipc.h>
#include <skerry/rt/startup.h>
#include <stdbool.h>

/** w0 round -> w0 rounds so far, w1 1 when the server's memory is intact. */
#define PAIR_ROUND 1

/** Fills the region "memory" with words that only @p key makes. */
static inline void pair_fill(const struct rt_region *memory, sk_word_t key)
{
	volatile sk_word_t *word = (volatile sk_word_t *)memory->addr;

	for (sk_word_t i = 0; i < memory->size / sizeof(*word); i++)
		word[i] = i * 0x9e3779b1u ^ key;
}

/** Whether all of it still holds them. */
static inline bool pair_intact(const struct rt_region *memory, sk_word_t key)
{
	const volatile sk_word_t *word = (const volatile sk_word_t *)memory->addr;

	for (sk_word_t i = 0; i < memory->size / sizeof(*word); i++)
		if (word[i] != (i * 0x9e3779b1u ^ key))
			return false;
	return true;
}

#endif
