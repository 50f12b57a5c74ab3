// SPDX-License-Identifier: Apache-2.0
// The guest's side of a virtio device.
#include "virtio_driver.h"

#include <assert.h>
#include <string.h>

struct driver driver;

static void sink(void *controller, unsigned input, bool level)
{
	(void)input;
	((struct driver *)controller)->irq = level;
}

void driver_prepare(void)
{
	memset(&driver, 0, sizeof(driver));
	driver.ram = (struct vmm_ram){.host = driver.memory, .size = DRIVER_RAM};
}

void driver_attach(struct vmm_virtio *virtio)
{
	driver.virtio = virtio;
	virtio->irq = (struct vmm_pin){.sink = sink, .controller = &driver};
}

uint32_t driver_read(uint32_t reg)
{
	uint32_t value = 0;
	bool done = driver.virtio->dev.ops->read(&driver.virtio->dev, reg, 4, &value);

	assert(done);
	return value;
}

void driver_write(uint32_t reg, uint32_t value)
{
	bool done = driver.virtio->dev.ops->write(&driver.virtio->dev, reg, 4, value);

	assert(done);
}

uint32_t driver_part(unsigned n, unsigned part)
{
	return 0x1000 + n * 0x3000 + part * 0x1000;
}

void driver_queue(unsigned n)
{
	driver_write(0x30, n);
	driver_write(0x38, DRIVER_NUM);
	for (unsigned part = 0; part < 3; part++) {
		driver_write(0x80 + 0x10 * part, driver_part(n, part));
		driver_write(0x84 + 0x10 * part, 0);
	}
	driver_write(0x44, 1);
}

void driver_start(void)
{
	driver_write(0x70, 0);
	driver_write(0x70, 1);
	driver_write(0x70, 3);
	for (uint32_t half = 0; half < 2; half++) {
		driver_write(0x14, half);
		driver_write(0x24, half);
		driver_write(0x20, driver_read(0x10));
	}
	driver_write(0x70, 0x0b);
	assert(driver_read(0x70) == 0x0b);
	for (unsigned n = 0; n < driver.virtio->ops->queues; n++)
		driver_queue(n);
	driver_write(0x70, 0x0f);
	assert(driver_read(0x70) == 0x0f);
}

void driver_desc(unsigned n, unsigned index, uint64_t gpa, uint32_t size, uint16_t flags, uint16_t next)
{
	uint8_t *desc = driver.memory + driver_part(n, 0) + 16 * (size_t)index;

	vmm_put_le32(desc, (uint32_t)gpa);
	vmm_put_le32(desc + 4, (uint32_t)(gpa >> 32));
	vmm_put_le32(desc + 8, size);
	vmm_put_le16(desc + 12, flags);
	vmm_put_le16(desc + 14, next);
}

unsigned driver_add(unsigned n, uint32_t gpa, uint32_t size, bool write, bool more)
{
	unsigned index = driver.desc[n]++ % DRIVER_NUM;

	driver_desc(n, index, gpa, size, (uint16_t)((more ? 1 : 0) | (write ? 2 : 0)),
	            (uint16_t)((index + 1) % DRIVER_NUM));
	return index;
}

void driver_publish(unsigned n, unsigned head)
{
	uint8_t *avail = driver.memory + driver_part(n, 1);

	vmm_put_le16(avail + 4 + 2 * (driver.avail[n] % DRIVER_NUM), (uint16_t)head);
	vmm_put_le16(avail + 2, ++driver.avail[n]);
}

void driver_notify(unsigned n)
{
	driver_write(0x50, n);
}

uint16_t driver_used(unsigned n)
{
	return vmm_le16(driver.memory + driver_part(n, 2) + 2);
}

uint32_t driver_used_head(unsigned n, unsigned i)
{
	return vmm_le32(driver.memory + driver_part(n, 2) + 4 + 8 * (size_t)(i % DRIVER_NUM));
}

uint32_t driver_used_size(unsigned n, unsigned i)
{
	return vmm_le32(driver.memory + driver_part(n, 2) + 8 + 8 * (size_t)(i % DRIVER_NUM));
}

bool driver_failed(void)
{
	return driver_read(0x70) & 0x40;
}
