/* SPDX-License-Identifier: Apache-2.0 */
/* Contract: page-table entries, TLB, physical memory, caches. */
#ifndef SKERRY_ARCH_MMU_H
#define SKERRY_ARCH_MMU_H

#include <skerry/arch/types.h>
#include <skerry/base.h>

struct space;

/**
 * Encodes a page-table entry. Never 0.
 * @param pa     address of this granule (second level) or 8 MiB piece (first level)
 * @param order  log2 of the whole mapping it belongs to, 14 to 31: a hint for larger TLB pages
 * @param rights SK_MEM_*; at least one
 * @param attr   SK_ATTR_CACHED or SK_ATTR_UNCACHED
 * Lock held.
 */
pte_t arch_pte(paddr_t pa, unsigned order, unsigned rights, unsigned attr);

/** Sets up the arch part of a fresh space. Lock held. */
void arch_space_init(struct space *s);
/** Forgets all of it: no TLB entry or ASID of it survives. Lock held; the space is not current on any CPU's user side
 * any more. */
void arch_space_destroy(struct space *s);

/** Drops TLB entries of @p s for 1 << @p order bytes from @p va on all CPUs, before the memory may be reused. For VMs
 * (s->guest) also every shadow of that guest-physical range. Lock held. Cost does not depend on the size beyond the
 * size of the TLB. */
void arch_tlb_flush(struct space *s, uint32_t va, unsigned order);

/** The kernel's pointer to RAM at @p pa inside the pool or the image; null for what the kernel cannot address. */
void *arch_phys_ptr(paddr_t pa);

/** Clears @p bytes of RAM from @p pa and writes back and invalidates them through all cache levels. Lock held, at most
 * SK_RANGE_CLEAR_STEP. */
void arch_phys_clear(paddr_t pa, uint32_t bytes);

/** SK_CACHE_* over @p bytes of RAM from @p pa (@p va is the user's address of it, for indexed caches). Lock held, at
 * most one granule. */
void arch_cache_op(unsigned op, paddr_t pa, uint32_t va, uint32_t bytes);

#endif
