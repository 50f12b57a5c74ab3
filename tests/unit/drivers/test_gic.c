// SPDX-License-Identifier: Apache-2.0
// Global interrupt controller: masks, routing, interrupts between processors, the local timer.
#include "device.h"
#include "unit.h"
#include <drivers/gic.h>

static const struct mmio gic = {.base = 0x1000};
static uint32_t config, bits, control;

static uint32_t controller(unsigned reg)
{
	if (reg == 0)
		return config;
	if (reg == 0x8000)
		return control;
	ck_assert_msg(reg >= 0x100 && reg < 0x280, "read of register %#x", reg);
	return bits;
}

static void fresh(void)
{
	config = 0x10070003; /* counter stopped, 64 lines, four processors */
	bits = control = 0;
	device_reset32(controller);
}

UNIT_FIXTURE(fresh, NULL);

UNIT_TEST(gic_init_masks_every_line_and_starts_the_counter)
{
	ck_assert_uint_eq(gic_lines(gic), 64);
	gic_init(gic);
	device_expect((const int[]){0x300, -1, 0x304, -1, 0x0, 0x00070003, -1});
}

UNIT_TEST(gic_counts_as_many_lines_as_there_can_be)
{
	config = 0x00ff0000;
	ck_assert_uint_eq(gic_lines(gic), 2048);
	config = 0;
	ck_assert_uint_eq(gic_lines(gic), 8);
}

UNIT_TEST(gic_routes_a_level_line)
{
	gic_route(gic, 3, 0, 0, false);
	device_expect((const int[]){0x300, 8, 0x100, 8, 0x180, 0, 0x200, 0, 0x50c, (int)0x80000000, 0x2060, 1, -1});
}

UNIT_TEST(gic_routes_an_edge_line_and_leaves_its_neighbours)
{
	bits = 0xf0000001;
	gic_route(gic, 61, 33, 4, true);
	device_expect((const int[]){0x304, 0x20000000, 0x104, (int)0xf0000001, 0x184, (int)0xf0000001, 0x204,
	                            (int)0xd0000001, 0x5f4, (int)0x80000004, 0x27a4, 2, -1});
}

UNIT_TEST(gic_masks_and_unmasks_one_line)
{
	gic_mask(gic, 40);
	gic_unmask(gic, 40);
	device_expect((const int[]){0x304, 0x100, 0x384, 0x100, -1});
}

UNIT_TEST(gic_raises_and_clears_an_edge)
{
	gic_raise(gic, 60);
	gic_clear(gic, 60);
	device_expect((const int[]){0x280, (int)0x8000003c, 0x280, 60, -1});
}

UNIT_TEST(gic_leaves_a_timer_alone_that_is_wired)
{
	gic_init_local(gic, 5);
	device_expect((const int[]){0x800c, 0x7f, -1});
}

UNIT_TEST(gic_routes_the_timer_where_it_can)
{
	control = 2;
	gic_init_local(gic, 5);
	device_expect((const int[]){0x800c, 0x7f, 0x8048, (int)0x80000005, 0x8010, 4, -1});
}
