// SPDX-License-Identifier: Apache-2.0
// Virtual time: order of events, conversion to other rates.
#include "unit.h"
#include "vclock.h"

static struct vclock clock_;
static char order[16];
static unsigned fired;
static struct vclock_event events[4];

static void fire(void *ctx)
{
	order[fired++] = *(const char *)ctx;
}

static void fresh_clock(void)
{
	static char names[] = "abcd";

	vclock_init(&clock_, 320000000);
	fired = 0;
	for (unsigned i = 0; i < 4; i++)
		events[i] = (struct vclock_event){.fire = fire, .ctx = &names[i]};
}

UNIT_FIXTURE(fresh_clock, NULL);

UNIT_TEST(events_fire_in_order_of_time)
{
	vclock_arm(&clock_, &events[0], 30);
	vclock_arm(&clock_, &events[1], 10);
	vclock_arm(&clock_, &events[2], 20);
	ck_assert_uint_eq(vclock_next(&clock_), 10);
	vclock_run(&clock_, 25);
	ck_assert_uint_eq(fired, 2);
	ck_assert_mem_eq(order, "bc", 2);
	ck_assert_uint_eq(vclock_next(&clock_), 30);
	ck_assert_uint_eq(clock_.now, 25);
}

UNIT_TEST(events_of_one_tick_fire_in_order_of_arming)
{
	for (unsigned i = 0; i < 4; i++)
		vclock_arm(&clock_, &events[i], 5);
	vclock_arm(&clock_, &events[0], 5); /* again: now the last */
	vclock_run(&clock_, 5);
	ck_assert_mem_eq(order, "bcda", 4);
}

UNIT_TEST(cancelled_event_does_not_fire)
{
	vclock_arm(&clock_, &events[0], 5);
	vclock_arm(&clock_, &events[1], 6);
	vclock_cancel(&clock_, &events[0]);
	vclock_cancel(&clock_, &events[0]);
	vclock_run(&clock_, 100);
	ck_assert_uint_eq(fired, 1);
	ck_assert_uint_eq(vclock_next(&clock_), UINT64_MAX);
}

static uint64_t seen;

static void rearm(void *ctx)
{
	seen = clock_.now;
	if (++fired < 3)
		vclock_arm(&clock_, ctx, clock_.now + 7);
}

UNIT_TEST(event_sees_its_own_tick_and_may_arm_again)
{
	events[0] = (struct vclock_event){.fire = rearm, .ctx = &events[0]};
	vclock_arm(&clock_, &events[0], 7);
	vclock_run(&clock_, 1000);
	ck_assert_uint_eq(fired, 3);
	ck_assert_uint_eq(seen, 21);
}

UNIT_TEST(time_never_goes_back)
{
	vclock_advance(&clock_, 100);
	vclock_advance(&clock_, 50);
	ck_assert_uint_eq(clock_.now, 100);
	vclock_run(&clock_, 60);
	ck_assert_uint_eq(clock_.now, 100);
}

UNIT_TEST(tick_of_is_the_first_tick_of_a_period)
{
	static const uint64_t rates[] = {1, 32768, 1193182, 100000000, 3579545};

	for (unsigned r = 0; r < 5; r++) {
		for (uint64_t n = 1; n < 1000000000; n = n * 3 + 1) {
			uint64_t tick = vclock_tick_of(&clock_, rates[r], n);

			ck_assert_uint_eq(vclock_periods(&clock_, rates[r], tick), n);
			ck_assert_uint_lt(vclock_periods(&clock_, rates[r], tick - 1), n);
		}
	}
}
