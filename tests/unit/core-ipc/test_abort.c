// SPDX-License-Identifier: Apache-2.0
// Timeouts, cancellation and destruction: every wait has an end, and nobody else's message is lost.
#include <string.h>

#include "actors.h"
#include "unit.h"

static struct thread *client, *server, *other;
static struct gate *gate;

static void setup(void)
{
	actors_setup();
	client = actor(NULL, ACTOR_PRIORITY);
	server = actor(NULL, ACTOR_PRIORITY);
	other = actor(NULL, ACTOR_PRIORITY);
	gate = actor_gate(server, 0x1234, 0);
}

UNIT_FIXTURE(setup, check_rules);

static struct sim_result timed(struct thread *t, struct kobject *o, unsigned op, uint32_t timeouts)
{
	static const uint32_t w[4] = {1, 2, 3, 4};

	return sim_syscall(t, SK_SEL(o != NULL ? sel_of(t, o) : 0, op), SK_TAG(5u, 1u, 0u), timeouts, w);
}

static struct sim_result cancel(struct thread *by, struct thread *t)
{
	return sim_invoke(by, sel_of(by, &t->obj), SK_THREAD_EX_REGS, 5, 0, 0, 0, 0, SK_EXREGS_KEEP);
}

#define REL_US(us) SK_TIMEOUT_REL(us, 0u)

UNIT_TEST(timeout_zero_never_waits)
{
	ck_assert_int_eq(timed(client, &gate->obj, SK_OP_SEND, SK_TIMEOUTS(SK_TIMEOUT_ZERO, 0u)).v0, SK_ETIMEOUT);
	ck_assert_int_eq(timed(client, NULL, SK_OP_WAIT, SK_TIMEOUT_ZERO).v0, SK_ETIMEOUT);
	ck_assert_int_eq(timed(client, &other->obj, SK_OP_RECV, SK_TIMEOUT_ZERO).v0, SK_ETIMEOUT);
	ck_assert_ptr_null(server->ipc.senders.first);
}

UNIT_TEST(timeout_of_a_waiting_sender_takes_it_out_of_the_queue)
{
	timed(client, &gate->obj, SK_OP_SEND, SK_TIMEOUTS(REL_US(500u), 0u));
	sim_advance(499);
	ck_assert_int_eq(client->state, THREAD_SENDING);
	sim_advance(1);
	ck_assert_int_eq(client->state, THREAD_READY);
	ck_assert_int_eq(v0(client), SK_ETIMEOUT);
	ck_assert_uint_eq(word(client, 0), 0);
	ck_assert_int_eq(timed(server, NULL, SK_OP_WAIT, SK_TIMEOUT_ZERO).v0, SK_ETIMEOUT);
}

UNIT_TEST(timeout_exponent_multiplies)
{
	timed(client, NULL, SK_OP_WAIT, SK_TIMEOUT_REL(3u, 10u));
	sim_advance(3071);
	ck_assert_int_eq(client->state, THREAD_RECEIVING);
	sim_advance(1);
	ck_assert_int_eq(v0(client), SK_ETIMEOUT);
}

UNIT_TEST(timeout_absolute_is_a_point_on_the_clock)
{
	sim_advance(100);
	uint64_t now = sim.now / SIM_TICKS_PER_US;

	client->utcb->deadline[1] = now + 250;
	timed(client, NULL, SK_OP_WAIT, SK_TIMEOUT_ABSOLUTE);
	sim_advance(249);
	ck_assert_int_eq(client->state, THREAD_RECEIVING);
	sim_advance(1);
	ck_assert_int_eq(v0(client), SK_ETIMEOUT);
	ck_assert_int_eq(timed(client, NULL, SK_OP_WAIT, SK_TIMEOUT_ABSOLUTE).v0, SK_ETIMEOUT);
	client->utcb->deadline[0] = 0;
	ck_assert_int_eq(timed(client, &gate->obj, SK_OP_SEND, SK_TIMEOUTS((uint32_t)SK_TIMEOUT_ABSOLUTE, 0u)).v0,
	                 SK_ETIMEOUT);
	client->utcb = NULL;
	ck_assert_int_eq(timed(client, NULL, SK_OP_WAIT, SK_TIMEOUT_ABSOLUTE).v0, SK_EFAULT);
}

UNIT_TEST(timeout_far_beyond_the_clock_is_like_never)
{
	client->utcb->deadline[1] = ~0ull;
	timed(client, NULL, SK_OP_WAIT, SK_TIMEOUT_ABSOLUTE);
	sim_advance(10000000);
	ck_assert_int_eq(client->state, THREAD_RECEIVING);
}

UNIT_TEST(timeout_of_a_call_counts_from_its_receive_phase)
{
	timed(client, &gate->obj, SK_OP_CALL, REL_US(500u));
	sim_advance(5000);
	ck_assert_int_eq(client->state, THREAD_SENDING);
	do_wait(server, 0);
	sim_advance(499);
	ck_assert_int_eq(client->state, THREAD_RECEIVING);
	sim_advance(1);
	ck_assert_int_eq(v0(client), SK_ETIMEOUT);
	ck_assert_int_eq(do_reply(server, SK_TAG(0u, 0u, 0u), 0).v0, SK_ENOENT);
}

UNIT_TEST(timeout_zero_for_the_answer_delivers_the_message_and_fails)
{
	do_wait(server, 0);
	struct sim_result r = timed(client, &gate->obj, SK_OP_CALL, SK_TIMEOUT_ZERO);

	ck_assert_int_eq(v0(client), SK_ETIMEOUT);
	ck_assert(r.back || client->state == THREAD_READY);
	ck_assert_uint_eq(word(server, 0), 1);
	ck_assert_ptr_null(server->ipc.caller);
}

UNIT_TEST(message_before_the_timeout_disarms_it)
{
	timed(server, NULL, SK_OP_WAIT, REL_US(500u));
	do_send(client, &gate->obj, SK_TAG(1u, 1u, 0u), 9);
	sim_advance(1000);
	ck_assert_int_eq(v0(server), SK_TAG(1, 1, 0));
	ck_assert_ptr_null(server->timeout.cpu);
}

UNIT_TEST(cancel_ends_a_send_a_receive_and_a_call)
{
	timed(client, &gate->obj, SK_OP_SEND, 0);
	ck_assert_int_eq(cancel(other, client).v0, SK_TAG(0, 2, 0));
	ck_assert_int_eq(v0(client), SK_ECANCELED);
	timed(client, NULL, SK_OP_WAIT, 0);
	cancel(other, client);
	ck_assert_int_eq(v0(client), SK_ECANCELED);
	do_wait(server, 0);
	timed(client, &gate->obj, SK_OP_CALL, 0);
	cancel(other, client);
	ck_assert_int_eq(v0(client), SK_ECANCELED);
	ck_assert_int_eq(do_reply(server, SK_TAG(0u, 0u, 0u), 0).v0, SK_ENOENT);
}

UNIT_TEST(cancel_of_one_sender_leaves_the_others_in_line)
{
	timed(client, &gate->obj, SK_OP_SEND, 0);
	timed(other, &gate->obj, SK_OP_SEND, 0);
	cancel(server, client);
	ck_assert(do_wait(server, 0).back);
	ck_assert_int_eq(other->state, THREAD_READY);
	ck_assert_int_eq(v0(other), SK_OK);
}

UNIT_TEST(destroyed_server_fails_those_in_line_and_the_one_it_served)
{
	struct thread *third = actor(NULL, ACTOR_PRIORITY);

	do_wait(server, 0);
	timed(client, &gate->obj, SK_OP_CALL, 0);
	timed(other, &gate->obj, SK_OP_CALL, 0);
	timed(third, &server->obj, SK_OP_RECV, 0);
	destroy(&server->obj);
	ck_assert_int_eq(v0(client), SK_EDELETED);
	ck_assert_int_eq(v0(other), SK_EDELETED);
	ck_assert_int_eq(v0(third), SK_EDELETED);
	ck_assert_int_eq(timed(client, &gate->obj, SK_OP_CALL, 0).v0, SK_EDELETED);
}

UNIT_TEST(destroyed_client_vanishes_from_the_queue)
{
	timed(client, &gate->obj, SK_OP_CALL, 0);
	destroy(&client->obj);
	ck_assert_int_eq(do_wait(server, SK_TIMEOUT_ZERO).v0, SK_ETIMEOUT);
}

UNIT_TEST(destroyed_caller_leaves_nobody_to_answer)
{
	do_wait(server, 0);
	timed(client, &gate->obj, SK_OP_CALL, 0);
	destroy(&client->obj);
	ck_assert_int_eq(do_reply(server, SK_TAG(0u, 0u, 0u), 0).v0, SK_ENOENT);
}

UNIT_TEST(destroyed_gate_fails_those_who_wait_through_it_only)
{
	struct gate *second = actor_gate(server, 2, 0);

	timed(client, &gate->obj, SK_OP_CALL, 0);
	timed(other, &second->obj, SK_OP_SEND, 0);
	destroy(&gate->obj);
	ck_assert_int_eq(v0(client), SK_EDELETED);
	ck_assert_int_eq(other->state, THREAD_SENDING);
	ck_assert_uint_eq(do_wait(server, 0).v1, 2);
}

UNIT_TEST(destruction_of_a_busy_server_takes_bounded_steps)
{
	struct thread *many[40];
	unsigned restarts;

	for (unsigned i = 0; i < 40; i++) {
		many[i] = actor(NULL, ACTOR_PRIORITY);
		timed(many[i], &gate->obj, SK_OP_CALL, 0);
	}
	sim.preempt_every = 1;
	restarts = destroy(&server->obj);
	sim.preempt_every = 0;
	ck_assert_uint_ge(restarts, 2);
	for (unsigned i = 0; i < 40; i++)
		ck_assert_int_eq(v0(many[i]), SK_EDELETED);
}

UNIT_TEST(thread_may_destroy_itself)
{
	uint32_t slot = root_slot(&client->obj);
	struct thread *self = client;

	ck_assert(
	        !sim_invoke(self, SK_SLOT_TASK, SK_TASK_UNMAP, 2, SK_FPAGE_SLOT(slot, SK_CAP_ALL), SK_UNMAP_SELF).back);
	ck_assert_ptr_null(cap_slot(root_task, slot)->obj);
	ck_assert_ptr_ne(sim.on->current, self);
	ck_assert_ptr_nonnull(sim.on->current);
}

UNIT_TEST(rebound_gate_takes_those_in_line_along)
{
	timed(client, &gate->obj, SK_OP_CALL, 0);
	struct thread *third = actor(NULL, ACTOR_PRIORITY);
	uint32_t slot = sel_of(third, &gate->obj);

	ck_assert_int_eq(sim_invoke(third, slot, SK_GATE_REBIND, 2, root_slot(&other->obj), 77).v0, 0);
	ck_assert_ptr_null(server->ipc.senders.first);
	ck_assert_int_eq(client->state, THREAD_READY);
	ck_assert_uint_eq(client->regs.pc, ACTOR_PC);
	timed(client, &gate->obj, SK_OP_CALL, 0);
	struct sim_result r = do_wait(other, 0);

	ck_assert_uint_eq(r.v1, 77);
	ck_assert_uint_eq(r.w[0], 1);
}

UNIT_TEST(rebind_needs_the_right_to_control_both)
{
	struct task *task = actor_task();
	struct thread *t = actor(task, ACTOR_PRIORITY);
	uint32_t weak = give(task, &gate->obj, SK_CAP_USE);
	uint32_t strong = give(task, &gate->obj, SK_CAP_ALL);
	uint32_t thread = give(task, &other->obj, SK_CAP_USE);

	ck_assert_int_eq(sim_op(t, weak, SK_GATE_REBIND, 2, thread, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(t, strong, SK_GATE_REBIND, 2, thread, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(t, strong, SK_GATE_REBIND, 2, strong, 0), SK_EPROTO);
	ck_assert_int_eq(sim_op(t, strong, SK_GATE_REBIND, 1, thread), SK_EINVAL);
	ck_assert_ptr_eq(gate->thread, server);
}

UNIT_TEST(gate_of_a_destroyed_server_works_again_after_rebind)
{
	destroy(&server->obj);
	ck_assert_int_eq(sim_op(client, root_slot(&gate->obj), SK_GATE_REBIND, 2, root_slot(&other->obj), 5), SK_OK);
	do_wait(other, 0);
	do_send(client, &gate->obj, SK_TAG(1u, 1u, 0u), 3);
	ck_assert_uint_eq(word(other, 0), 3);
}

UNIT_TEST(gate_flags_other_than_passive_are_refused)
{
	int error = SK_OK;

	ck_assert_ptr_null(gate_create(kernel.root, server, 0, 2, cap_slot(root_task, 250), &error));
	ck_assert_int_eq(error, SK_EINVAL);
}

UNIT_TEST(rebinding_a_gate_with_many_in_line_takes_bounded_steps)
{
	struct thread *many[40];
	struct thread *third = actor(NULL, ACTOR_PRIORITY);
	uint32_t slot = sel_of(third, &gate->obj);

	for (unsigned i = 0; i < 40; i++) {
		many[i] = actor(NULL, ACTOR_PRIORITY);
		timed(many[i], &gate->obj, SK_OP_CALL, 0);
	}
	sim.preempt_every = 1;
	sim.questions = 0;
	ck_assert_int_eq(sim_op(third, slot, SK_GATE_REBIND, 2, root_slot(&other->obj), 77), SK_OK);
	sim.preempt_every = 0;
	ck_assert_uint_ge(sim.questions, 2);
	ck_assert_ptr_null(server->ipc.senders.first);
	for (unsigned i = 0; i < 40; i++)
		ck_assert_uint_eq(many[i]->regs.pc, ACTOR_PC);
}

UNIT_TEST(rebound_gate_repeats_the_fault_of_a_thread_in_line)
{
	uint32_t value;
	struct thread *faulty = actor(NULL, ACTOR_PRIORITY);
	struct user_regs before;

	ck_assert_int_eq(cap_map(gate->obj.root, &faulty->pager, SK_CAP_USE), SK_OK);
	ck_assert(!sim_access(faulty, 0x30000000, SK_MEM_R, &value));
	ck_assert_int_eq(faulty->state, THREAD_SENDING);
	before = faulty->regs;
	ck_assert_int_eq(sim_op(client, root_slot(&gate->obj), SK_GATE_REBIND, 2, root_slot(&other->obj), 77), SK_OK);
	ck_assert_int_eq(faulty->state, THREAD_READY);
	ck_assert_int_eq(memcmp(&before, &faulty->regs, sizeof(before)), 0);
	do_wait(other, 0);
	ck_assert(!sim_access(faulty, 0x30000000, SK_MEM_R, &value));
	ck_assert_uint_eq(word(other, 0), 0x30000000);
}

UNIT_TEST(destroying_a_gate_with_many_in_line_takes_bounded_steps)
{
	struct thread *many[40];

	for (unsigned i = 0; i < 40; i++) {
		many[i] = actor(NULL, ACTOR_PRIORITY);
		timed(many[i], &gate->obj, SK_OP_CALL, 0);
	}
	sim.preempt_every = 1;
	ck_assert_uint_ge(destroy(&gate->obj), 2);
	sim.preempt_every = 0;
	for (unsigned i = 0; i < 40; i++)
		ck_assert_int_eq(v0(many[i]), SK_EDELETED);
}

UNIT_TEST(senders_to_a_server_that_lost_its_time_fail_in_bounded_steps)
{
	struct thread *many[40];

	for (unsigned i = 0; i < 40; i++) {
		many[i] = actor(NULL, ACTOR_PRIORITY);
		timed(many[i], &gate->obj, SK_OP_CALL, 0);
	}
	struct sc *sc = server->sc;
	struct gate *passive = actor_gate(server, 9, SK_GATE_PASSIVE);

	ck_assert_int_eq(sc_assign(NULL, server), SK_OK);
	settle();
	/* Only the help of a caller through a passive gate moves it now. */
	sim_syscall(client, SK_SEL(sel_of(client, &passive->obj), SK_OP_CALL), SK_TAG(3u, 0u, 0u), 0,
	            (const uint32_t[4]){0});
	ck_assert_ptr_eq(sim.on->current, server);
	sim.preempt_every = 1;
	sim.questions = 0;
	do_wait(server, 0);
	sim.preempt_every = 0;
	ck_assert_uint_ge(sim.questions, 2);
	for (unsigned i = 0; i < 40; i++)
		ck_assert_int_eq(v0(many[i]), SK_EBUDGET);
	ck_assert_ptr_eq(server->running_on, client->sc);
	ck_assert_int_eq(sc_assign(sc, server), SK_OK);
}

UNIT_TEST(server_serving_many_is_destroyed_in_bounded_steps)
{
	struct thread *many[40];
	struct gate *g[40];
	struct irq *irq[40];

	for (unsigned i = 0; i < 40; i++) {
		many[i] = actor(NULL, ACTOR_PRIORITY);
		timed(many[i], &server->obj, SK_OP_RECV, 0);
		g[i] = actor_gate(server, i, 0);
		irq[i] = actor_irq();
		ck_assert_int_eq(sim_op(client, root_slot(&irq[i]->obj), SK_IRQ_BIND, 2, root_slot(&server->obj), i),
		                 SK_OK);
		irq_trigger(sim.on, irq[i], 1);
	}
	sim.preempt_every = 1;
	ck_assert_uint_ge(destroy(&server->obj), 6);
	sim.preempt_every = 0;
	for (unsigned i = 0; i < 40; i++) {
		ck_assert_int_eq(v0(many[i]), SK_EDELETED);
		ck_assert_ptr_null(g[i]->thread);
		ck_assert_ptr_null(irq[i]->thread);
	}
}

UNIT_TEST(thread_destroyed_in_the_middle_of_its_fault)
{
	uint32_t value;
	struct thread *faulty = actor(NULL, ACTOR_PRIORITY);

	ck_assert_int_eq(cap_map(gate->obj.root, &faulty->pager, SK_CAP_USE), SK_OK);
	ck_assert_int_eq(cap_map(gate->obj.root, &faulty->exception, SK_CAP_USE), SK_OK);
	do_wait(server, 0);
	ck_assert(!sim_access(faulty, 0x30000000, SK_MEM_R, &value));
	sim_console_clear();
	destroy(&faulty->obj);
	ck_assert_str_eq(sim_console(), "");
	ck_assert_int_eq(do_reply(server, 0, 0).v0, SK_ENOENT);
	ck_assert_ptr_null(gate->obj.root->d.child);
}
