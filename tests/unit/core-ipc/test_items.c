// SPDX-License-Identifier: Apache-2.0
// Typed items in messages: delegation, failures, interruption between items, abort there.
#include "actors.h"
#include "unit.h"

#define ITEMS 4

static struct thread *client, *server, *other;
static struct gate *gate;
static struct irq *irq[ITEMS];
static uint32_t from_slot[ITEMS], to_slot[ITEMS];

static void setup(void)
{
	actors_setup();
	client = actor(actor_task(), ACTOR_PRIORITY);
	server = actor(actor_task(), ACTOR_PRIORITY);
	other = actor(NULL, ACTOR_PRIORITY);
	gate = actor_gate(server, 0x1234, 0);
	for (unsigned i = 0; i < ITEMS; i++) {
		irq[i] = actor_irq();
		from_slot[i] = give(client->task, &irq[i]->obj, SK_CAP_ALL);
		to_slot[i] = actor_slot(server->task);
		server->utcb->window[i].fpage = SK_FPAGE_SLOT(to_slot[i], 0);
		/* Words 4 and up of a message with four words: the items. */
		client->utcb->mr[4 + 2 * i] = SK_ITEM(SK_ITEM_MAP, SK_ATTR_INHERIT, 0);
		client->utcb->mr[5 + 2 * i] = SK_FPAGE_SLOT(from_slot[i], SK_CAP_USE);
	}
	(void)sel_of(client, &gate->obj);
}

UNIT_FIXTURE(setup, check_rules);

static struct kobject *got(unsigned i)
{
	return cap_slot(server->task, to_slot[i])->obj;
}

static const uint32_t tag_items = SK_TAG(7u, 4u, (unsigned)ITEMS);

UNIT_LOOP(capabilities_arrive_in_the_receivers_slots, 0, 2)
{
	if (_i == 0)
		do_wait(server, 0);
	do_call(client, &gate->obj, tag_items, 50);
	if (_i == 1)
		do_wait(server, 0);
	ck_assert_int_eq(v0(server), tag_items | SK_TAG_CALL);
	for (unsigned i = 0; i < ITEMS; i++) {
		ck_assert_ptr_eq(got(i), &irq[i]->obj);
		ck_assert_uint_eq(server->utcb->mr[4 + 2 * i] & SK_ITEM_KIND_MASK, SK_ITEM_DONE);
		ck_assert_uint_eq(server->utcb->mr[5 + 2 * i], SK_FPAGE_SLOT(to_slot[i], SK_CAP_USE));
	}
	ck_assert_uint_eq(word(server, 3), 53);
}

UNIT_TEST(item_may_travel_in_registers)
{
	const uint32_t w[4] = {SK_ITEM(SK_ITEM_MAP, 0u, 0u), SK_FPAGE_SLOT(from_slot[0], SK_CAP_USE), 1, 2};

	do_wait(server, 0);
	sim_syscall(client, SK_SEL(sel_of(client, &gate->obj), SK_OP_CALL), SK_TAG(7u, 0u, 1u), 0, w);
	ck_assert_ptr_eq(got(0), &irq[0]->obj);
	ck_assert_uint_eq(word(server, 0), SK_ITEM_DONE);
	ck_assert_uint_eq(word(server, 1), SK_FPAGE_SLOT(to_slot[0], SK_CAP_USE));
	ck_assert_uint_eq(word(server, 2), 0);
}

UNIT_TEST(item_without_a_window_fails_alone)
{
	server->utcb->window[1].fpage = 0;
	do_wait(server, 0);
	do_call(client, &gate->obj, tag_items, 50);
	ck_assert_uint_eq(server->utcb->mr[6], SK_ITEM_FAILED);
	ck_assert_int_lt((int32_t)server->utcb->mr[7], 0);
	ck_assert_ptr_eq(got(2), &irq[2]->obj);
	ck_assert_int_eq(client->state, THREAD_RECEIVING);
}

UNIT_TEST(receiver_without_utcb_takes_no_item)
{
	const uint32_t w[4] = {SK_ITEM(SK_ITEM_MAP, 0u, 0u), SK_FPAGE_SLOT(from_slot[0], SK_CAP_USE), 1, 2};

	server->utcb = NULL;
	do_wait(server, 0);
	sim_syscall(client, SK_SEL(sel_of(client, &gate->obj), SK_OP_CALL), SK_TAG(7u, 0u, 1u), 0, w);
	ck_assert_uint_eq(word(server, 0), SK_ITEM_FAILED);
}

UNIT_LOOP(first_item_that_the_sender_does_not_have_fails_the_send_alone, 0, 2)
{
	client->utcb->mr[5] = SK_FPAGE_SLOT(255u, SK_CAP_USE);
	if (_i == 0)
		do_wait(server, 0);
	do_call(client, &gate->obj, tag_items, 50);
	if (_i == 1)
		do_wait(server, 0);
	ck_assert_int_eq(v0(client), SK_ENOCAP);
	ck_assert_int_eq(client->state, THREAD_READY);
	ck_assert_int_eq(server->state, THREAD_RECEIVING);
}

UNIT_TEST(later_item_that_the_sender_does_not_have_is_reported_in_the_message)
{
	client->utcb->mr[9] = SK_FPAGE_SLOT(255u, SK_CAP_USE);
	do_wait(server, 0);
	do_call(client, &gate->obj, tag_items, 50);
	ck_assert_int_eq(v0(server), tag_items | SK_TAG_CALL);
	ck_assert_uint_eq(server->utcb->mr[8], SK_ITEM_FAILED);
	ck_assert_int_eq((int32_t)server->utcb->mr[9], SK_ENOCAP);
	ck_assert_ptr_eq(got(3), &irq[3]->obj);
}

UNIT_TEST(items_need_the_transfer_right_on_the_gate)
{
	uint32_t weak = give(client->task, &gate->obj, SK_CAP_USE);
	static const uint32_t w[4] = {0};

	do_wait(server, 0);
	ck_assert_int_eq(sim_syscall(client, SK_SEL(weak, SK_OP_CALL), tag_items, 0, w).v0, SK_ERIGHTS);
	ck_assert_ptr_null(got(0));
}

UNIT_TEST(answer_may_carry_items)
{
	uint32_t slot = actor_slot(client->task);
	uint32_t own = give(server->task, &irq[0]->obj, SK_CAP_ALL);
	const uint32_t w[4] = {SK_ITEM(SK_ITEM_MAP, 0u, 0u), SK_FPAGE_SLOT(own, SK_CAP_USE), 0, 0};

	client->utcb->window[0].fpage = SK_FPAGE_SLOT(slot, 0);
	do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 1u, 0u), 50);
	sim_syscall(server, SK_SEL(0u, SK_OP_REPLY_ONLY), SK_TAG(0u, 0u, 1u), 0, w);
	ck_assert_ptr_eq(cap_slot(client->task, slot)->obj, &irq[0]->obj);
	ck_assert_uint_eq(word(client, 1), SK_FPAGE_SLOT(slot, SK_CAP_USE));
}

UNIT_LOOP(transfer_interrupted_between_all_items_is_whole_in_the_end, 0, 2)
{
	if (_i == 0)
		do_wait(server, 0);
	else
		do_call(client, &gate->obj, tag_items, 50);
	sim.preempt_every = 1;
	if (_i == 0)
		do_call(client, &gate->obj, tag_items, 50);
	else
		do_wait(server, 0);
	sim.preempt_every = 0;
	ck_assert_int_eq(v0(server), tag_items | SK_TAG_CALL);
	for (unsigned i = 0; i < ITEMS; i++) {
		ck_assert_ptr_eq(got(i), &irq[i]->obj);
		ck_assert_uint_eq(server->utcb->mr[5 + 2 * i], SK_FPAGE_SLOT(to_slot[i], SK_CAP_USE));
	}
	ck_assert_uint_eq(word(server, 3), 53);
	ck_assert_ptr_null(server->ipc.peer);
	ck_assert_ptr_null(client->ipc.peer);
	do_reply(server, SK_TAG(3u, 0u, 0u), 0);
	ck_assert_int_eq(v0(client), SK_TAG(3, 0, 0));
}

/* The system call of @p t runs until an interrupt stops it before its second item. */
static void interrupted(struct thread *t, uint32_t selector, uint32_t tag)
{
	sim_switch_to(t);
	t->regs.gpr[REG_A0] = selector;
	t->regs.gpr[REG_A1] = tag;
	t->regs.gpr[REG_A2] = 0;
	t->regs.pc = ACTOR_PC + 4;
	sim.preempt_every = 1;
	entry_syscall(sim.on);
	sim.preempt_every = 0;
	ck_assert_uint_eq(t->regs.pc, ACTOR_PC);
	ck_assert_ptr_nonnull(t->ipc.peer);
	ck_assert_ptr_eq(got(0), &irq[0]->obj);
	ck_assert_ptr_null(got(1));
}

static void sender_interrupted(void)
{
	do_wait(server, 0);
	interrupted(client, SK_SEL(sel_of(client, &gate->obj), SK_OP_CALL), tag_items);
}

static void receiver_interrupted(void)
{
	do_call(client, &gate->obj, tag_items, 50);
	interrupted(server, SK_SEL(0u, SK_OP_WAIT), 0);
}

UNIT_TEST(nobody_else_gets_to_a_receiver_in_the_middle_of_a_transfer)
{
	sender_interrupted();
	do_send(other, &gate->obj, SK_TAG(1u, 1u, 0u), 9);
	ck_assert_int_eq(other->state, THREAD_SENDING);
	ck_assert_int_eq(server->state, THREAD_RECEIVING);
}

UNIT_TEST(interrupt_object_waits_for_a_receiver_in_the_middle_of_a_transfer)
{
	sender_interrupted();
	ck_assert_int_eq(sim_op(other, root_slot(&irq[3]->obj), SK_IRQ_BIND, 2, root_slot(&server->obj), 0), SK_OK);
	irq_trigger(sim.on, irq[3], 4);
	ck_assert_int_eq(server->state, THREAD_RECEIVING);
	ck_assert(rb_linked(&irq[3]->wait));
}

UNIT_TEST(more_urgent_sender_does_not_break_into_a_transfer_being_received)
{
	struct thread *urgent = actor(NULL, ACTOR_PRIORITY + 10);

	sched_pause(urgent, THREAD_PAUSE_USER);
	settle();
	receiver_interrupted();
	sched_resume(urgent, THREAD_PAUSE_USER);
	settle();
	do_send(urgent, &gate->obj, SK_TAG(1u, 1u, 0u), 9);
	ck_assert_int_eq(do_wait(server, 0).v0, tag_items | SK_TAG_CALL);
	ck_assert_ptr_eq(got(3), &irq[3]->obj);
}

UNIT_TEST(abort_of_a_sender_in_the_middle_tells_the_waiting_receiver)
{
	sender_interrupted();
	ipc_abort(sim.on, client, SK_ECANCELED);
	ck_assert_ptr_null(server->ipc.peer);
	ck_assert_int_eq(server->state, THREAD_READY);
	ck_assert_int_eq(v0(server), SK_ECANCELED);
}

UNIT_TEST(abort_of_a_receiver_in_the_middle_lets_the_sender_begin_again)
{
	sender_interrupted();
	ipc_abort(sim.on, server, SK_ETIMEOUT);
	ck_assert_int_eq(v0(server), SK_ETIMEOUT);
	do_call(client, &gate->obj, tag_items, 50);
	ck_assert_int_eq(client->state, THREAD_SENDING);
	ck_assert_int_eq(do_wait(server, 0).v0, tag_items | SK_TAG_CALL);
	ck_assert_uint_eq(server->utcb->mr[4], SK_ITEM_FAILED); /* its slot was filled the first time */
	ck_assert_ptr_eq(got(1), &irq[1]->obj);
}

UNIT_TEST(abort_of_a_queued_sender_in_the_middle_tells_the_receiver_when_it_goes_on)
{
	receiver_interrupted();
	ipc_abort(sim.on, client, SK_ETIMEOUT);
	ck_assert_int_eq(v0(client), SK_ETIMEOUT);
	ck_assert_int_eq(do_wait(server, 0).v0, SK_ECANCELED);
	ck_assert(!do_wait(server, 0).back);
}

UNIT_TEST(abort_of_a_receiver_that_drives_the_transfer_leaves_the_sender_in_line)
{
	receiver_interrupted();
	ipc_abort(sim.on, server, SK_ECANCELED);
	ck_assert_int_eq(client->state, THREAD_SENDING);
	ck_assert_ptr_null(client->ipc.peer);
	ck_assert_int_eq(do_wait(server, 0).v0, tag_items | SK_TAG_CALL);
	ck_assert_ptr_eq(got(3), &irq[3]->obj);
}

UNIT_LOOP(destruction_in_the_middle_of_a_transfer_leaves_the_other_side_consistent, 0, 4)
{
	if (_i < 2)
		sender_interrupted();
	else
		receiver_interrupted();
	destroy(_i % 2 == 0 ? &client->obj : &server->obj);
	if (_i == 0)
		ck_assert_int_eq(v0(server), SK_ECANCELED);
	else if (_i == 2)
		ck_assert_int_eq(do_wait(server, 0).v0, SK_ECANCELED);
	else if (_i == 1)
		ck_assert_int_eq(do_call(client, &gate->obj, tag_items, 50).v0, SK_EDELETED);
	else
		ck_assert_int_eq(v0(client), SK_EDELETED);
}

UNIT_TEST(different_system_call_ends_an_interrupted_transfer)
{
	struct gate *second = actor_gate(other, 2, 0);

	sender_interrupted();
	do_wait(other, 0);
	do_send(client, &second->obj, SK_TAG(1u, 1u, 0u), 5);
	ck_assert_uint_eq(word(other, 0), 5);
	ck_assert_int_eq(v0(server), SK_ECANCELED);
}

UNIT_TEST(call_that_fails_when_it_is_repeated_ends_an_interrupted_transfer)
{
	sender_interrupted();
	cap_remove(cap_slot(client->task, sel_of(client, &gate->obj)));
	client->regs.pc = ACTOR_PC + 4;
	entry_syscall(sim.on);
	ck_assert_int_eq(v0(client), SK_ENOCAP);
	ck_assert_ptr_null(server->ipc.peer);
	ck_assert_int_eq(v0(server), SK_ECANCELED);
}

UNIT_TEST(answer_interrupted_between_items_reaches_the_caller_whole)
{
	uint32_t own[ITEMS], slot[ITEMS];

	do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 1u, 0u), 50);
	for (unsigned i = 0; i < ITEMS; i++) {
		own[i] = give(server->task, &irq[i]->obj, SK_CAP_ALL);
		slot[i] = actor_slot(client->task);
		client->utcb->window[i].fpage = SK_FPAGE_SLOT(slot[i], 0);
		server->utcb->mr[4 + 2 * i] = SK_ITEM(SK_ITEM_MAP, SK_ATTR_INHERIT, 0);
		server->utcb->mr[5 + 2 * i] = SK_FPAGE_SLOT(own[i], SK_CAP_USE);
	}
	sim.preempt_every = 1;
	do_reply_wait(server, tag_items, 70);
	sim.preempt_every = 0;
	ck_assert_int_eq(v0(client), tag_items);
	ck_assert_int_eq(server->state, THREAD_RECEIVING);
	for (unsigned i = 0; i < ITEMS; i++)
		ck_assert_ptr_eq(cap_slot(client->task, slot[i])->obj, &irq[i]->obj);
}
