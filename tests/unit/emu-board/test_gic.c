// SPDX-License-Identifier: Apache-2.0
// GIC by its registers: routing, triggers, local interrupts, counter.
#include "gic.h"
#include "unit.h"

#define MAP 0x80000000u

static struct vclock clock_;
static struct bus bus;
static struct gic gic;
static uint8_t pins[4];

static void drive(void *ctx, unsigned vp, unsigned pin, bool level)
{
	(void)ctx;
	pins[vp] = (uint8_t)((pins[vp] & ~(1u << pin)) | (unsigned)level << pin);
}

/* One tick is one count. */
static void fresh_gic(void)
{
	vclock_init(&clock_, GIC_HZ);
	bus = (struct bus){.clock = &clock_};
	for (unsigned i = 0; i < 4; i++)
		gic.vp[i].match.armed = false;
	gic_init(&gic, &bus, 4, drive, NULL);
}

UNIT_FIXTURE(fresh_gic, NULL);

static uint32_t get(uint32_t off)
{
	return gic_ops.read(&gic, off, 4);
}

static void set(uint32_t off, uint32_t value)
{
	gic_ops.write(&gic, off, 4, value);
}

static void route(unsigned source, unsigned vp, unsigned pin)
{
	set(0x500 + 4 * source, MAP | pin);
	set(0x2000 + 32 * source, 1u << vp);
	set(0x380 + source / 32 * 4, 1u << source % 32);
}

UNIT_TEST(level_source_follows_its_line)
{
	route(3, 2, 1);
	gic_set(&gic, 3, true);
	ck_assert_uint_eq(pins[2], 0x02);
	ck_assert_uint_eq(get(0x480), 0x08);
	gic_set(&gic, 3, false);
	ck_assert_uint_eq(pins[2], 0);
}

UNIT_TEST(masked_source_is_pending_only)
{
	route(77, 0, 0);
	set(0x300 + 8, 1u << 13);
	gic_set(&gic, 77, true);
	ck_assert_uint_eq(pins[0], 0);
	ck_assert_uint_eq(get(0x488), 1u << 13);
	ck_assert_uint_eq(get(0x408), 0);
	set(0x388, 1u << 13);
	ck_assert_uint_eq(pins[0], 1);
	ck_assert_uint_eq(get(0x408), 1u << 13);
}

UNIT_TEST(edge_stays_until_wedged_off)
{
	set(0x180, 1u << 5);
	route(5, 1, 2);
	gic_set(&gic, 5, true);
	gic_set(&gic, 5, false);
	ck_assert_uint_eq(pins[1], 0x04);
	set(0x280, 5);
	ck_assert_uint_eq(pins[1], 0);
	gic_set(&gic, 5, false);
	ck_assert_uint_eq(pins[1], 0);
	set(0x200, 1u << 5); /* both edges */
	gic_set(&gic, 5, true);
	set(0x280, 5);
	gic_set(&gic, 5, false);
	ck_assert_uint_eq(pins[1], 0x04);
	ck_assert_uint_eq(get(0x200), 1u << 5);
}

UNIT_TEST(active_low_source)
{
	route(9, 0, 0);
	set(0x100, ~(1u << 9));
	ck_assert_uint_eq(pins[0], 1);
	gic_set(&gic, 9, true);
	ck_assert_uint_eq(pins[0], 0);
	ck_assert_uint_eq(get(0x100), ~(1u << 9));
	ck_assert_uint_eq(get(0x180), 0);
}

UNIT_TEST(wedge_needs_a_valid_source)
{
	route(127, 3, 5);
	set(0x280, MAP | 127);
	ck_assert_uint_eq(pins[3], 0x20);
	set(0x280, MAP | 128);
	set(0x280, MAP | 0x7fffffff);
	ck_assert_uint_eq(get(0x48c), 1u << 31);
}

UNIT_TEST(bad_routes_are_ignored)
{
	set(0x500, MAP | 6);
	ck_assert_uint_eq(get(0x500), MAP);
	set(0x2000, 1u << 4);
	ck_assert_uint_eq(get(0x2000), 0);
	set(0x2000, 1u << 3);
	ck_assert_uint_eq(get(0x2000), 8);
	set(0x2000, 0);
	ck_assert_uint_eq(get(0x2000), 0);
}

UNIT_TEST(local_registers_belong_to_the_accessor)
{
	bus.initiator = 2;
	ck_assert_uint_eq(get(0x8088), 2);
	set(0x8080, 1);
	ck_assert_uint_eq(get(0xc088), 1);
	set(0x8080, 4);
	ck_assert_uint_eq(get(0x8080), 1);
	set(0xc044, MAP | 3);
	ck_assert_uint_eq(get(0x8044), MAP);
	bus.initiator = 1;
	ck_assert_uint_eq(get(0x8044), MAP | 3);
}

UNIT_TEST(local_masks_are_set_and_reset)
{
	ck_assert_uint_eq(get(0x8008), 0x32);
	set(0x800c, 0x02);
	ck_assert_uint_eq(get(0x8008), 0x30);
	set(0x8010, 0xff);
	ck_assert_uint_eq(get(0x8008), 0x7f);
	set(0x8054, MAP | 1);
	set(0x8058, MAP | 2);
	ck_assert_uint_eq(get(0x8054), MAP | 1);
	ck_assert_uint_eq(get(0x8058), MAP | 2);
}

UNIT_TEST(compare_fires_and_is_cleared_by_a_write)
{
	set(0x8044, MAP | 5);
	set(0x80a0, 1000);
	vclock_run(&clock_, 999);
	ck_assert_uint_eq(pins[0], 0);
	vclock_run(&clock_, 1000);
	ck_assert_uint_eq(pins[0], 0x20);
	ck_assert_uint_eq(get(0x8004), 2);
	set(0x80a0, 2000);
	ck_assert_uint_eq(pins[0], 0);
	ck_assert_uint_eq(get(0x80a0), 2000);
	vclock_run(&clock_, 2000);
	ck_assert_uint_eq(pins[0], 0x20);
}

UNIT_TEST(counter_can_be_stopped_and_set)
{
	vclock_run(&clock_, 100);
	ck_assert_uint_eq(get(0x10), 100);
	set(0x10, 5); /* running: ignored */
	ck_assert_uint_eq(get(0x10000), 100);
	set(0, 1u << 28);
	ck_assert_uint_eq(get(0) >> 28, 1);
	vclock_run(&clock_, 200);
	ck_assert_uint_eq(get(0x10), 100);
	set(0x10, 0xfffffff0);
	set(0, 0);
	vclock_run(&clock_, 220);
	ck_assert_uint_eq(get(0x10), 4);
	ck_assert_uint_eq(get(0x14), 0);
}

UNIT_TEST(stopped_counter_never_matches)
{
	set(0x80a0, 50);
	set(0, 1u << 28);
	vclock_run(&clock_, 100000);
	ck_assert_uint_eq(get(0x8004), 0);
}

UNIT_TEST(narrow_writes_are_ignored)
{
	gic_ops.write(&gic, 0x80a0, 1, 7);
	ck_assert_uint_eq(get(0x80a0), 0xffffffff);
	ck_assert_uint_eq(gic_ops.read(&gic, 0x2, 2) & 0xffff, 0x000f);
}
