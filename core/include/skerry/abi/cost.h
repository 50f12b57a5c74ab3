/* SPDX-License-Identifier: Apache-2.0 */
/* What each object, table and node costs its factory, in bytes of quota; the same on every backend. */
#ifndef SKERRY_ABI_COST_H
#define SKERRY_ABI_COST_H

/*
 * A factory owns one contiguous block of kernel memory and divides it by halves (buddy system): a request takes the
 * next power of two, at least SK_COST_UNIT. Because costs are constants and every factory divides only its own block, a
 * system runs out of quota at the same request on every backend, and no factory can take or fragment another's memory.
 */
#define SK_COST_UNIT    64
#define SK_COST_TASK    4096 /* task or VM: the object and the first level of its page table */
#define SK_COST_SLOT    32   /* one capability slot; a task's table is one block of slots * SK_COST_SLOT */
#define SK_COST_PTAB    4096 /* second-level page table: 512 granules, 8 MiB of address space */
#define SK_COST_MAPPING 64   /* one memory mapping (a flexpage, of whatever size) */
#define SK_COST_THREAD  1024
#define SK_COST_GATE    64
#define SK_COST_IRQ     128   /* interrupt or notification object */
#define SK_COST_SC      256   /* scheduling context with its replenishment queue */
#define SK_COST_VCPU    16384 /* vCPU with its virtual TLB and shadow bookkeeping */
#define SK_COST_FACTORY 256   /* a factory itself, besides the block it manages */
#define SK_COST_KUMEM   16384 /* one granule of kernel-user memory (UTCBs, vCPU state areas) */

/** Smallest and largest block of a factory, log2 of bytes. */
#define SK_FACTORY_ORDER_MIN 12
#define SK_FACTORY_ORDER_MAX 28

#endif
