// SPDX-License-Identifier: Apache-2.0
// IPC between threads: calls, replies, waiting, order, words.
#include "actors.h"
#include "unit.h"

static struct thread *client, *server;
static struct gate *gate;

static void setup(void)
{
	actors_setup();
	client = actor(NULL, ACTOR_PRIORITY);
	server = actor(NULL, ACTOR_PRIORITY);
	gate = actor_gate(server, 0x1234, 0);
}

UNIT_FIXTURE(setup, check_rules);

UNIT_TEST(call_to_a_waiting_server_carries_words_and_label)
{
	ck_assert(!do_wait(server, 0).back);
	ck_assert(!do_call(client, &gate->obj, SK_TAG(7u, 3u, 0u), 50).back);
	ck_assert_int_eq(v0(server), SK_TAG(7, 3, 0) | SK_TAG_CALL);
	ck_assert_uint_eq(server->regs.gpr[REG_V1], 0x1234);
	ck_assert_uint_eq(word(server, 0), 50);
	ck_assert_uint_eq(word(server, 2), 52);
	ck_assert_uint_eq(word(server, 3), 0);
	ck_assert_ptr_eq(sim.on->current, server);
}

UNIT_TEST(reply_wakes_the_caller_with_its_words)
{
	do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 1u, 0u), 50);
	ck_assert(!do_reply_wait(server, SK_TAG(0u, 2u, 0u), 70).back);
	ck_assert_ptr_eq(sim.on->current, client);
	ck_assert_int_eq(v0(client), SK_TAG(0, 2, 0));
	ck_assert_uint_eq(client->regs.gpr[REG_V1], 0);
	ck_assert_uint_eq(word(client, 1), 71);
	ck_assert_uint_eq(word(client, 2), 0);
	ck_assert_int_eq(server->state, THREAD_RECEIVING);
}

UNIT_TEST(call_before_the_server_waits_is_taken_by_its_wait)
{
	do_call(client, &gate->obj, SK_TAG(7u, 1u, 0u), 50);
	ck_assert_int_eq(client->state, THREAD_SENDING);
	struct sim_result r = do_wait(server, 0);

	ck_assert(r.back);
	ck_assert_int_eq(r.v0, SK_TAG(7, 1, 0) | SK_TAG_CALL);
	ck_assert_uint_eq(r.v1, 0x1234);
	ck_assert_int_eq(client->state, THREAD_RECEIVING);
}

UNIT_TEST(round_trip_leaves_no_other_value_in_the_lost_registers)
{
	for (unsigned r = 1; r < 32; r++)
		client->regs.gpr[r] = 0xdead0000u + r;
	client->regs.hi = client->regs.lo = 0xdead;
	do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 4u, 0u), 50);
	for (unsigned r = 1; r < 32; r++) {
		bool kept = (r >= 16 && r <= 23) || (r >= 28 && r <= 30);
		bool result = r == REG_V0 || r == REG_V1 || (r >= REG_T0 && r < REG_T0 + 4u);

		if (!kept && !result)
			ck_assert_uint_eq(server->regs.gpr[r], 0);
	}
	do_reply(server, SK_TAG(0u, 0u, 0u), 0);
	for (unsigned r = 1; r < 32; r++) {
		bool kept = (r >= 16 && r <= 23) || (r >= 28 && r <= 30);

		ck_assert_uint_eq(client->regs.gpr[r], kept ? 0xdead0000u + r : 0);
	}
	ck_assert_uint_eq(client->regs.hi, 0);
	ck_assert_uint_eq(client->regs.lo, 0);
}

UNIT_LOOP(message_of_n_words_arrives_whole_in_either_order, 0, 64)
{
	unsigned n = (unsigned)_i;

	for (unsigned i = 4; i < 63; i++) {
		client->utcb->mr[i] = 1000 + i;
		server->utcb->mr[i] = 7;
	}
	if (n % 2 == 0)
		do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, n, 0u), 1000);
	if (n % 2 == 1)
		do_wait(server, 0);
	ck_assert_uint_eq(SK_TAG_WORDS((uint32_t)v0(server)), n);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_uint_eq(word(server, i), i < n ? 1000 + i : 0);
	for (unsigned i = 4; i < 63; i++)
		ck_assert_uint_eq(server->utcb->mr[i], i < n ? 1000 + i : 7);
	ck_assert_uint_eq(server->utcb->mr[63], 0);
}

UNIT_TEST(plain_send_returns_at_once_when_the_receiver_waits)
{
	do_wait(server, 0);
	struct sim_result r = do_send(client, &gate->obj, SK_TAG(1u, 1u, 0u), 9);

	ck_assert(r.back);
	ck_assert_int_eq(r.v0, SK_OK);
	ck_assert_uint_eq(r.w[0], 0);
	ck_assert_int_eq(v0(server), SK_TAG(1, 1, 0));
	ck_assert_ptr_null(server->ipc.caller);
}

UNIT_TEST(plain_send_waits_for_the_receiver)
{
	ck_assert(!do_send(client, &gate->obj, SK_TAG(1u, 1u, 0u), 9).back);
	ck_assert_int_eq(do_wait(server, 0).v0, SK_TAG(1, 1, 0));
	ck_assert_int_eq(client->state, THREAD_READY);
	ck_assert_int_eq(v0(client), SK_OK);
}

UNIT_TEST(more_urgent_sender_is_served_first_equal_ones_in_order_of_arrival)
{
	static const int priority[6] = {90, 110, 100, 110, 90, 120};
	static const unsigned order[6] = {5, 1, 3, 2, 0, 4};
	struct thread *sender[6];
	struct thread *slow = actor(NULL, 1);
	struct gate *g = actor_gate(slow, 0, 0);

	for (unsigned i = 0; i < 6; i++) {
		sender[i] = actor(NULL, priority[i]);
		sched_pause(sender[i], THREAD_PAUSE_USER);
	}
	sched_pause(client, THREAD_PAUSE_USER);
	sched_pause(server, THREAD_PAUSE_USER);
	settle();
	for (unsigned i = 0; i < 6; i++) {
		sched_resume(sender[i], THREAD_PAUSE_USER);
		settle();
		ck_assert(!do_send(sender[i], &g->obj, SK_TAG(1u, 1u, 0u), i).back);
	}
	for (unsigned i = 0; i < 6; i++) {
		do_wait(slow, 0);
		ck_assert_uint_eq(word(slow, 0), order[i]);
		sched_pause(sender[order[i]], THREAD_PAUSE_USER);
		settle();
	}
}

UNIT_TEST(send_wait_to_a_waiting_receiver_goes_on_to_its_wait)
{
	static const uint32_t w[4] = {5, 6, 7, 8};

	do_wait(server, 0);
	ck_assert(!sim_syscall(client, SK_SEL(sel_of(client, &gate->obj), SK_OP_SEND_WAIT), SK_TAG(1u, 1u, 0u), 0, w)
	                   .back);
	ck_assert_int_eq(client->state, THREAD_RECEIVING);
	ck_assert_uint_eq(word(server, 0), 5);
	struct gate *back = actor_gate(client, 1, 0);

	do_send(server, &back->obj, SK_TAG(2u, 1u, 0u), 44);
	ck_assert_uint_eq(word(client, 0), 44);
	ck_assert_uint_eq(client->regs.gpr[REG_V1], 1);
}

UNIT_TEST(send_wait_that_had_to_queue_repeats_as_a_wait)
{
	static const uint32_t w[4] = {5, 6, 7, 8};

	ck_assert(!sim_syscall(client, SK_SEL(sel_of(client, &gate->obj), SK_OP_SEND_WAIT), SK_TAG(1u, 1u, 0u), 0, w)
	                   .back);
	ck_assert_uint_eq(do_wait(server, 0).w[0], 5);
	ck_assert_int_eq(client->state, THREAD_READY);
	ck_assert_uint_eq(client->regs.pc, ACTOR_PC);
	ck_assert_uint_eq(client->regs.gpr[REG_A0], SK_SEL(0, SK_OP_WAIT));
}

UNIT_TEST(reply_without_a_caller_is_an_error)
{
	ck_assert_int_eq(do_reply(server, SK_TAG(0u, 0u, 0u), 0).v0, SK_ENOENT);
	ck_assert_int_eq(do_reply_wait(server, SK_TAG(0u, 0u, 0u), 0).v0, SK_ENOENT);
}

UNIT_TEST(reply_is_good_for_one_answer)
{
	do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 1u, 0u), 50);
	ck_assert_int_eq(do_reply(server, SK_TAG(0u, 0u, 0u), 0).v0, SK_OK);
	ck_assert_int_eq(do_reply(server, SK_TAG(0u, 0u, 0u), 0).v0, SK_ENOENT);
}

UNIT_TEST(next_call_drops_a_caller_who_was_not_answered)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY);

	do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 1u, 0u), 50);
	do_wait(server, 0);
	do_call(other, &gate->obj, SK_TAG(8u, 1u, 0u), 60);
	ck_assert_int_eq(v0(client), SK_EDELETED);
	ck_assert_int_eq(client->state, THREAD_READY);
	do_reply(server, SK_TAG(0u, 1u, 0u), 3);
	ck_assert_uint_eq(word(other, 0), 3);
}

UNIT_TEST(server_may_call_on_while_it_owes_an_answer)
{
	struct thread *second = actor(NULL, ACTOR_PRIORITY);
	struct gate *inner = actor_gate(second, 2, 0);

	do_wait(server, 0);
	do_wait(second, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 1u, 0u), 50);
	do_call(server, &inner->obj, SK_TAG(7u, 1u, 0u), 51);
	do_reply(second, SK_TAG(0u, 1u, 0u), 52);
	ck_assert_uint_eq(word(server, 0), 52);
	do_reply(server, SK_TAG(0u, 1u, 0u), 53);
	ck_assert_uint_eq(word(client, 0), 53);
}

UNIT_TEST(closed_receive_takes_only_its_thread)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY);

	do_send(client, &gate->obj, SK_TAG(1u, 1u, 0u), 1);
	ck_assert(!do_recv(server, &other->obj, 0).back);
	do_send(other, &gate->obj, SK_TAG(1u, 1u, 0u), 2);
	ck_assert_uint_eq(word(server, 0), 2);
	ck_assert_uint_eq(server->regs.gpr[REG_V1], 0);
	ck_assert_int_eq(client->state, THREAD_SENDING);
	struct sim_result r = do_recv(server, &client->obj, 0);

	ck_assert(r.back);
	ck_assert_uint_eq(r.w[0], 1);
}

UNIT_TEST(closed_receive_does_not_disturb_a_sender_to_somebody_else)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY);
	struct gate *g = actor_gate(other, 0, 0);

	do_send(client, &g->obj, SK_TAG(1u, 1u, 0u), 1);
	ck_assert_int_eq(do_recv(server, &client->obj, SK_TIMEOUT_ZERO).v0, SK_ETIMEOUT);
	ck_assert_int_eq(client->state, THREAD_SENDING);
}

UNIT_TEST(receive_from_a_gate_or_an_unbound_interrupt_is_an_error)
{
	struct irq *irq = actor_irq();

	ck_assert_int_eq(do_recv(server, &gate->obj, 0).v0, SK_EPROTO);
	ck_assert_int_eq(do_recv(server, &irq->obj, 0).v0, SK_ESTATE);
	ck_assert_int_eq(do_recv(server, &root_task->obj, 0).v0, SK_EPROTO);
}

UNIT_TEST(wild_selectors_and_tags_are_errors_and_change_nothing)
{
	static const uint32_t w[4] = {0};
	uint32_t slot = sel_of(client, &gate->obj);
	const struct {
		uint32_t selector, tag, timeouts;
		int error;
	} bad[] = {
	        {SK_SEL(0u, SK_OP_SEND), 0, 0, SK_ENOCAP},
	        {SK_SEL(250u, SK_OP_CALL), 0, 0, SK_ENOCAP},
	        {0xffffffff, 0, 0, SK_ENOENT},
	        {0xfffffff3, 0, 0, SK_ENOCAP},
	        {SK_SEL(0xfffffffu, SK_OP_RECV), 0, 0, SK_ENOCAP},
	        {SK_SEL(slot, 4u), 0, 0, SK_EINVAL},
	        {SK_SEL(slot, 5u), 0, 0, SK_EINVAL},
	        {SK_SEL(slot, 8u), 0, 0, SK_EINVAL},
	        {SK_SEL(slot, 10u), 0, 0, SK_EINVAL},
	        {SK_SEL(slot, 11u), 0, 0, SK_EINVAL},
	        {SK_SEL(slot, 14u), 0, 0, SK_EINVAL},
	        {SK_SEL(slot, SK_OP_YIELD), 0, 0, SK_EINVAL},
	        {SK_SEL(slot, SK_OP_CALL), 0x80000000, 0, SK_EINVAL},
	        {SK_SEL(slot, SK_OP_CALL), SK_TAG_CALL, 0, SK_EINVAL},
	        {SK_SEL(slot, SK_OP_CALL), SK_TAG_KERNEL, 0, SK_EINVAL},
	        {SK_SEL(slot, SK_OP_CALL), 0x2000, 0, SK_EINVAL},
	        {SK_SEL(slot, SK_OP_CALL), SK_TAG(0u, 0u, 9u), 0, SK_EINVAL},
	        {SK_SEL(slot, SK_OP_CALL), SK_TAG(0u, 62u, 1u), 0, SK_EINVAL},
	        {SK_SEL(slot, SK_OP_CALL), SK_TAG(0u, 48u, 8u), 0, SK_EINVAL},
	        {SK_SEL(slot, SK_OP_CALL), 0, SK_TIMEOUTS(0x8001u, 0u), SK_EINVAL},
	        {SK_SEL(slot, SK_OP_CALL), 0, SK_TIMEOUTS(0u, 0xffffu), SK_EINVAL},
	};

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct sim_result r = sim_syscall(client, bad[i].selector, bad[i].tag, bad[i].timeouts, w);

		ck_assert(r.back);
		ck_assert_int_eq(r.v0, bad[i].error);
		ck_assert_int_eq(client->state, THREAD_READY);
		check_rules();
	}
}

UNIT_TEST(capability_without_use_does_not_send)
{
	struct task *task = actor_task();
	struct thread *t = actor(task, ACTOR_PRIORITY);
	static const uint32_t w[4] = {0};
	uint32_t slot = give(task, &gate->obj, SK_CAP_CTRL);

	ck_assert_int_eq(sim_syscall(t, SK_SEL(slot, SK_OP_CALL), 0, 0, w).v0, SK_ERIGHTS);
}

UNIT_TEST(send_to_oneself_is_an_error)
{
	ck_assert_int_eq(do_send(server, &gate->obj, SK_TAG(1u, 0u, 0u), 0).v0, SK_EINVAL);
}

UNIT_TEST(without_a_utcb_only_four_words_are_sent)
{
	client->utcb = NULL;
	do_wait(server, 0);
	ck_assert_int_eq(do_call(client, &gate->obj, SK_TAG(7u, 5u, 0u), 50).v0, SK_EFAULT);
	ck_assert_int_eq(server->state, THREAD_RECEIVING);
	ck_assert(!do_call(client, &gate->obj, SK_TAG(7u, 4u, 0u), 50).back);
	ck_assert_uint_eq(word(server, 3), 53);
}

UNIT_LOOP(long_message_to_a_server_without_utcb_fails_at_its_sender, 0, 2)
{
	server->utcb = NULL;
	if (_i == 0)
		do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 5u, 0u), 50);
	if (_i == 1)
		do_wait(server, 0);
	ck_assert_int_eq(v0(client), SK_EFAULT);
	ck_assert_int_eq(client->state, THREAD_READY);
	ck_assert_int_eq(server->state, THREAD_RECEIVING);
}

UNIT_TEST(long_answer_to_a_caller_without_utcb_fails_at_the_caller)
{
	client->utcb = NULL;
	do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 1u, 0u), 50);
	ck_assert_int_eq(do_reply(server, SK_TAG(0u, 5u, 0u), 1).v0, SK_OK);
	ck_assert_int_eq(v0(client), SK_EFAULT);
}

UNIT_TEST(long_answer_of_a_server_without_utcb_fails_and_keeps_the_right_to_answer)
{
	do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 1u, 0u), 50);
	server->utcb = NULL;
	ck_assert_int_eq(do_reply(server, SK_TAG(0u, 5u, 0u), 1).v0, SK_EFAULT);
	ck_assert_int_eq(do_reply(server, SK_TAG(0u, 1u, 0u), 1).v0, SK_OK);
	ck_assert_uint_eq(word(client, 0), 1);
}

UNIT_TEST(send_through_an_active_gate_to_a_thread_without_time_fails)
{
	struct thread *passive = actor(NULL, -1);
	struct gate *g = actor_gate(passive, 0, 0);

	ck_assert_int_eq(do_call(client, &g->obj, SK_TAG(1u, 0u, 0u), 0).v0, SK_EBUDGET);
	struct gate *p = actor_gate(passive, 0, SK_GATE_PASSIVE);

	ck_assert_int_eq(do_send(client, &p->obj, SK_TAG(1u, 0u, 0u), 0).v0, SK_EBUDGET);
}

UNIT_TEST(object_invocation_then_open_wait_in_one_call)
{
	static const uint32_t w[4] = {2, 0, 0, 0};
	struct irq *irq = actor_irq();

	ck_assert(!sim_syscall(server, SK_SEL(sel_of(server, &irq->obj), SK_OP_SEND_WAIT),
	                       SK_TAG(SK_IRQ_TRIGGER, 1u, 0u), 0, w)
	                   .back);
	ck_assert_uint_eq(irq->bits, 2);
	ck_assert_int_eq(server->state, THREAD_RECEIVING);
	struct sim_result r =
	        sim_syscall(client, SK_SEL(sel_of(client, &irq->obj), SK_OP_SEND_WAIT), SK_TAG(0x7eeu, 1u, 0u), 0, w);

	ck_assert(r.back);
	ck_assert_int_eq(r.v0, SK_EPROTO);
}

UNIT_TEST(sender_waits_while_the_receiver_wants_somebody_else)
{
	struct thread *wanted = actor(NULL, ACTOR_PRIORITY);

	do_recv(server, &wanted->obj, 0);
	ck_assert(!do_send(client, &gate->obj, SK_TAG(1u, 1u, 0u), 1).back);
	ck_assert_int_eq(client->state, THREAD_SENDING);
	ck_assert_int_eq(server->state, THREAD_RECEIVING);
}

UNIT_TEST(sender_that_lost_its_utcb_sends_no_items)
{
	client->utcb->mr[4] = SK_ITEM(SK_ITEM_MAP, 0u, 0u);
	do_call(client, &gate->obj, SK_TAG(7u, 4u, 1u), 50);
	client->utcb = NULL;
	ck_assert_int_eq(do_wait(server, SK_TIMEOUT_ZERO).v0, SK_ETIMEOUT);
	ck_assert_int_eq(v0(client), SK_EFAULT);
}

UNIT_TEST(objects_refuse_typed_items)
{
	ck_assert_int_eq(do_call(client, &server->obj, SK_TAG(SK_THREAD_SET_SC, 1u, 1u), 0).v0, SK_EINVAL);
}

UNIT_TEST(exhausted_factory_creates_nothing)
{
	int error = SK_OK;
	uint32_t slot = actor_slot(root_task);
	struct factory *f = factory_create(kernel.root, SK_FACTORY_ORDER_MIN, cap_slot(root_task, slot), &error);
	struct cap *c = cap_slot(root_task, slot + 1);

	ck_assert_ptr_nonnull(f);
	while (factory_alloc(f, SK_COST_UNIT) != NULL)
		;
	ck_assert_ptr_null(thread_create(f, root_task, c, &error));
	ck_assert_int_eq(error, SK_ENOMEM);
	ck_assert_ptr_null(gate_create(f, server, 0, 0, c, &error));
	ck_assert_ptr_null(irq_create(f, c, &error));
	ck_assert_ptr_null(sc_create(f, c, &error));
	ck_assert_ptr_null(cpu_right_create(f, 1, c, &error));
	ck_assert_ptr_null(c->obj);
}
