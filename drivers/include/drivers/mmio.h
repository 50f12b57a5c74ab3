// SPDX-License-Identifier: Apache-2.0
// Access to device registers of bytes and words. Unit tests put a header of the same name, with a recording device, before this one.
#ifndef DRIVERS_MMIO_H
#define DRIVERS_MMIO_H

#include <stdint.h>

/** A block of registers as the driver's program reaches it. */
struct mmio {
	uintptr_t base; /**< address of register 0, mapped uncached */
	unsigned shift; /**< log2 of the distance between registers, bytes */
};

/** Reads register @p reg of @p m. */
static inline uint8_t mmio_read8(struct mmio m, unsigned reg)
{
	return *(volatile uint8_t *)(m.base + ((uintptr_t)reg << m.shift));
}

/** Writes register @p reg of @p m. */
static inline void mmio_write8(struct mmio m, unsigned reg, uint8_t value)
{
	*(volatile uint8_t *)(m.base + ((uintptr_t)reg << m.shift)) = value;
}

/** Reads the word at @p reg of @p m. */
static inline uint32_t mmio_read32(struct mmio m, unsigned reg)
{
	return *(volatile uint32_t *)(m.base + ((uintptr_t)reg << m.shift));
}

/** Writes the word at @p reg of @p m. */
static inline void mmio_write32(struct mmio m, unsigned reg, uint32_t value)
{
	*(volatile uint32_t *)(m.base + ((uintptr_t)reg << m.shift)) = value;
}

#endif
