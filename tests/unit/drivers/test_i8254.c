// SPDX-License-Identifier: Apache-2.0
// 8254 timer: counting mode and latched reads.
#include "device.h"
#include "unit.h"
#include <drivers/i8254.h>

static const struct mmio isa = {.base = 0x1000};
static unsigned byte;

static uint8_t latched(unsigned reg)
{
	ck_assert_uint_eq(reg, 0x40);
	return byte++ % 2 == 0 ? 0x34 : 0x12;
}

UNIT_TEST(start_loads_65536_in_rate_mode)
{
	device_reset(NULL);
	i8254_start(isa);
	device_expect((const int[]){0x43, 0x34, 0x40, 0, 0x40, 0, -1});
}

UNIT_TEST(read_latches_then_takes_low_and_high_byte)
{
	device_reset(latched);
	ck_assert_uint_eq(i8254_read(isa), 0x1234);
	device_expect((const int[]){0x43, 0x00, -1});
}
