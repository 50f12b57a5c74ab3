// SPDX-License-Identifier: Apache-2.0
// Page-table entries of this backend: EntryLo values with the size of the TLB page in the bits above the frame number.
#ifndef MIPS_PTE_H
#define MIPS_PTE_H

#include <mips/cp0.h>
#include <skerry/arch/types.h>

/*
 * A pte is what goes into EntryLo (frame number, cacheability, D, V, RI, XI; never G), except for bits 29:26. A frame
 * number of a 32-bit physical address leaves them free, and they hold n when the mapping may use TLB pages of
 * 16 KiB << 2n; n > 0 only if both pages of the TLB entry lie in the same mapping.
 */
#define PTE_SIZE_SHIFT 26
#define PTE_SIZE_BITS  4
#define PTE_SIZE_MASK  (((1u << PTE_SIZE_BITS) - 1) << PTE_SIZE_SHIFT)

/** PageMask for 16 KiB pages, its value outside the refill path. */
#define PAGEMASK_GRANULE 0x6000

/** Physical address of the granule or 8 MiB piece that @p pte maps. */
static inline uint32_t pte_pa(pte_t pte)
{
	return ((pte & ~(PTE_SIZE_MASK | ENTRYLO_RI | ENTRYLO_XI)) >> ENTRYLO_PFN_SHIFT) << 12;
}

#endif
