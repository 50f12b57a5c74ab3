// SPDX-License-Identifier: Apache-2.0
// Physical memory through kseg0, and the caches over it.
#include <mips/kernel.h>
#include <skerry/abi/proto.h>
#include <skerry/arch/mmu.h>

#define CACHE_HIT_INV_I   0x10
#define CACHE_HIT_WBINV_D 0x15
#define CACHE_HIT_WBINV_S 0x17
#define CACHE_HIT_WB_D    0x19
#define CACHE_HIT_WB_S    0x1b

void *arch_phys_ptr(paddr_t pa)
{
	return pa < KSEG_BYTES ? (void *)(uintptr_t)(KSEG0 + pa) : NULL;
}

/*
 * Hit operations through kseg0 reach the lines that user mappings of the same memory filled: no cache way is larger
 * than a granule, and below it virtual and physical addresses agree.
 */
#define CACHE_LOOP(op, from, bytes, line)                                                                         \
	do {                                                                                                      \
		if ((line) != 0)                                                                                  \
			for (uintptr_t a_ = (from) & ~(uintptr_t)((line)-1); a_ < (from) + (bytes); a_ += (line)) \
				__asm__ volatile("cache %0, 0(%1)" : : "i"(op), "r"(a_) : "memory");              \
	} while (0)

static void sync(void)
{
	__asm__ volatile("sync" : : : "memory");
}

static void write_back_invalidate(uintptr_t from, uint32_t bytes)
{
	CACHE_LOOP(CACHE_HIT_WBINV_D, from, bytes, cpu_features.dcache_line);
	sync();
	CACHE_LOOP(CACHE_HIT_WBINV_S, from, bytes, cpu_features.scache_line);
	sync();
}

void arch_phys_clear(paddr_t pa, uint32_t bytes)
{
	memset(arch_phys_ptr(pa), 0, bytes);
	write_back_invalidate(KSEG0 + pa, bytes);
}

void arch_cache_op(unsigned op, paddr_t pa, uint32_t va, uint32_t bytes)
{
	uintptr_t from = KSEG0 + pa;
	(void)va;
	if (pa >= KSEG_BYTES)
		return; /* the kernel has no window there, and the boards no RAM that it gives out */
	switch (op) {
	case SK_CACHE_CLEAN:
		CACHE_LOOP(CACHE_HIT_WB_D, from, bytes, cpu_features.dcache_line);
		sync();
		CACHE_LOOP(CACHE_HIT_WB_S, from, bytes, cpu_features.scache_line);
		sync();
		break;
	case SK_CACHE_INVALIDATE:
		write_back_invalidate(from, bytes);
		break;
	default:
		CACHE_LOOP(CACHE_HIT_WB_D, from, bytes, cpu_features.dcache_line);
		sync();
		CACHE_LOOP(CACHE_HIT_INV_I, from, bytes, cpu_features.icache_line);
		sync();
	}
}
