// SPDX-License-Identifier: Apache-2.0
// Timeouts: order, cancellation, bounded work per entry.
#include "actors.h"
#include "unit.h"

static struct timeout timer[20];
static unsigned fired[20], count;
static unsigned rearm;

static void fire(struct cpu *cpu, struct timeout *t)
{
	fired[count++] = (unsigned)(t - timer);
	if (rearm-- > 0)
		timeout_set(cpu, t, cpu->accounted + 100);
	else
		rearm = 0;
}

static void setup(void)
{
	actors_setup();
	count = rearm = 0;
	for (unsigned i = 0; i < 20; i++)
		timeout_init(&timer[i], fire);
}

UNIT_FIXTURE(setup, NULL);

UNIT_TEST(timeouts_fire_in_order_of_time_when_due)
{
	for (unsigned i = 0; i < 4; i++)
		timeout_set(sim.on, &timer[i], sim.now + 1000 * (4 - i));
	settle();
	sim_advance(25);
	ck_assert_uint_eq(count, 2);
	ck_assert_uint_eq(fired[0], 3);
	ck_assert_uint_eq(fired[1], 2);
	sim_advance(100);
	ck_assert_uint_eq(count, 4);
}

UNIT_TEST(timeout_cancelled_does_not_fire)
{
	timeout_set(sim.on, &timer[0], sim.now + 1000);
	timeout_set(sim.on, &timer[1], sim.now + 1000);
	timeout_cancel(&timer[0]);
	timeout_cancel(&timer[0]);
	settle();
	sim_advance(100);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(fired[0], 1);
}

UNIT_TEST(timeout_set_again_moves)
{
	timeout_set(sim.on, &timer[0], sim.now + 1000);
	timeout_set(sim.on, &timer[0], sim.now + 5000);
	settle();
	sim_advance(20);
	ck_assert_uint_eq(count, 0);
	sim_advance(40);
	ck_assert_uint_eq(count, 1);
}

UNIT_TEST(timeout_may_set_itself_again_while_firing)
{
	rearm = 3;
	timeout_set(sim.on, &timer[0], sim.now + 100);
	settle();
	sim_advance(100);
	ck_assert_uint_eq(count, 4);
}

UNIT_TEST(timeouts_due_together_fire_over_several_bounded_entries)
{
	for (unsigned i = 0; i < 20; i++)
		timeout_set(sim.on, &timer[i], sim.now + 10);
	sim.now += 10;
	entry_timer(sim.on);
	ck_assert_uint_eq(count, 8);
	entry_timer(sim.on);
	ck_assert_uint_eq(count, 16);
	entry_timer(sim.on);
	ck_assert_uint_eq(count, 20);
	for (unsigned i = 0; i < 20; i++)
		ck_assert_uint_eq(fired[i], i);
}

UNIT_TEST(timer_ticks_once_at_most_for_what_was_cancelled)
{
	ticks_t idle = sim.on->arch.timer;

	timeout_set(sim.on, &timer[0], sim.now + 700);
	settle();
	ck_assert_uint_eq(sim.on->arch.timer, sim.now + 700);
	timeout_cancel(&timer[0]);
	sim_advance(700 / SIM_TICKS_PER_US + 1);
	ck_assert_uint_eq(sim.on->arch.timer, idle);
}
