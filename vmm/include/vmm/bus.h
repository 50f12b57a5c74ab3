// SPDX-License-Identifier: Apache-2.0
// The guest-physical bus: which device model answers at which address.
#ifndef VMM_BUS_H
#define VMM_BUS_H

#include <vmm/base.h>
#include <vmm/status.h>

struct vmm_device;

/** What a device model does. Offsets are below the device's size; size is 1, 2 or 4 and the offset is a multiple of it. */
struct vmm_device_ops {
	/** Reads a register. @return false if the device has no such register or not of that size (a stray access). */
	bool (*read)(struct vmm_device *dev, uint32_t offset, unsigned size, uint32_t *value);
	/** Writes a register; bits of @p value beyond @p size bytes are zero. @return false: a stray access. */
	bool (*write)(struct vmm_device *dev, uint32_t offset, unsigned size, uint32_t value);
	/** Puts the device into its state after power-on. Connections and statistics stay. */
	void (*reset)(struct vmm_device *dev);
};

/** A device on the bus; embedded in each device model. */
struct vmm_device {
	const struct vmm_device_ops *ops;
	const char *name; /**< for messages and statistics; lives as long as the device */
	uint32_t base;    /**< guest-physical address */
	uint32_t size;    /**< bytes */
	uint64_t reads;   /**< accesses it answered */
	uint64_t writes;
	uint64_t refused; /**< accesses it turned down */
};

#define VMM_BUS_DEVICES 24

/** All devices, by address. All zero is an empty bus. */
struct vmm_bus {
	struct vmm_device *device[VMM_BUS_DEVICES];
	unsigned count;
};

/**
 * Puts @p dev (base, size, ops and name filled in) on the bus, which keeps the pointer.
 * @return VMM_OK, VMM_BUS_FULL, VMM_BUS_RANGE (empty, wrapping, not a multiple of 4), VMM_BUS_OVERLAP
 */
int vmm_bus_add(struct vmm_bus *bus, struct vmm_device *dev);

/** The device that covers the @p size bytes at @p gpa, NULL if none covers all of them. */
struct vmm_device *vmm_bus_find(const struct vmm_bus *bus, uint32_t gpa, unsigned size);

/** Reads @p size bytes (1, 2, 4) at @p gpa, naturally aligned. @return false: a stray access, nothing happened. */
bool vmm_bus_read(struct vmm_bus *bus, uint32_t gpa, unsigned size, uint32_t *value);

/** Writes @p size bytes (1, 2, 4) at @p gpa, naturally aligned. @return false: a stray access, nothing happened. */
bool vmm_bus_write(struct vmm_bus *bus, uint32_t gpa, unsigned size, uint32_t value);

/** Resets every device. */
void vmm_bus_reset(struct vmm_bus *bus);

#endif
