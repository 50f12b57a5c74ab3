// SPDX-License-Identifier: Apache-2.0
// Real-time clock: date, update flag, alarm, periodic interrupt.
#include "mc146818.h"
#include "unit.h"

#define HZ 1000000u /* one tick is a microsecond */

static struct vclock clock_;
static struct mc146818 rtc;
static bool level;

static void set_output(void *ctx, unsigned input, bool now)
{
	(void)ctx;
	(void)input;
	level = now;
}

static void fresh_clock(void)
{
	vclock_init(&clock_, HZ);
	rtc.second.armed = rtc.periodic.armed = false;
	mc146818_init(&rtc, &clock_, (struct irq_line){set_output, NULL, 0});
	level = false;
}

UNIT_FIXTURE(fresh_clock, NULL);

static uint8_t get(uint8_t reg)
{
	mc146818_ops.write(&rtc, 0, 1, reg);
	return (uint8_t)mc146818_ops.read(&rtc, 1, 1);
}

static void set(uint8_t reg, uint8_t value)
{
	mc146818_ops.write(&rtc, 0, 1, reg);
	mc146818_ops.write(&rtc, 1, 1, value);
}

UNIT_TEST(starts_at_the_fixed_date)
{
	ck_assert_uint_eq(get(9), 0x24);
	ck_assert_uint_eq(get(8), 0x01);
	ck_assert_uint_eq(get(7), 0x01);
	ck_assert_uint_eq(get(6), 2); /* a Monday */
	ck_assert_uint_eq(get(4), 0);
	ck_assert_uint_eq(get(0x32), 0x20);
	ck_assert_uint_eq(get(13), 0x80);
	ck_assert_uint_eq(mc146818_ops.read(&rtc, 0, 1), 0xff);
}

UNIT_TEST(first_update_comes_after_a_tenth)
{
	vclock_run(&clock_, 99000);
	ck_assert_uint_eq(get(0), 0);
	vclock_run(&clock_, 101000);
	ck_assert_uint_eq(get(0), 1);
	vclock_run(&clock_, 60 * HZ + 101000);
	ck_assert_uint_eq(get(0), 1);
	ck_assert_uint_eq(get(2), 1);
}

/* Ticks from now to the next rising edge of UIP, by looking every ten ticks as a guest would. */
static uint64_t wait_update(void)
{
	while (get(10) & 0x80)
		vclock_run(&clock_, clock_.now + 10);
	while (!(get(10) & 0x80))
		vclock_run(&clock_, clock_.now + 10);
	return clock_.now;
}

UNIT_TEST(update_flag_rises_once_a_second)
{
	uint64_t first = wait_update(), second = wait_update();

	ck_assert_uint_lt(first, 100000);
	ck_assert_uint_ge(second - first, HZ - 10);
	ck_assert_uint_le(second - first, HZ + 10);
}

UNIT_TEST(update_flag_announces_the_update_244_us_ahead)
{
	uint64_t start = wait_update();
	uint8_t seconds = get(0);

	vclock_run(&clock_, start + 244);
	ck_assert(get(10) & 0x80);
	ck_assert_uint_eq(get(0), seconds);
	vclock_run(&clock_, start + 2300);
	ck_assert(!(get(10) & 0x80));
	ck_assert_uint_eq(get(0), seconds + 1);
}

UNIT_TEST(date_can_be_set)
{
	set(11, 0x82);
	set(9, 0x99);
	set(0x32, 0x19);
	set(8, 0x12);
	set(7, 0x31);
	set(4, 0x23);
	set(2, 0x59);
	set(0, 0x58);
	vclock_run(&clock_, 5 * HZ);
	ck_assert_uint_eq(get(0), 0x58);
	ck_assert(!(get(10) & 0x80));
	set(11, 0x02);
	vclock_run(&clock_, 7 * HZ);
	ck_assert_uint_eq(get(9), 0x00);
	ck_assert_uint_eq(get(0x32), 0x20);
	ck_assert_uint_eq(get(0), 0x00);
}

UNIT_TEST(single_field_can_be_set_while_running)
{
	set(2, 0x30);
	ck_assert_uint_eq(get(2), 0x30);
	vclock_run(&clock_, 2 * HZ);
	ck_assert_uint_eq(get(2), 0x30);
	ck_assert_uint_eq(get(0), 2);
}

UNIT_TEST(binary_and_twelve_hour_formats)
{
	set(11, 0x86);
	set(4, 15);
	set(11, 0x06);
	ck_assert_uint_eq(get(4), 15);
	set(11, 0x00); /* BCD, 12 hours */
	ck_assert_uint_eq(get(4), 0x83);
	set(11, 0x80);
	set(4, 0x12); /* midnight */
	set(11, 0x00);
	set(11, 0x02);
	ck_assert_uint_eq(get(4), 0x00);
}

UNIT_TEST(update_interrupt_comes_each_second)
{
	set(11, 0x12);
	vclock_run(&clock_, 50000);
	ck_assert(!level);
	vclock_run(&clock_, 100100);
	ck_assert(level);
	ck_assert_uint_eq(get(12) & 0x90, 0x90);
	ck_assert(!level);
	ck_assert_uint_eq(get(12), 0);
	vclock_run(&clock_, HZ + 100100);
	ck_assert(level);
}

UNIT_TEST(alarm_fires_at_its_time)
{
	set(1, 0x05);
	set(3, 0xc0); /* any minute and hour */
	set(5, 0xff);
	set(11, 0x22);
	vclock_run(&clock_, 4 * HZ);
	ck_assert(!level);
	vclock_run(&clock_, 4 * HZ + 101000);
	ck_assert(level);
	ck_assert_uint_eq(get(12) & 0xa0, 0xa0);
	vclock_run(&clock_, 64 * HZ + 99000);
	ck_assert(!level);
	vclock_run(&clock_, 64 * HZ + 101000);
	ck_assert(level);
}

UNIT_TEST(periodic_interrupt_has_its_rate)
{
	unsigned count = 0;

	set(10, 0x26); /* 1024 Hz */
	set(11, 0x42);
	while (clock_.now < HZ) {
		vclock_run(&clock_, vclock_next(&clock_));
		if (level && get(12) & 0x40)
			count++;
	}
	ck_assert_uint_ge(count, 1023);
	ck_assert_uint_le(count, 1025);
	set(10, 0x20);
	vclock_run(&clock_, 2 * HZ);
	ck_assert_uint_eq(get(12) & 0x40, 0);
}

UNIT_TEST(periodic_flag_without_interrupt)
{
	get(12);
	vclock_run(&clock_, clock_.now + 2000);
	ck_assert(!level);
	ck_assert_uint_eq(get(12) & 0x40, 0x40);
}

UNIT_TEST(memory_keeps_bytes)
{
	set(0x40, 0xa5);
	set(0x7f, 0x5a);
	ck_assert_uint_eq(get(0x40), 0xa5);
	ck_assert_uint_eq(get(0xff), 0x5a); /* the index has seven bits */
	set(12, 0xff);
	set(13, 0xff);
	ck_assert_uint_eq(get(13), 0x80);
}
