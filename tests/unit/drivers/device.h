// SPDX-License-Identifier: Apache-2.0
// A device for driver tests: registers are read through a script and writes are recorded in order.
#ifndef DEVICE_H
#define DEVICE_H

#include <drivers/mmio.h>

#define DEVICE_WRITES_MAX 256

/** One recorded write. */
struct device_write {
	unsigned reg;
	uint32_t value;
};

/** The device behind the accessor of the current test. */
extern struct device {
	/** What a read of @p reg gives; null: 0. */
	uint8_t (*read)(unsigned reg);
	/** The same for words. */
	uint32_t (*read32)(unsigned reg);
	struct device_write write[DEVICE_WRITES_MAX];
	unsigned writes;
	unsigned reads;
} device;

/** Forgets all that was recorded and reads from @p read. */
void device_reset(uint8_t (*read)(unsigned reg));
/** The same for a device whose registers are words. */
void device_reset32(uint32_t (*read32)(unsigned reg));

/** Fails the test unless exactly these writes came, in this order: pairs of register and value, ended by -1. */
void device_expect(const int *pairs);

#endif
