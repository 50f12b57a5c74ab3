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
