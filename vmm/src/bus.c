// SPDX-License-Identifier: Apache-2.0
// Finds the device of an address and passes the access on.
#include <vmm/bus.h>

int vmm_bus_add(struct vmm_bus *bus, struct vmm_device *dev)
{
	unsigned at = 0;

	if (bus->count == VMM_BUS_DEVICES)
		return VMM_BUS_FULL;
	if (dev->size == 0 || ((dev->base | dev->size) & 3) || dev->size - 1 > UINT32_MAX - dev->base)
		return VMM_BUS_RANGE;
	while (at < bus->count && bus->device[at]->base < dev->base)
		at++;
	if (at > 0 && dev->base - bus->device[at - 1]->base < bus->device[at - 1]->size)
		return VMM_BUS_OVERLAP;
	if (at < bus->count && bus->device[at]->base - dev->base < dev->size)
		return VMM_BUS_OVERLAP;
	for (unsigned i = bus->count; i > at; i--)
		bus->device[i] = bus->device[i - 1];
	bus->device[at] = dev;
	bus->count++;
	return VMM_OK;
}

struct vmm_device *vmm_bus_find(const struct vmm_bus *bus, uint32_t gpa, unsigned size)
{
	unsigned low = 0;
	unsigned high = bus->count;

	while (low < high) {
		unsigned middle = (low + high) / 2;
		struct vmm_device *dev = bus->device[middle];

		if (gpa < dev->base)
			high = middle;
		else if (gpa - dev->base >= dev->size)
			low = middle + 1;
		else
			return size <= dev->size - (gpa - dev->base) ? dev : NULL;
	}
	return NULL;
}

bool vmm_bus_read(struct vmm_bus *bus, uint32_t gpa, unsigned size, uint32_t *value)
{
	struct vmm_device *dev = vmm_bus_find(bus, gpa, size);

	if (!dev)
		return false;
	if ((gpa & (size - 1)) || !dev->ops->read(dev, gpa - dev->base, size, value)) {
		dev->refused++;
		return false;
	}
	dev->reads++;
	return true;
}

bool vmm_bus_write(struct vmm_bus *bus, uint32_t gpa, unsigned size, uint32_t value)
{
	struct vmm_device *dev = vmm_bus_find(bus, gpa, size);

	if (!dev)
		return false;
	if (size < 4)
		value &= (UINT32_C(1) << 8 * size) - 1;
	if ((gpa & (size - 1)) || !dev->ops->write(dev, gpa - dev->base, size, value)) {
		dev->refused++;
		return false;
	}
	dev->writes++;
	return true;
}

void vmm_bus_reset(struct vmm_bus *bus)
{
	for (unsigned i = 0; i < bus->count; i++)
		bus->device[i]->ops->reset(bus->device[i]);
}
