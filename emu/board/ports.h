// SPDX-License-Identifier: Apache-2.0
// ISA I/O port space: byte-wide devices behind one window.
#ifndef EMU_BOARD_PORTS_H
#define EMU_BOARD_PORTS_H

#include "device.h"

#define PORTS_MAX 24 /**< ranges in one port space */

/** One claimed range. Devices here are byte wide: they see accesses of size 1 only. */
struct ports_range {
	uint32_t first;
	uint32_t count;
	const struct device_ops *ops;
	void *dev;
};

/** The port space; zero-initialised it is empty. */
struct ports {
	struct ports_range range[PORTS_MAX];
	unsigned count;
};

/** Claims ports; @p dev sees offsets from @p first. At most PORTS_MAX ranges (asserted: boards are fixed). */
void ports_claim(struct ports *ports, uint32_t first, uint32_t count, const struct device_ops *ops, void *dev);
/** Moves the range of @p dev that @p ops serves (a device with a movable base); @p count 0 hides it. */
void ports_move(struct ports *ports, const struct device_ops *ops, const void *dev, uint32_t first, uint32_t count);

/** The whole space as a device; nobody home reads as all ones. @p dev is a struct ports. */
extern const struct device_ops ports_ops;

#endif
