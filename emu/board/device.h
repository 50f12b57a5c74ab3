// SPDX-License-Identifier: Apache-2.0
// How a board reaches the registers of a device.
#ifndef EMU_BOARD_DEVICE_H
#define EMU_BOARD_DEVICE_H

#include <stdint.h>

/**
 * Register access of a device. @p off is relative to the device's window, @p size is 1, 2 or 4 and divides @p off.
 * Values are little endian in the low bits; bits above @p size are ignored in writes and cut off in reads.
 */
struct device_ops {
	uint32_t (*read)(void *dev, uint32_t off, unsigned size);
	void (*write)(void *dev, uint32_t off, unsigned size, uint32_t value);
};

#endif
