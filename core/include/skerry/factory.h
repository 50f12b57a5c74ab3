/* SPDX-License-Identifier: Apache-2.0 */
/* Factories: quota and kernel memory. */
#ifndef SKERRY_FACTORY_H
#define SKERRY_FACTORY_H

#include <skerry/abi/cost.h>
#include <skerry/list.h>
#include <skerry/object.h>

#define FACTORY_ORDERS (SK_FACTORY_ORDER_MAX - 6 + 1) /* block orders 6 (SK_COST_UNIT) to the largest */

/**
 * A factory and the buddy allocator over its own block of the kernel pool. All sizes are quota bytes (abi/cost.h); a
 * backend whose structures are larger scales the storage behind them (ARCH_POOL_SCALE) without changing any count.
 */
struct factory {
	struct kobject obj;
	struct factory *parent; /* where the block came from; null for the root factory */
	struct list objects;    /* every object it made, by kobject.payer_link */
	uint32_t block;         /* offset of its block in the pool, quota bytes */
	uint32_t size;          /* quota bytes of the block; a power of two except for the root factory */
	uint32_t used;
	uint32_t free[FACTORY_ORDERS]; /* first free block of each order: pool offset + 1, or 0 */
};

/** Sets up the pool and its root factory; boot only. @p memory is ARCH_POOL_SCALE * @p bytes long, granule aligned, and
 * starts at physical address @p base. The allocator's bookkeeping is taken from the front. */
struct factory *pool_init(void *memory, paddr_t base, uint32_t bytes);

/** Allocates @p bytes (rounded up to a power of two) of zeroed memory; null when the factory has no room. O(orders), and
 * the clearing. */
void *factory_alloc(struct factory *f, uint32_t bytes);

/** The same without the clearing: what is in the block is undefined. */
void *factory_alloc_raw(struct factory *f, uint32_t bytes);

/** Gives back what factory_alloc(@p f, @p bytes) returned. O(orders). */
void factory_free(struct factory *f, void *p, uint32_t bytes);

/** Physical address of a pool block, for kernel-user memory. */
paddr_t pool_phys(const void *p);
/** The kernel's own pointer to a physical address inside the pool. */
void *pool_ptr(paddr_t pa);

/** Creates a factory with its own block of 1 << @p order bytes of @p f in the empty slot @p slot. Null and SK_ERANGE or
 * SK_ENOMEM. */
struct factory *factory_create(struct factory *f, unsigned order, struct cap *slot, int *error);

/** Largest block an allocation could still get, quota bytes. */
uint32_t factory_largest(const struct factory *f);

#endif
