// SPDX-License-Identifier: Apache-2.0
// 8259 pair: initialization, masks, triggers, end of interrupt, spurious requests.
#include "device.h"
#include "unit.h"
#include <drivers/i8259.h>

static struct i8259 pic;
static uint8_t service[2], level[2];

static uint8_t chip(unsigned reg)
{
	switch (reg) {
	case 0x20:
		return service[0];
	case 0xa0:
		return service[1];
	case 0x4d0:
	case 0x4d1:
		return level[reg & 1];
	default:
		ck_abort_msg("read of port %#x", reg);
	}
	return 0;
}

static void fresh(void)
{
	pic = (struct i8259){.io = {.base = 0x1000}, .vector = 0x20};
	service[0] = service[1] = level[0] = level[1] = 0;
	device_reset(chip);
	i8259_init(&pic);
	device_reset(chip);
}

UNIT_FIXTURE(fresh, NULL);

UNIT_TEST(init_masks_all_but_the_cascade)
{
	i8259_init(&pic);
	device_expect((const int[]){0x20, 0x11, 0x21, 0x20, 0x21, 0x04, 0x21, 0x01,  0xa0, 0x11,  0xa1, 0x28, 0xa1,
	                            0x02, 0xa1, 0x01, 0x21, 0xfb, 0xa1, 0xff, 0x4d0, 0x00, 0x4d1, 0x00, -1});
}

UNIT_TEST(unmask_and_mask_change_one_bit)
{
	i8259_unmask(&pic, 4, true);
	i8259_unmask(&pic, 12, true);
	i8259_mask(&pic, 4);
	device_expect((const int[]){0x21, 0xeb, 0xa1, 0xef, 0x21, 0xfb, -1});
}

UNIT_TEST(level_lines_set_the_trigger_register)
{
	i8259_unmask(&pic, 10, false);
	device_expect((const int[]){0x4d1, 0x04, 0xa1, 0xfb, -1});
}

UNIT_TEST(edge_lines_clear_the_trigger_register)
{
	level[1] = 0x0c;
	i8259_unmask(&pic, 10, true);
	device_expect((const int[]){0x4d1, 0x08, 0xa1, 0xfb, -1});
}

UNIT_TEST(lines_that_are_always_edge_leave_it)
{
	static const unsigned lines[] = {0, 1, 8, 13};
	for (unsigned i = 0; i < 4; i++)
		i8259_unmask(&pic, lines[i], false);
	for (unsigned i = 0; i < device.writes; i++)
		ck_assert(device.write[i].reg == 0x21 || device.write[i].reg == 0xa1);
}

UNIT_TEST(accept_masks_then_ends_on_the_first_chip)
{
	i8259_unmask(&pic, 4, true);
	device_reset(chip);
	ck_assert_int_eq(i8259_accept(&pic, 0x24), 4);
	device_expect((const int[]){0x21, 0xfb, 0x20, 0x64, -1});
}

UNIT_TEST(accept_on_the_second_chip_ends_both)
{
	i8259_unmask(&pic, 14, true);
	device_reset(chip);
	ck_assert_int_eq(i8259_accept(&pic, 0x2e), 14);
	device_expect((const int[]){0xa1, 0xff, 0xa0, 0x66, 0x20, 0x62, -1});
}

UNIT_TEST(spurious_request_of_the_first_chip_is_not_ended)
{
	ck_assert_int_eq(i8259_accept(&pic, 0x27), -1);
	device_expect((const int[]){0x20, 0x0b, -1});
}

UNIT_TEST(spurious_request_of_the_second_chip_ends_the_cascade)
{
	ck_assert_int_eq(i8259_accept(&pic, 0x2f), -1);
	device_expect((const int[]){0xa0, 0x0b, 0x20, 0x62, -1});
}

UNIT_TEST(real_request_on_input_7_is_taken)
{
	service[0] = 0x80;
	ck_assert_int_eq(i8259_accept(&pic, 0x27), 7);
	service[1] = 0x80;
	ck_assert_int_eq(i8259_accept(&pic, 0x2f), 15);
}
