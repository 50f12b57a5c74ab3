// SPDX-License-Identifier: Apache-2.0
// Interval timer: modes, latches, output edges.
#include "i8254.h"
#include "unit.h"

static struct vclock clock_;
static struct i8254 pit;
static bool level;
static unsigned rises;

static void set_output(void *ctx, unsigned input, bool now)
{
	(void)ctx;
	(void)input;
	rises += now && !level;
	level = now;
}

/* One tick is one period of the input clock. */
static void fresh_timer(void)
{
	vclock_init(&clock_, I8254_HZ);
	pit.edge.armed = false;
	i8254_init(&pit, &clock_, (struct irq_line){set_output, NULL, 0});
	level = false;
	rises = 0;
}

UNIT_FIXTURE(fresh_timer, NULL);

static void out(unsigned port, uint8_t value)
{
	i8254_ops.write(&pit, port, 1, value);
}

static uint8_t in(unsigned port)
{
	return (uint8_t)i8254_ops.read(&pit, port, 1);
}

static unsigned in16(unsigned port)
{
	unsigned low = in(port);

	return low | (unsigned)in(port) << 8;
}

static void program(unsigned counter, unsigned mode, unsigned count)
{
	out(3, (uint8_t)(counter << 6 | 0x30 | mode << 1));
	out(counter, (uint8_t)count);
	out(counter, (uint8_t)(count >> 8));
}

UNIT_TEST(rate_generator_ticks_at_its_rate)
{
	program(0, 2, 11932);
	vclock_run(&clock_, 11931);
	level = false; /* the low pulse of one period */
	vclock_run(&clock_, 11932 * 10ull);
	ck_assert_uint_eq(rises, 11); /* the first at programming time */
	ck_assert_uint_eq(in16(0), 11932);
	vclock_run(&clock_, 11932 * 10ull + 100);
	ck_assert_uint_eq(in16(0), 11832);
}

UNIT_TEST(square_wave_is_high_for_half)
{
	program(0, 3, 1000);
	ck_assert(level);
	vclock_run(&clock_, 499);
	ck_assert(level);
	vclock_run(&clock_, 500);
	ck_assert(!level);
	vclock_run(&clock_, 1000);
	ck_assert(level);
	ck_assert_uint_eq(in16(0), 1000);
	vclock_run(&clock_, 1100);
	ck_assert_uint_eq(in16(0), 800);
}

UNIT_TEST(one_shot_fires_once)
{
	program(0, 0, 50);
	ck_assert(!level);
	vclock_run(&clock_, 49);
	ck_assert(!level);
	vclock_run(&clock_, 50);
	ck_assert(level);
	ck_assert_uint_eq(vclock_next(&clock_), UINT64_MAX);
	vclock_run(&clock_, 51);
	ck_assert_uint_eq(in16(0), 0xffff);
}

UNIT_TEST(software_strobe_is_low_for_one_period)
{
	program(0, 4, 10);
	ck_assert(level);
	vclock_run(&clock_, 10);
	ck_assert(!level);
	vclock_run(&clock_, 11);
	ck_assert(level);
	vclock_run(&clock_, 100000);
	ck_assert(level);
}

UNIT_TEST(latch_keeps_the_count)
{
	program(2, 2, 5000);
	vclock_run(&clock_, 1000);
	out(3, 0x80);
	vclock_run(&clock_, 2000);
	ck_assert_uint_eq(in16(2), 4000);
	ck_assert_uint_eq(in16(2), 3000);
}

UNIT_TEST(read_back_gives_status_and_count)
{
	program(1, 3, 4);
	out(3, 0xc4); /* status and count of counter 1 */
	ck_assert_uint_eq(in(1), 0xb6);
	ck_assert_uint_eq(in16(1), 4);
	out(3, 0x70); /* counter 1: new mode without count */
	out(3, 0xe4); /* status only */
	ck_assert_uint_eq(in(1), 0x70);
}

UNIT_TEST(bcd_counts_in_decimal)
{
	out(3, 0xb5); /* counter 2, both bytes, mode 2, BCD */
	out(2, 0x00);
	out(2, 0x10);
	vclock_run(&clock_, 1);
	ck_assert_uint_eq(in16(2), 0x0999);
}

UNIT_TEST(single_byte_access)
{
	out(3, 0x94); /* counter 2, low byte, mode 2 */
	out(2, 100);
	vclock_run(&clock_, 30);
	ck_assert_uint_eq(in(2), 70);
	out(3, 0xa4); /* high byte */
	out(2, 1);
	ck_assert_uint_eq(in(2), 1);
	ck_assert_uint_eq(in(3), 0xff);
}

UNIT_TEST(reload_of_one_does_not_hang)
{
	program(0, 2, 1);
	vclock_run(&clock_, 10);
	ck_assert_uint_ge(rises, 4);
	program(0, 3, 1);
	vclock_run(&clock_, 20);
}

UNIT_TEST(unprogrammed_counter_is_silent)
{
	vclock_run(&clock_, 1000000);
	ck_assert_uint_eq(rises, 0);
	out(0, 5);
	ck_assert_uint_eq(in16(0), 0);
}
