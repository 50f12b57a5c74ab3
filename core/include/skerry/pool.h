/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel pool: divided by halves inside each factory's block. */
#ifndef SKERRY_POOL_H
#define SKERRY_POOL_H

#include <skerry/factory.h>

/** Order of the block that an allocation of @p bytes takes: log2 of the next power of two, at least SK_COST_UNIT. */
unsigned pool_order(uint32_t bytes);

/** Offset of a block in the pool (quota bytes), and back. */
uint32_t pool_offset(const void *block);
void *pool_at(uint32_t offset);

/** Makes the block at @p offset (quota bytes) free in @p f without joining it to its neighbours. */
void pool_add(struct factory *f, uint32_t offset, unsigned order);

/** Takes everything out of the free lists of @p f, whose whole block is free: it goes back to where it came from. */
void pool_clear(struct factory *f);

#endif
