/* SPDX-License-Identifier: Apache-2.0 */
/* Exception vectors: TLB refill by walking the current space's page table, and the ways into trap/entry.S. */
#include <mips/asm.h>

/*
 * Register contract of every vector: only k0 and k1 are free, and both are 0 when user mode goes on, since they held
 * kernel values. The page table is described in skerry/space.h, the entries in mmu/pte.c; PageMask holds 16 KiB
 * whenever none of these runs.
 */
	.section .vectors, "ax"
	.set	noreorder
	.set	noat

	.org	0x000
FUNCTION(vector_refill)
	mfc0	k0, CP0_BADVADDR
	cpu_base k1, CPU_L1
	bltz	k0, refill_miss		/* kernel segments have no table */
	 srl	k0, k0, SPACE_L1_SHIFT
	cpu_op	lw, k1, CPU_L1, k1
	sll	k0, k0, 3
	addu	k1, k1, k0
	lw	k0, L1_PTE(k1)
	lw	k1, L1_TABLE(k1)
	bnez	k0, refill_large
	 nop
	beqz	k1, refill_miss
	 mfc0	k0, CP0_BADVADDR
	ext	k0, k0, SK_PAGE_ORDER + 1, SPACE_L1_SHIFT - SK_PAGE_ORDER - 1
	sll	k0, k0, 4
	addu	k1, k1, k0
	lw	k0, 0(k1)
	lw	k1, 8(k1)
	mtc0	k0, CP0_ENTRYLO0
	mtc0	k1, CP0_ENTRYLO1
	or	k0, k0, k1
	/* A pair without any mapping is never entered: a larger page could appear there later and meet the entry. */
	beqz	k0, refill_miss
	 ext	k0, k0, PTE_SIZE_SHIFT, PTE_SIZE_BITS
	bnez	k0, refill_medium
	 ehb
	tlbwr
	move	k1, zero
	eret
END(vector_refill)

	.org	0x100
FUNCTION(vector_cache_error)
	j	trap_cache_error
	 nop
END(vector_cache_error)

	.org	0x180
FUNCTION(vector_general)
	mfc0	k1, CP0_CAUSE
	j	trap_general
	 andi	k1, k1, CAUSE_CODE_MASK
END(vector_general)

	.org	0x200
FUNCTION(vector_interrupt)
	j	trap_interrupt
	 mfc0	k0, CP0_STATUS
END(vector_interrupt)

FUNCTION(refill_miss)
	mfc0	k1, CP0_CAUSE
	j	trap_general
	 andi	k1, k1, CAUSE_CODE_MASK
END(refill_miss)

/* Both halves belong to one mapping of at least 128 KiB; either pte tells all about it. */
FUNCTION(refill_medium)
	move	k0, k1
/* k0: pte of any part of a mapping that is larger than a pair of its pages; page size 16 KiB << 2 * its size field. */
refill_large:
	cpu_base k1, CPU_SCRATCH
	cpu_op	sw, t0, CPU_SCRATCH, k1
	cpu_op	sw, t1, CPU_SCRATCH + 4, k1
	ext	t0, k0, PTE_SIZE_SHIFT, PTE_SIZE_BITS
	sll	t0, t0, 1
	li	t1, 1 << (SK_PAGE_ORDER - 6)
	sllv	t1, t1, t0			/* one page, in units of EntryLo */
	sll	t0, t1, 1
	addiu	t0, t0, -1			/* the pair, minus 1 */
	srl	k1, t0, 7
	sll	k1, k1, 13
	mtc0	k1, CP0_PAGEMASK
	ins	k0, zero, PTE_SIZE_SHIFT, PTE_SIZE_BITS
	ins	t0, zero, 0, 6
	or	k0, k0, t0
	xor	k0, k0, t0			/* down to the even page */
	mtc0	k0, CP0_ENTRYLO0
	or	k0, k0, t1
	mtc0	k0, CP0_ENTRYLO1
	cpu_base k1, CPU_SCRATCH
	cpu_op	lw, t0, CPU_SCRATCH, k1
	cpu_op	lw, t1, CPU_SCRATCH + 4, k1
	ehb
	tlbwr
	li	k0, PAGEMASK_GRANULE
	mtc0	k0, CP0_PAGEMASK
	move	k0, zero
	move	k1, zero
	ehb
	eret
END(refill_medium)
