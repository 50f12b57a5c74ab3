// SPDX-License-Identifier: Apache-2.0
// ISA I/O port space: splits wide accesses into bytes, as the bridge does for byte-wide devices.
#include "ports.h"

#include <assert.h>
#include <stddef.h>

void ports_claim(struct ports *ports, uint32_t first, uint32_t count, const struct device_ops *ops, void *dev)
{
	assert(ports->count < PORTS_MAX);
	ports->range[ports->count++] = (struct ports_range){first, count, ops, dev};
}

void ports_move(struct ports *ports, const struct device_ops *ops, const void *dev, uint32_t first, uint32_t count)
{
	for (unsigned i = 0; i < ports->count; i++) {
		if (ports->range[i].ops == ops && ports->range[i].dev == dev) {
			ports->range[i].first = first;
			ports->range[i].count = count;
		}
	}
}

static const struct ports_range *find(const struct ports *ports, uint32_t port)
{
	for (unsigned i = 0; i < ports->count; i++) {
		if (port - ports->range[i].first < ports->range[i].count)
			return &ports->range[i];
	}
	return NULL;
}

static uint32_t ports_read(void *dev, uint32_t off, unsigned size)
{
	const struct ports *ports = dev;
	uint32_t value = 0;

	for (unsigned i = 0; i < size; i++) {
		const struct ports_range *range = find(ports, off + i);
		uint32_t byte = range != NULL ? range->ops->read(range->dev, off + i - range->first, 1) & 0xff : 0xff;

		value |= byte << (8 * i);
	}
	return value;
}

static void ports_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	const struct ports *ports = dev;

	for (unsigned i = 0; i < size; i++) {
		const struct ports_range *range = find(ports, off + i);

		if (range != NULL)
			range->ops->write(range->dev, off + i - range->first, 1, value >> (8 * i) & 0xff);
	}
}

const struct device_ops ports_ops = {ports_read, ports_write};
