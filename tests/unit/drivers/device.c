// SPDX-License-Identifier: Apache-2.0
// The scripted device behind the drivers' accessor.
#include "device.h"
#include "unit.h"

struct device device;

uint8_t mmio_read8(struct mmio m, unsigned reg)
{
	ck_assert_uint_eq(m.base, 0x1000);
	device.reads++;
	return device.read ? device.read(reg) : 0;
}

uint32_t mmio_read32(struct mmio m, unsigned reg)
{
	ck_assert_uint_eq(m.base, 0x1000);
	device.reads++;
	return device.read32 ? device.read32(reg) : 0;
}

void mmio_write32(struct mmio m, unsigned reg, uint32_t value)
{
	ck_assert_uint_eq(m.base, 0x1000);
	ck_assert_uint_lt(device.writes, DEVICE_WRITES_MAX);
	device.write[device.writes++] = (struct device_write){reg, value};
}

void mmio_write8(struct mmio m, unsigned reg, uint8_t value)
{
	mmio_write32(m, reg, value);
}

void device_reset(uint8_t (*read)(unsigned reg))
{
	device = (struct device){.read = read};
}

void device_reset32(uint32_t (*read32)(unsigned reg))
{
	device = (struct device){.read32 = read32};
}

void device_expect(const int *pairs)
{
	size_t n = 0;
	for (; pairs[2 * n] >= 0; n++) {
		ck_assert_uint_lt(n, device.writes);
		ck_assert_msg(device.write[n].reg == (unsigned)pairs[2 * n] &&
		                      device.write[n].value == (uint32_t)pairs[2 * n + 1],
		              "write %zu: register %#x value %#x, expected %#x %#x", n, device.write[n].reg,
		              device.write[n].value, (unsigned)pairs[2 * n], (unsigned)pairs[2 * n + 1]);
	}
	ck_assert_uint_eq(device.writes, n);
}
