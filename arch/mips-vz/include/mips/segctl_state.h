/* SPDX-License-Identifier: Apache-2.0 */
/* State of a vCPU under the segctl engine: virtual CP0 and virtual TLB. */
#ifndef MIPS_SEGCTL_STATE_H
#define MIPS_SEGCTL_STATE_H

#include <stdbool.h>
#include <stdint.h>

/** Entries of the guest's TLB, as its Config1 and Config4 tell: few enough to save, enough that a guest flushes with one TLBINVF. */
#define VTLB_ENTRIES    128
#define VTLB_BUCKETS    64
/** End of a chain of entries. */
#define VTLB_NONE       0xffff
/** Address-space numbers: the guest's 256, and one for vERL=1, when kuseg is unmapped. */
#define SEGCTL_ASIDS    257
#define SEGCTL_ASID_ERL 256

/** One entry of the guest's TLB with its shadow: what goes into the real TLB for it. */
struct vtlb_entry {
	uint32_t hi;   /* VPN2 and ASID as the guest wrote them */
	uint32_t mask; /* PageMask */
	uint32_t lo[2];
	uint32_t shadow[2]; /* EntryLo with host-physical addresses; valid with VTLB_SHADOW */
	uint16_t next;      /* next entry of the same bucket */
	uint8_t flags;
	uint8_t asid_used; /* guest ASID under which it was last loaded into the real TLB */
};

#define VTLB_VALID  1 /* matches; clear for EHINV entries */
#define VTLB_GLOBAL 2
#define VTLB_SHADOW 4
#define VTLB_LOADED 8  /* may be in the real TLB under asid_used */
#define VTLB_SPREAD 16 /* a global entry that may be in the real TLB under several ASIDs */

/** The engine's part of struct vcpu. */
struct vcpu_arch {
	/* Plain words first: the assembly fast path reaches them by offset. */
	uint32_t status, cause, epc, errorepc, badvaddr;
	uint32_t entryhi, entrylo[2], pagemask, pagegrain, index, wired, context, random;
	uint32_t hwrena, userlocal, ebase, intctl, srsctl, lladdr;
	uint32_t config[8];
	uint32_t compare, count_offset; /* guest Count = host counter + count_offset */
	uint32_t count_stopped;         /* value while Cause.DC stops it */
	uint32_t kernel;                /* 1 in virtual kernel mode */
	uint32_t cache_pc;              /* behind the last cache operation that trapped */
	uint64_t deadline;              /* host time of the next Count == Compare; ~0 none */
	uint32_t asid[SEGCTL_ASIDS];    /* allocator tags (asid.h), one for each guest ASID */
	uint16_t bucket[VTLB_BUCKETS];  /* chains of 4 KiB entries by VPN2 */
	uint16_t big;                   /* chain of entries with larger pages */
	struct vtlb_entry tlb[VTLB_ENTRIES];
};

#endif
