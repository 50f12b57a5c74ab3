// SPDX-License-Identifier: Apache-2.0
// Budgets under virtual time: limits in every window, exact shares, timeout messages, replenishment rules.
#include <stdlib.h>

#include "actors.h"
#include "unit.h"

UNIT_FIXTURE(actors_setup, check_rules);

#define US SIM_TICKS_PER_US

/* Lets @p us pass in steps of @p step and returns the longest stretch in which @p t did not run; *total is what it ran. */
static uint64_t longest_delay(const struct thread *t, uint64_t us, uint64_t step, uint64_t *total)
{
	uint64_t longest = 0, current = 0;

	*total = 0;
	for (uint64_t at = 0; at < us; at += step) {
		bool runs = sim.on->current == t;

		sim_advance(step);
		if (runs) {
			current = 0;
			*total += step;
		} else {
			current += step;
			longest = current > longest ? current : longest;
		}
	}
	return longest;
}

UNIT_TEST(budget_of_2_ms_in_10_never_delays_a_lower_thread_longer)
{
	struct thread *low = actor(NULL, 50);
	struct thread *high = actor_budget(NULL, 255, 2000, 10000);
	uint64_t total;

	ck_assert_ptr_eq(sim.on->current, high);
	ck_assert_uint_le(longest_delay(low, 1000000, 100, &total), 2000);
	ck_assert_uint_eq(total, 800000);
	ck_assert_uint_eq(high->used / US, 200000);
}

/* Time passes within an entry too: what is made ready then is charged from the last charge, a moment before. */
UNIT_TEST(context_made_ready_after_the_last_charge_keeps_its_budget)
{
	int error = SK_OK;
	struct sc *sc = sc_create(kernel.root, cap_slot(root_task, actor_slot(root_task)), &error);
	ticks_t charged = sim.now + 20000 * US, moment = 3 * US;

	sc->budget = 2000 * US;
	sc->period = 10000 * US;
	sc_refill_all(sc, sim.now);
	ck_assert(sc_activate(sc, charged + moment));
	sc_begin(sc, charged);
	ck_assert_int_eq(sc_charge(sc, charged + US, US), SC_GOES_ON);
	ck_assert_uint_eq(sc_remaining(sc, charged + US), 1999 * US);
}

/* Timers come late by a moment, and what is charged ends a moment after the budget: such moments must not pile up until a
 * whole budget is put off for them. */
UNIT_LOOP(budget_of_a_context_that_always_runs_does_not_wear_away, 0, 4)
{
	const unsigned PERIODS = 2000, BUDGET = 1000 * US, PERIOD = 10000 * US;
	int error = SK_OK;
	struct sc *sc = sc_create(kernel.root, cap_slot(root_task, actor_slot(root_task)), &error);
	ticks_t from = sim.now, now = from;

	srand((unsigned)_i + 1);
	sc->budget = BUDGET;
	sc->period = PERIOD;
	sc_refill_all(sc, now);
	while (now < from + (ticks_t)PERIODS * PERIOD) {
		enum sc_charge end = SC_GOES_ON;

		ck_assert(sc_activate(sc, now));
		sc_begin(sc, now);
		while (end == SC_GOES_ON) {
			ticks_t left = sc_remaining(sc, now), trap = 1 + (unsigned)rand() % (30 * US);
			ticks_t piece = trap < left ? trap : left + (unsigned)rand() % US;

			now += piece;
			end = sc_charge(sc, now, piece);
		}
		now = sc->refill[sc->refill_head].when + (unsigned)rand() % (3 * US);
	}
	ck_assert_uint_ge(sc->used, (uint64_t)PERIODS * BUDGET / 1000 * 999);
	ck_assert_uint_le(sc->used, (uint64_t)(PERIODS + 1) * BUDGET);
}

/* A thread that runs and sleeps at random never gets more than its budget in any window of a period. */
UNIT_LOOP(budget_holds_in_every_window_whatever_the_thread_does, 0, 8)
{
	enum { BUDGET = 3000, PERIOD = 10000, STEP = 100, STEPS = 5000 };
	static bool ran[STEPS];
	struct thread *low = actor(NULL, 50);
	struct thread *high = actor_budget(NULL, 255, BUDGET, PERIOD);

	srand((unsigned)_i + 1);
	for (unsigned i = 0; i < STEPS; i++) {
		if (sim.on->current == high && rand() % 12 == 0)
			do_wait(high, SK_TIMEOUT_REL((uint32_t)(rand() % 1000 + 1), (uint32_t)(rand() % 4)));
		ran[i] = sim.on->current == high;
		sim_advance(STEP);
	}
	for (unsigned i = 0; i + PERIOD / STEP <= STEPS; i++) {
		unsigned sum = 0;

		for (unsigned j = 0; j < PERIOD / STEP; j++)
			sum += ran[i + j];
		ck_assert_uint_le(sum, BUDGET / STEP + 1);
	}
	ck_assert_uint_gt(low->used, 0);
}

UNIT_TEST(budget_of_30_and_10_percent_give_30_and_10_percent_under_full_load)
{
	struct thread *a = actor_budget(NULL, 100, 3000, 10000);
	struct thread *b = actor_budget(NULL, 90, 1000, 10000);
	struct thread *idle = actor(NULL, 1);

	sim_advance(10000000);
	sched_account(sim.on);
	ck_assert_uint_ge(a->used / US, 2990000);
	ck_assert_uint_le(a->used / US, 3010000);
	ck_assert_uint_ge(b->used / US, 990000);
	ck_assert_uint_le(b->used / US, 1010000);
	ck_assert_uint_ge(idle->used / US, 5980000);
}

UNIT_TEST(budget_shares_hold_for_equal_priorities_too)
{
	struct thread *a = actor_budget(NULL, 100, 3000, 10000);
	struct thread *b = actor_budget(NULL, 100, 5000, 20000);
	struct thread *c = actor_budget(NULL, 100, 2000, 2000);

	sim_advance(10000000);
	sched_account(sim.on);
	ck_assert_uint_ge(a->used / US, 2990000);
	ck_assert_uint_le(a->used / US, 3010000);
	ck_assert_uint_ge(b->used / US, 2475000);
	ck_assert_uint_le(b->used / US, 2525000);
	ck_assert_uint_ge(c->used / US, 4400000);
}

UNIT_TEST(budget_left_over_is_usable_after_a_pause)
{
	struct thread *high = actor_budget(NULL, 255, 2000, 10000);
	struct thread *low = actor(NULL, 50);

	sim_advance(500);
	do_wait(high, SK_TIMEOUT_REL(1000u, 0u));
	ck_assert_ptr_eq(sim.on->current, low);
	sim_advance(1000);
	ck_assert_ptr_eq(sim.on->current, high);
	sim_advance(1499);
	ck_assert_ptr_eq(sim.on->current, high);
	sim_advance(2);
	ck_assert_ptr_eq(sim.on->current, low);
	/* The first 0.5 ms come back one period after they were used, the rest one period after its own use. */
	sim_advance(10000 - 3000 + 10);
	ck_assert_ptr_eq(sim.on->current, high);
	sim_advance(600);
	ck_assert_ptr_eq(sim.on->current, low);
	sim_advance(1000);
	ck_assert_ptr_eq(sim.on->current, high);
}

UNIT_TEST(budget_run_out_is_counted_and_told)
{
	struct thread *high = actor_budget(NULL, 255, 2000, 10000);
	struct thread *monitor = actor(NULL, 50);
	uint32_t slot = root_slot(&high->sc->obj);
	struct gate *g = actor_gate(monitor, 0x55, 0);

	ck_assert_int_eq(sim_op(high, slot, SK_SC_TIMEOUT_GATE, 2, root_slot(&g->obj), 0xabc), SK_OK);
	sim_advance(2000);
	do_wait(monitor, 0);
	ck_assert_int_eq(v0(monitor), SK_TAG(SK_PROTO_TIMEOUT, 2, 0) | SK_TAG_KERNEL);
	ck_assert_uint_eq(monitor->regs.gpr[REG_V1], 0x55);
	ck_assert_uint_eq(word(monitor, 0), 0xabc);
	ck_assert_uint_eq(word(monitor, 1), 1);
	do_wait(monitor, 0);
	sim_advance(20000);
	ck_assert_uint_ge(word(monitor, 1), 2);
	struct sim_result r = sim_invoke(monitor, slot, SK_SC_INFO, 0);

	ck_assert_uint_ge(r.w[0], 4000);
	ck_assert_uint_eq(r.w[1], 0);
	ck_assert_uint_eq(r.w[3], high->sc->overruns);
}

UNIT_TEST(budget_message_is_withdrawn_with_its_gate_or_context)
{
	struct thread *high = actor_budget(NULL, 255, 2000, 10000);
	struct thread *monitor = actor(NULL, 50);
	uint32_t slot = root_slot(&high->sc->obj);
	struct gate *g = actor_gate(monitor, 0x55, 0);

	sim_op(high, slot, SK_SC_TIMEOUT_GATE, 2, root_slot(&g->obj), 0xabc);
	sim_advance(2500);
	ck_assert(rb_linked(&high->sc->wait));
	ck_assert_int_eq(sim_op(monitor, slot, SK_SC_TIMEOUT_GATE, 2, 0, 0), SK_OK);
	ck_assert(!rb_linked(&high->sc->wait));
	ck_assert_int_eq(do_wait(monitor, SK_TIMEOUT_ZERO).v0, SK_ETIMEOUT);
	sim_op(monitor, slot, SK_SC_TIMEOUT_GATE, 2, root_slot(&g->obj), 0xabc);
	sim_advance(20000);
	destroy(&high->sc->obj);
	ck_assert_int_eq(do_wait(monitor, SK_TIMEOUT_ZERO).v0, SK_ETIMEOUT);
}

UNIT_TEST(budget_message_follows_a_rebound_gate)
{
	struct thread *high = actor_budget(NULL, 255, 2000, 10000);
	struct thread *first = actor(NULL, 50), *second = actor(NULL, 50);
	struct gate *g = actor_gate(first, 1, 0);

	sim_op(high, root_slot(&high->sc->obj), SK_SC_TIMEOUT_GATE, 2, root_slot(&g->obj), 7);
	sim_advance(2500);
	ck_assert_ptr_eq(high->sc->notify, first);
	ck_assert_int_eq(sim_op(first, root_slot(&g->obj), SK_GATE_REBIND, 2, root_slot(&second->obj), 2), SK_OK);
	sim_advance(20000);
	ck_assert_ptr_eq(high->sc->notify, second);
	destroy(&second->obj);
	ck_assert(!rb_linked(&high->sc->wait));
	sim_advance(20000);
	destroy(&g->obj);
	sim_advance(20000);
}

UNIT_TEST(budget_timeout_gate_refuses_what_is_no_gate)
{
	struct thread *t = actor(NULL, 50);
	uint32_t slot = root_slot(&t->sc->obj);
	struct task *task = actor_task();
	struct thread *weak = actor(task, 50);

	ck_assert_int_eq(sim_op(t, slot, SK_SC_TIMEOUT_GATE, 2, slot, 0), SK_EPROTO);
	ck_assert_int_eq(sim_op(t, slot, SK_SC_TIMEOUT_GATE, 1, slot), SK_EINVAL);
	ck_assert_int_eq(sim_op(t, slot, SK_OPCODE(SK_TYPE_SC, 9u), 0), SK_EPROTO);
	ck_assert_int_eq(sim_op(weak, give(task, &t->sc->obj, SK_CAP_USE), SK_SC_TIMEOUT_GATE, 2, 0, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, give(task, &t->sc->obj, SK_CAP_CTRL), SK_SC_INFO, 0), SK_ERIGHTS);
}

UNIT_TEST(budget_info_tells_what_is_left)
{
	struct thread *t = actor_budget(NULL, 100, 4000, 10000);
	uint32_t slot = root_slot(&t->sc->obj);

	sim_advance(1500);
	ck_assert_uint_eq(sim_invoke(t, slot, SK_SC_INFO, 0).w[2], 2500);
	struct thread *low = actor(NULL, 10);

	sim_advance(2500);
	ck_assert_uint_eq(sim_invoke(low, slot, SK_SC_INFO, 0).w[2], 0);
}

UNIT_TEST(budget_is_new_after_configure)
{
	struct thread *low = actor(NULL, 10);
	struct thread *t = actor_budget(NULL, 100, 4000, 10000);

	sim_advance(4000);
	ck_assert_ptr_eq(sim.on->current, low);
	sim_op(low, SK_ROOT_SLOT_CPU, SK_CPU_CONFIGURE, 5, root_slot(&t->sc->obj), 1000, 10000, 100, 0);
	ck_assert_ptr_eq(sim.on->current, t);
	sim_advance(1000);
	ck_assert_ptr_eq(sim.on->current, low);
	sim_advance(8999);
	ck_assert_ptr_eq(sim.on->current, low);
	sim_advance(1);
	ck_assert_ptr_eq(sim.on->current, t);
}

UNIT_TEST(budget_overrun_far_beyond_costs_one_period)
{
	struct thread *low = actor(NULL, 10);
	struct thread *t = actor_budget(NULL, 100, 1000, 10000);

	sim.now += 50000ull * US;
	entry_timer(sim.on);
	ck_assert_ptr_eq(sim.on->current, low);
	sim_advance(10000);
	ck_assert_ptr_eq(sim.on->current, t);
}

UNIT_TEST(budget_thread_that_waits_while_drained_is_ready_with_its_refill)
{
	struct thread *low = actor(NULL, 10);
	struct thread *t = actor_budget(NULL, 100, 1000, 10000);
	struct gate *g = actor_gate(t, 1, 0);

	do_wait(t, 0);
	do_send(low, &g->obj, SK_TAG(1u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, t);
	sim_advance(1000);
	ck_assert_uint_eq(t->state, THREAD_READY);
	ck_assert_ptr_eq(sim.on->current, low);
	ck_assert_int_eq(sim_invoke(low, root_slot(&t->obj), SK_THREAD_INFO, 0).w[0], SK_THREAD_NO_BUDGET);
	sim_advance(9500);
	ck_assert_ptr_eq(sim.on->current, t);
}

UNIT_TEST(budget_storm_on_one_line_costs_its_owner_only)
{
	struct thread *driver = actor_budget(NULL, 200, 1000, 10000);
	struct thread *victim = actor(NULL, 100);
	struct irq *irq = actor_irq();
	uint32_t slot = root_slot(&irq->obj);

	ck_assert_int_eq(sim_op(driver, slot, SK_IRQ_BIND, 2, root_slot(&driver->obj), 1), SK_OK);
	irq_attach(irq, 7, false);
	sim_irq_raise(7);
	for (unsigned i = 0; i < 20000; i++) {
		sim_deliver();
		if (sim.on->current == driver) {
			sim_advance(20);
			if (sim.on->current == driver)
				sim_op(driver, slot, SK_IRQ_ACK, 0);
			if (sim.on->current == driver)
				do_wait(driver, 0);
		} else {
			sim_advance(20);
		}
	}
	sched_account(sim.on);
	ck_assert_uint_ge(victim->used / US, 400000 * 89 / 100);
}

UNIT_TEST(budget_stays_used_up_when_the_context_changes_hands)
{
	struct thread *low = actor(NULL, 10);
	struct thread *t = actor_budget(NULL, 100, 1000, 10000);
	struct sc *sc = t->sc;

	sim_advance(1000);
	ck_assert_int_eq(sim_op(low, root_slot(&t->obj), SK_THREAD_SET_SC, 1, 0), SK_OK);
	ck_assert_int_eq(sim_op(low, root_slot(&t->obj), SK_THREAD_SET_SC, 1, root_slot(&sc->obj)), SK_OK);
	ck_assert_ptr_eq(sim.on->current, low);
	ck_assert_int_eq(sc->queued, SC_DRAINED);
	sim_advance(8999);
	ck_assert_ptr_eq(sim.on->current, low);
	sim_advance(1);
	ck_assert_ptr_eq(sim.on->current, t);
}

UNIT_TEST(budget_returns_to_a_context_nobody_has)
{
	struct thread *low = actor(NULL, 10);
	struct thread *t = actor_budget(NULL, 100, 1000, 10000);
	struct sc *sc = t->sc;

	sim_advance(1000);
	ck_assert_ptr_eq(sim.on->current, low);
	destroy(&t->obj);
	sim_advance(20000);
	ck_assert_ptr_null(sc->thread);
	ck_assert_int_eq(sc->queued, SC_IDLE);
}

UNIT_TEST(budget_message_of_a_revoked_gate_has_no_label)
{
	struct thread *high = actor_budget(NULL, 255, 2000, 10000);
	struct thread *monitor = actor(NULL, 50);
	struct gate *g = actor_gate(monitor, 0x55, 0);

	sim_op(high, root_slot(&high->sc->obj), SK_SC_TIMEOUT_GATE, 2, root_slot(&g->obj), 0xabc);
	sim_advance(2500);
	destroy(&g->obj);
	struct sim_result r = do_wait(monitor, 0);

	ck_assert_uint_eq(r.v1, 0);
	ck_assert_uint_eq(r.w[0], 0xabc);
}

UNIT_TEST(budget_message_does_not_disturb_a_closed_receive)
{
	struct thread *high = actor_budget(NULL, 255, 2000, 10000);
	struct thread *monitor = actor(NULL, 50);
	struct gate *g = actor_gate(monitor, 0x55, 0);

	sim_op(high, root_slot(&high->sc->obj), SK_SC_TIMEOUT_GATE, 2, root_slot(&g->obj), 0xabc);
	sim_advance(1000);
	sched_pause(high, THREAD_PAUSE_USER);
	settle();
	do_recv(monitor, &high->obj, 0);
	sched_resume(high, THREAD_PAUSE_USER);
	settle();
	sim_advance(1500);
	ck_assert_int_eq(monitor->state, THREAD_RECEIVING);
	ck_assert(rb_linked(&high->sc->wait));
}

UNIT_TEST(budget_thread_kept_from_running_makes_up_for_one_period_at_most)
{
	struct thread *low = actor(NULL, 10);
	struct thread *t = actor_budget(NULL, 100, 1000, 5000);
	struct thread *high = actor(NULL, 200);

	sim_advance(1000000);
	do_wait(high, 0);
	ck_assert_ptr_eq(sim.on->current, t);
	sim_advance(1999);
	ck_assert_ptr_eq(sim.on->current, t);
	sim_advance(1);
	ck_assert_ptr_eq(sim.on->current, low);
	sim_advance(2999);
	ck_assert_ptr_eq(sim.on->current, low);
	sim_advance(1001);
	ck_assert_ptr_eq(sim.on->current, low);
	ck_assert_uint_eq(t->used / US, 3000);
}

UNIT_TEST(budget_share_survives_a_busy_more_urgent_thread)
{
	struct thread *low = actor(NULL, 10);
	struct thread *t = actor_budget(NULL, 100, 1000, 5000);
	struct thread *high = actor_budget(NULL, 200, 4000, 9000);

	sim_advance(9000000);
	sched_account(sim.on);
	ck_assert_uint_ge(high->used / US, 3990000);
	ck_assert_uint_ge(t->used / US, 1790000);
	ck_assert_uint_le(t->used / US, 1810000);
	ck_assert_uint_gt(low->used, 0);
}

UNIT_TEST(budget_of_a_round_robin_context_is_a_slice_and_no_overrun)
{
	struct thread *a = actor(NULL, 100), *b = actor(NULL, 100);

	sim_advance(100);
	do_yield(a);
	ck_assert_ptr_eq(sim.on->current, b);
	sim_advance(500);
	do_yield(b);
	sim_advance(ACTOR_SLICE_US - 1);
	ck_assert_ptr_eq(sim.on->current, a);
	sim_advance(1);
	ck_assert_ptr_eq(sim.on->current, b);
	ck_assert_uint_eq(a->sc->overruns + b->sc->overruns, 0);
}
