// SPDX-License-Identifier: Apache-2.0
// Stands in for the drivers' mmio.h: every access goes to the test's device and is recorded.
#ifndef DRIVERS_MMIO_H
#define DRIVERS_MMIO_H

#include <stdint.h>

struct mmio {
	uintptr_t base;
	unsigned shift;
};

uint8_t mmio_read8(struct mmio m, unsigned reg);
void mmio_write8(struct mmio m, unsigned reg, uint8_t value);
uint32_t mmio_read32(struct mmio m, unsigned reg);
void mmio_write32(struct mmio m, unsigned reg, uint32_t value);

#endif
