// SPDX-License-Identifier: Apache-2.0
// Explicit reply capabilities.
#include "actors.h"
#include "unit.h"

static struct thread *client, *server, *other;
static struct gate *gate;
static uint32_t slot;

static void setup(void)
{
	actors_setup();
	client = actor(NULL, ACTOR_PRIORITY);
	other = actor(NULL, ACTOR_PRIORITY);
	server = actor(actor_task(), ACTOR_PRIORITY);
	gate = actor_gate(server, 0x1234, 0);
	slot = actor_slot(server->task);
	server->utcb->reply_slot = slot;
	do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 1u, 0u), 50);
}

UNIT_FIXTURE(setup, check_rules);

static struct sim_result answer(uint32_t in_slot, unsigned op, uint32_t tag)
{
	static const uint32_t w[4] = {90, 91, 92, 93};

	return sim_syscall(server, SK_SEL(in_slot, op), tag, SK_TIMEOUT_ZERO, w);
}

UNIT_TEST(reply_capability_appears_in_the_slot_the_utcb_names)
{
	struct cap *c = cap_slot(server->task, slot);

	ck_assert_ptr_eq(c->obj, &client->ipc.reply.obj);
	ck_assert_ptr_null(server->ipc.caller);
	ck_assert(!(c->d.rights & SK_CAP_COPY));
}

UNIT_TEST(reply_through_the_slot_answers_and_empties_it)
{
	ck_assert_int_eq(answer(slot, SK_OP_SEND, SK_TAG(3u, 1u, 0u)).v0, SK_OK);
	ck_assert_int_eq(v0(client), SK_TAG(3, 1, 0));
	ck_assert_uint_eq(word(client, 0), 90);
	ck_assert_ptr_null(cap_slot(server->task, slot)->obj);
	ck_assert_int_eq(answer(slot, SK_OP_SEND, SK_TAG(3u, 1u, 0u)).v0, SK_ENOCAP);
}

UNIT_TEST(reply_and_wait_through_the_slot)
{
	ck_assert_int_eq(answer(slot, SK_OP_SEND_WAIT, SK_TAG(3u, 1u, 0u)).v0, SK_ETIMEOUT);
	ck_assert_uint_eq(word(client, 0), 90);
}

UNIT_TEST(reply_capability_cannot_be_called)
{
	ck_assert_int_eq(answer(slot, SK_OP_CALL, SK_TAG(3u, 1u, 0u)).v0, SK_EPROTO);
	ck_assert_int_eq(client->state, THREAD_RECEIVING);
}

UNIT_TEST(two_callers_are_answered_in_any_order)
{
	uint32_t second = actor_slot(server->task);

	server->utcb->reply_slot = second;
	do_wait(server, 0);
	do_call(other, &gate->obj, SK_TAG(7u, 1u, 0u), 60);
	answer(second, SK_OP_SEND, SK_TAG(2u, 0u, 0u));
	ck_assert_int_eq(v0(other), SK_TAG(2, 0, 0));
	ck_assert_int_eq(client->state, THREAD_RECEIVING);
	answer(slot, SK_OP_SEND, SK_TAG(1u, 0u, 0u));
	ck_assert_int_eq(v0(client), SK_TAG(1, 0, 0));
}

UNIT_TEST(occupied_slot_makes_the_next_reply_implicit)
{
	do_wait(server, 0);
	do_call(other, &gate->obj, SK_TAG(7u, 1u, 0u), 60);
	ck_assert_ptr_eq(server->ipc.caller, &other->ipc.reply);
	do_reply(server, SK_TAG(4u, 0u, 0u), 0);
	ck_assert_int_eq(v0(other), SK_TAG(4, 0, 0));
}

UNIT_TEST(emptying_the_slot_fails_the_caller)
{
	ck_assert_int_eq(sim_op(server, give(server->task, &server->task->obj, SK_CAP_ALL), SK_TASK_UNMAP, 2,
	                        SK_FPAGE_SLOT(slot, SK_CAP_ALL), SK_UNMAP_SELF),
	                 SK_OK);
	ck_assert_int_eq(v0(client), SK_EDELETED);
	ck_assert_int_eq(client->state, THREAD_READY);
	ck_assert_ptr_null(cap_slot(server->task, slot)->obj);
	do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 1u, 0u), 50);
	ck_assert_ptr_eq(cap_slot(server->task, slot)->obj, &client->ipc.reply.obj);
	ck_assert_uint_eq(kernel.orphans, 0);
}

UNIT_TEST(caller_that_gives_up_empties_the_slot)
{
	ipc_abort(sim.on, client, SK_ECANCELED);
	ck_assert_ptr_null(cap_slot(server->task, slot)->obj);
	ck_assert_uint_eq(kernel.orphans, 0);
}

UNIT_TEST(granted_reply_capability_answers_from_another_task)
{
	uint32_t to = actor_slot(root_task);

	ck_assert_int_eq(cap_map(cap_slot(server->task, slot), cap_slot(root_task, to), SK_CAP_ALL), SK_ERIGHTS);
	ck_assert_int_eq(cap_grant(cap_slot(server->task, slot), cap_slot(root_task, to), SK_CAP_ALL), SK_OK);
	static const uint32_t w[4] = {7, 0, 0, 0};

	ck_assert_int_eq(sim_syscall(other, SK_SEL(to, SK_OP_SEND), SK_TAG(1u, 1u, 0u), 0, w).v0, SK_OK);
	ck_assert_uint_eq(word(client, 0), 7);
}

UNIT_TEST(destroyed_task_of_the_server_fails_the_caller)
{
	struct task *server_task = server->task;

	destroy(&server->obj);
	ck_assert_int_eq(client->state, THREAD_RECEIVING);
	destroy(&server_task->obj);
	ck_assert_int_eq(v0(client), SK_EDELETED);
}

UNIT_TEST(caller_may_be_destroyed_while_its_reply_is_being_destroyed)
{
	struct kobject *o = &client->ipc.reply.obj;

	destroy_first(o);
	destroy(&client->obj);
	ck_assert_uint_eq(kernel.orphans, 0);
	ck_assert(list_empty(&kernel.dying));
	ck_assert_ptr_null(cap_slot(server->task, slot)->obj);
}

UNIT_TEST(reply_whose_slot_went_while_it_was_being_destroyed)
{
	struct kobject *o = &client->ipc.reply.obj;

	destroy_first(o);
	cap_remove(o->root);
	ck_assert_int_eq(destroy_orphans(), SK_OK);
	ck_assert_uint_eq(kernel.orphans, 0);
	ck_assert_int_eq(v0(client), SK_EDELETED);
	ck_assert(list_empty(&kernel.dying));
}

UNIT_TEST(caller_that_gives_up_while_its_reply_is_being_destroyed_calls_again)
{
	struct kobject *o = &client->ipc.reply.obj;

	destroy_first(o);
	ipc_abort(sim.on, client, SK_ETIMEOUT);
	ck_assert(list_empty(&kernel.dying));
	ck_assert_uint_eq(kernel.orphans, 0);
	do_wait(server, 0);
	do_call(client, &gate->obj, SK_TAG(7u, 1u, 0u), 50);
	ck_assert_int_eq(answer(slot, SK_OP_SEND, SK_TAG(3u, 1u, 0u)).v0, SK_OK);
}
