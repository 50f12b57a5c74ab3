// SPDX-License-Identifier: Apache-2.0
// Scheduling: priorities, round robin, yield, CPU capabilities.
#include "actors.h"
#include "unit.h"

UNIT_FIXTURE(actors_setup, check_rules);

UNIT_TEST(most_urgent_ready_thread_runs)
{
	struct thread *low = actor(NULL, 10);
	struct thread *high = actor(NULL, 250);
	struct thread *middle = actor(NULL, 100);

	ck_assert_ptr_eq(sim.on->current, high);
	do_wait(high, 0);
	ck_assert_ptr_eq(sim.on->current, middle);
	do_wait(middle, 0);
	ck_assert_ptr_eq(sim.on->current, low);
	do_wait(low, 0);
	ck_assert_ptr_null(sim.on->current);
}

UNIT_LOOP(every_priority_is_chosen_over_the_one_below, 1, 256)
{
	struct thread *low = actor(NULL, _i - 1);
	struct thread *high = actor(NULL, _i);

	ck_assert_ptr_eq(sim.on->current, high);
	do_wait(high, 0);
	ck_assert_ptr_eq(sim.on->current, low);
}

UNIT_TEST(woken_thread_of_higher_priority_runs_at_once)
{
	struct thread *low = actor(NULL, 10);
	struct thread *high = actor(NULL, 250);
	struct gate *g = actor_gate(high, 1, 0);

	do_wait(high, 0);
	ck_assert(!do_send(low, &g->obj, SK_TAG(1u, 0u, 0u), 0).back);
	ck_assert_ptr_eq(sim.on->current, high);
	ck_assert_int_eq(v0(low), SK_OK);
}

UNIT_TEST(woken_thread_of_equal_or_lower_priority_does_not_interrupt)
{
	struct thread *a = actor(NULL, 100), *b = actor(NULL, 100), *c = actor(NULL, 50);
	struct gate *to_b = actor_gate(b, 1, 0), *to_c = actor_gate(c, 1, 0);

	do_wait(b, 0);
	sched_pause(a, THREAD_PAUSE_USER);
	settle();
	do_wait(c, 0);
	sched_resume(a, THREAD_PAUSE_USER);
	settle();
	ck_assert(do_send(a, &to_b->obj, SK_TAG(1u, 0u, 0u), 0).back);
	ck_assert(do_send(a, &to_c->obj, SK_TAG(1u, 0u, 0u), 0).back);
	ck_assert_int_eq(b->state, THREAD_READY);
	ck_assert_int_eq(c->state, THREAD_READY);
}

UNIT_TEST(yield_passes_on_within_the_priority)
{
	struct thread *t[3] = {actor(NULL, 100), actor(NULL, 100), actor(NULL, 100)};
	struct thread *low = actor(NULL, 50);

	for (unsigned i = 0; i < 9; i++) {
		ck_assert_ptr_eq(sim.on->current, t[i % 3]);
		do_yield(t[i % 3]);
	}
	ck_assert_uint_eq(low->used, 0);
}

UNIT_TEST(time_slice_ends_and_the_next_of_the_priority_runs)
{
	struct thread *a = actor(NULL, 100), *b = actor(NULL, 100);

	ck_assert_ptr_eq(sim.on->current, a);
	sim_advance(ACTOR_SLICE_US - 1);
	ck_assert_ptr_eq(sim.on->current, a);
	sim_advance(1);
	ck_assert_ptr_eq(sim.on->current, b);
	sim_advance(ACTOR_SLICE_US);
	ck_assert_ptr_eq(sim.on->current, a);
}

UNIT_TEST(equal_threads_get_equal_time)
{
	struct thread *t[4];

	for (unsigned i = 0; i < 4; i++)
		t[i] = actor(NULL, 100);
	sim_advance(400 * ACTOR_SLICE_US);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_uint_eq((t[i]->used) / SIM_TICKS_PER_US, 100 * ACTOR_SLICE_US);
}

UNIT_TEST(slice_nobody_waits_for_needs_no_timer)
{
	actor(NULL, 100);
	struct thread *low = actor(NULL, 50);

	ck_assert_uint_gt(sim.on->arch.timer - sim.now, 100 * ACTOR_SLICE_US * SIM_TICKS_PER_US);
	sim_advance(50 * ACTOR_SLICE_US);
	ck_assert_uint_eq(low->used, 0);
}

UNIT_TEST(time_is_accounted_to_whoever_used_it)
{
	struct thread *a = actor(NULL, 100), *b = actor(NULL, 100);
	ticks_t idle = sim.on->idle;

	sim_advance(300);
	do_wait(a, 0);
	sim_advance(200);
	do_wait(b, 0);
	sim_advance(700);
	sched_account(sim.on);
	ck_assert_uint_eq((a->used) / SIM_TICKS_PER_US, 300);
	ck_assert_uint_eq((a->sc->used) / SIM_TICKS_PER_US, 300);
	ck_assert_uint_eq((b->used) / SIM_TICKS_PER_US, 200);
	ck_assert_uint_eq((sim.on->idle - idle) / SIM_TICKS_PER_US, 700);
}

UNIT_TEST(configure_changes_priority_of_a_ready_thread)
{
	struct thread *a = actor(NULL, 100), *b = actor(NULL, 90);

	ck_assert_int_eq(sim_op(a, SK_ROOT_SLOT_CPU, SK_CPU_CONFIGURE, 5, root_slot(&b->sc->obj), 1000, 1000, 101, 0),
	                 SK_RESTART);
	ck_assert_ptr_eq(sim.on->current, b);
	ck_assert_int_eq(sim_op(b, SK_ROOT_SLOT_CPU, SK_CPU_CONFIGURE, 5, root_slot(&b->sc->obj), 1000, 1000, 50, 0),
	                 SK_RESTART);
	ck_assert_ptr_eq(sim.on->current, a);
}

UNIT_TEST(configure_refuses_what_is_not_covered)
{
	struct thread *a = actor(NULL, 100);
	uint32_t sc = root_slot(&a->sc->obj), weak = actor_slot(root_task);

	ck_assert_int_eq(sim_op(a, SK_ROOT_SLOT_CPU, SK_CPU_RESTRICT, 2, weak, 120), SK_OK);
	ck_assert_int_eq(sim_op(a, weak, SK_CPU_CONFIGURE, 5, sc, 1000, 1000, 121, 0), SK_ERANGE);
	ck_assert_int_eq(sim_op(a, weak, SK_CPU_CONFIGURE, 5, sc, 1000, 1000, 120, 1), SK_ERANGE);
	ck_assert_int_eq(sim_op(a, weak, SK_CPU_CONFIGURE, 5, sc, 0, 1000, 120, 0), SK_EINVAL);
	ck_assert_int_eq(sim_op(a, weak, SK_CPU_CONFIGURE, 5, sc, 1001, 1000, 120, 0), SK_EINVAL);
	ck_assert_int_eq(sim_op(a, weak, SK_CPU_CONFIGURE, 5, weak, 1000, 1000, 120, 0), SK_EPROTO);
	ck_assert_int_eq(sim_op(a, weak, SK_CPU_CONFIGURE, 4, sc, 1000, 1000, 120), SK_EINVAL);
	ck_assert_int_eq(sim_op(a, weak, SK_CPU_CONFIGURE, 5, sc, 1000, 1000, 120, 0), SK_OK);
	ck_assert_int_eq(sim_op(a, weak, SK_CPU_RESTRICT, 2, weak + 1, 121), SK_ERANGE);
	ck_assert_int_eq(sim_op(a, weak, SK_CPU_RESTRICT, 2, weak, 100), SK_EEXIST);
	ck_assert_int_eq(sim_op(a, weak, SK_CPU_RESTRICT, 1, weak), SK_EINVAL);
	struct sim_result info = sim_invoke(a, weak, SK_CPU_INFO, 0);

	ck_assert_uint_eq(info.w[0], 1);
	ck_assert_uint_eq(info.w[1], 120);
	destroy(cap_slot(root_task, weak)->obj);
}

UNIT_TEST(cpu_operations_need_their_rights)
{
	struct task *task = actor_task();
	struct thread *weak = actor(task, 100);
	struct kobject *cpu = cap_slot(root_task, SK_ROOT_SLOT_CPU)->obj;
	uint32_t use = give(task, cpu, SK_CAP_USE), ctrl = give(task, cpu, SK_CAP_CTRL);

	ck_assert_int_eq(sim_op(weak, use, SK_CPU_CONFIGURE, 5, 1, 1, 1, 1, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, use, SK_CPU_RESTRICT, 2, 60, 1), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, ctrl, SK_CPU_INFO, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, use, SK_OPCODE(SK_TYPE_CPU, 9u), 0), SK_EPROTO);
	ck_assert_int_eq(sim_op(weak, ctrl, SK_CPU_CONFIGURE, 5, 255, 1, 1, 1, 0), SK_ENOCAP);
}

UNIT_TEST(restricted_capability_costs_its_factory)
{
	struct thread *a = actor(NULL, 100);
	uint32_t used = kernel.root->used;
	uint32_t slot = actor_slot(root_task);

	ck_assert_int_eq(sim_op(a, SK_ROOT_SLOT_CPU, SK_CPU_RESTRICT, 2, slot, 120), SK_OK);
	ck_assert_uint_eq(kernel.root->used, used + SK_COST_GATE);
	destroy(cap_slot(root_task, slot)->obj);
	ck_assert_uint_eq(kernel.root->used, used);
}

UNIT_TEST(restricted_capability_is_paid_by_the_one_who_makes_it)
{
	struct task *task = actor_task();
	struct thread *weak = actor(task, 100);
	uint32_t cpu = give(task, cap_slot(root_task, SK_ROOT_SLOT_CPU)->obj, SK_CAP_ALL), used;
	int error = SK_OK;

	task->space.payer =
	        factory_create(kernel.root, SK_FACTORY_ORDER_MIN, cap_slot(root_task, actor_slot(root_task)), &error);
	ck_assert_int_eq(error, SK_OK);
	used = kernel.root->used;
	ck_assert_int_eq(sim_op(weak, cpu, SK_CPU_RESTRICT, 2, actor_slot(task), 10), SK_OK);
	ck_assert_uint_eq(kernel.root->used, used);
	ck_assert_uint_eq(task->space.payer->used, SK_COST_GATE);
}
