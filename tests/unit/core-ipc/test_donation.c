// SPDX-License-Identifier: Apache-2.0
// Donation along calls to passive gates: chains, return, budgets that end inside servers, helping.
#include "actors.h"
#include "unit.h"

#define CHAIN 3
#define US    SIM_TICKS_PER_US

static struct thread *server[CHAIN];
static struct gate *gate[CHAIN];

/* Passive servers that wait, ready to be called: started by a call of a thread that then goes away. */
static void setup(void)
{
	actors_setup();
	struct thread *starter = actor(NULL, 255);

	for (unsigned i = 0; i < CHAIN; i++) {
		server[i] = actor(NULL, -1);
		gate[i] = actor_gate(server[i], 0x10 + i, SK_GATE_PASSIVE);
		ck_assert_int_eq(sc_assign(NULL, starter), SK_OK);
		struct sc *sc = container_of(cap_slot(root_task, root_slot(&starter->obj) + 1)->obj, struct sc, obj);

		ck_assert_int_eq(sc_assign(sc, server[i]), SK_OK);
		settle();
		do_wait(server[i], 0);
		ck_assert_int_eq(sc_assign(NULL, server[i]), SK_OK);
		ck_assert_int_eq(sc_assign(sc, starter), SK_OK);
		settle();
	}
	do_recv(starter, &starter->obj, 0);
	ck_assert_ptr_null(sim.on->current);
}

UNIT_FIXTURE(setup, check_rules);

UNIT_TEST(call_to_a_passive_server_runs_it_on_the_callers_context)
{
	struct thread *client = actor(NULL, 100);
	struct sc *sc = client->sc;

	sim_advance(100);
	do_call(client, &gate[0]->obj, SK_TAG(1u, 1u, 0u), 5);
	ck_assert_ptr_eq(sim.on->current, server[0]);
	ck_assert_ptr_eq(sim.on->sc, sc);
	ck_assert_ptr_eq(server[0]->running_on, sc);
	ck_assert_ptr_null(client->running_on);
	sim_advance(300);
	do_reply_wait(server[0], SK_TAG(0u, 1u, 0u), 6);
	ck_assert_ptr_eq(sim.on->current, client);
	ck_assert_ptr_eq(client->running_on, sc);
	ck_assert_ptr_null(server[0]->running_on);
	ck_assert_uint_eq(sc->used / US, 400);
	ck_assert_uint_eq(server[0]->used / US, 300);
	ck_assert_uint_eq(client->used / US, 100);
	ck_assert_uint_eq(sc->depth, 0);
}

/* @p client calls the first server, which calls the second, and so on. */
static void call_chain(struct thread *client)
{
	do_call(client, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	for (unsigned i = 1; i < CHAIN; i++)
		do_call(server[i - 1], &gate[i]->obj, SK_TAG(1u, 0u, 0u), 0);
}

UNIT_TEST(chain_of_three_servers_runs_on_the_clients_context_and_gives_it_back)
{
	struct thread *client = actor(NULL, 100);

	call_chain(client);
	ck_assert_ptr_eq(server[2]->running_on, client->sc);
	ck_assert_uint_eq(client->sc->depth, 3);
	for (unsigned i = CHAIN; i-- > 0;) {
		ck_assert_ptr_eq(sim.on->current, server[i]);
		do_reply_wait(server[i], SK_TAG(0u, 0u, 0u), 0);
	}
	ck_assert_ptr_eq(sim.on->current, client);
	ck_assert_uint_eq(client->sc->depth, 0);
}

/* The budget of a chain is the client's: the lower thread is never delayed longer than by it. */
UNIT_TEST(budget_of_2_ms_in_10_holds_through_a_chain_of_three_servers)
{
	struct thread *low = actor(NULL, 50);
	struct thread *client = actor_budget(NULL, 255, 2000, 10000);
	uint64_t delay = 0, longest = 0;

	call_chain(client);
	for (unsigned i = 0; i < 10000; i++) {
		bool runs = sim.on->current == low;

		sim_advance(100);
		delay = runs ? 0 : delay + 100;
		longest = delay > longest ? delay : longest;
		if (i % 7 == 0 && sim.on->current == server[2]) {
			do_reply_wait(server[2], SK_TAG(0u, 0u, 0u), 0);
			do_call(server[1], &gate[2]->obj, SK_TAG(1u, 0u, 0u), 0);
		}
	}
	ck_assert_uint_le(longest, 2000);
	sched_account(sim.on);
	ck_assert_uint_eq(client->sc->used / US, 200000);
	ck_assert_uint_eq(low->used / US, 800000);
}

UNIT_TEST(priority_of_the_caller_goes_with_its_context)
{
	struct thread *middle = actor(NULL, 100);
	struct thread *high = actor(NULL, 200);

	do_call(high, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, server[0]);
	ck_assert_uint_eq(middle->used, 0);
}

UNIT_TEST(budget_that_ends_inside_a_server_parks_nobody)
{
	struct thread *first = actor_budget(NULL, 200, 1000, 100000);
	struct thread *second = actor(NULL, 100);

	do_call(first, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	sim_advance(1000);
	ck_assert_ptr_eq(sim.on->current, second);
	do_call(second, &gate[0]->obj, SK_TAG(2u, 0u, 0u), 0);
	/* The second client's context helps the server to finish with the first one. */
	ck_assert_ptr_eq(sim.on->current, server[0]);
	ck_assert_ptr_eq(sim.on->sc, second->sc);
	sim_advance(500);
	do_reply_wait(server[0], SK_TAG(0u, 1u, 0u), 9);
	ck_assert_uint_eq(word(first, 0), 9);
	ck_assert_uint_eq(SK_TAG_PROTO((uint32_t)v0(server[0])), 2);
	ck_assert_ptr_eq(server[0]->running_on, second->sc);
	ck_assert_uint_eq(second->sc->used / US, 500);
	do_reply_wait(server[0], SK_TAG(0u, 1u, 0u), 10);
	ck_assert_ptr_eq(sim.on->current, second);
	ck_assert_uint_eq(word(second, 0), 10);
}

UNIT_TEST(helping_works_along_a_chain)
{
	struct thread *first = actor_budget(NULL, 200, 1000, 100000);
	struct thread *second = actor(NULL, 100);

	call_chain(first);
	sim_advance(1000);
	do_call(second, &gate[0]->obj, SK_TAG(2u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, server[2]);
	ck_assert_ptr_eq(sim.on->sc, second->sc);
	for (unsigned i = CHAIN; i-- > 0;) {
		ck_assert_ptr_eq(sim.on->current, server[i]);
		do_reply_wait(server[i], SK_TAG(0u, 0u, 0u), 0);
	}
	ck_assert_ptr_eq(server[0]->running_on, second->sc);
}

UNIT_TEST(urgent_caller_lends_its_priority_to_the_server_it_waits_for)
{
	struct thread *low = actor(NULL, 10);

	do_call(low, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	struct thread *middle = actor(NULL, 100);

	ck_assert_ptr_eq(sim.on->current, middle);
	struct thread *high = actor(NULL, 200);

	do_call(high, &gate[0]->obj, SK_TAG(2u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, server[0]);
	ck_assert_ptr_eq(sim.on->sc, high->sc);
	do_reply_wait(server[0], SK_TAG(0u, 0u, 0u), 0);
	ck_assert_ptr_eq(server[0]->running_on, high->sc);
	ck_assert_ptr_eq(sim.on->current, server[0]);
	do_reply_wait(server[0], SK_TAG(0u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, high);
	ck_assert_uint_eq(middle->used, 0);
}

UNIT_TEST(helper_stands_by_while_the_server_waits_for_somebody_else)
{
	struct thread *device = actor(NULL, 50);
	struct gate *active = actor_gate(device, 1, 0);
	struct thread *low = actor(NULL, 20);

	do_wait(device, 0);
	do_call(low, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	do_call(server[0], &active->obj, SK_TAG(1u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, device);
	struct thread *high = actor(NULL, 200);

	do_call(high, &gate[0]->obj, SK_TAG(2u, 0u, 0u), 0);
	ck_assert_int_eq(high->sc->queued, SC_PARKED);
	ck_assert_ptr_eq(sim.on->current, device);
	do_reply_wait(device, SK_TAG(0u, 0u, 0u), 0);
	/* Awake again, the server goes on with the helper's urgency. */
	ck_assert_ptr_eq(sim.on->current, server[0]);
	ck_assert_ptr_eq(sim.on->sc, high->sc);
}

UNIT_TEST(next_helper_takes_over_when_one_runs_out)
{
	struct thread *first = actor_budget(NULL, 200, 1000, 100000);
	struct thread *low = actor(NULL, 20);

	do_call(first, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	sim_advance(1000);
	struct thread *helper[3] = {actor_budget(NULL, 150, 2000, 100000), NULL, NULL};

	do_call(helper[0], &gate[0]->obj, SK_TAG(2u, 0u, 0u), 0);
	helper[1] = actor_budget(NULL, 140, 2000, 100000);
	sim_advance(2000);
	do_call(helper[1], &gate[0]->obj, SK_TAG(3u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->sc, helper[1]->sc);
	sim_advance(2000);
	ck_assert_ptr_eq(sim.on->current, low);
	do_call(low, &gate[0]->obj, SK_TAG(4u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, server[0]);
	ck_assert_ptr_eq(sim.on->sc, low->sc);
	sim_advance(95000);
	ck_assert_ptr_eq(sim.on->current, server[0]);
	ck_assert_ptr_ne(sim.on->sc, low->sc);
}

UNIT_TEST(helper_that_gives_up_hands_on_to_the_next)
{
	struct thread *device = actor(NULL, 250);
	struct gate *active = actor_gate(device, 1, 0);
	struct thread *low = actor_budget(NULL, 20, 100, 1000000);

	do_wait(device, 0);
	do_call(low, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	sim_advance(99);
	do_call(server[0], &active->obj, SK_TAG(1u, 0u, 0u), 0);
	sched_pause(device, THREAD_PAUSE_USER);
	settle();
	struct thread *a = actor(NULL, 100), *b = actor(NULL, 90);

	do_call(a, &gate[0]->obj, SK_TAG(2u, 0u, 0u), 0);
	do_call(b, &gate[0]->obj, SK_TAG(3u, 0u, 0u), 0);
	ck_assert_int_eq(a->sc->queued, SC_PARKED);
	ck_assert_int_eq(b->sc->queued, SC_PARKED);
	sched_resume(device, THREAD_PAUSE_USER);
	settle();
	do_reply_wait(device, SK_TAG(0u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->sc, a->sc);
	ipc_abort(sim.on, a, SK_ECANCELED);
	settle();
	ck_assert_ptr_eq(sim.on->current, a);
	do_wait(a, 0);
	ck_assert_ptr_eq(sim.on->current, server[0]);
	ck_assert_ptr_eq(sim.on->sc, b->sc);
}

UNIT_TEST(caller_that_gives_up_takes_its_time_along)
{
	struct thread *client = actor(NULL, 100);
	const uint32_t w[4] = {0};

	sim_syscall(client, SK_SEL(sel_of(client, &gate[0]->obj), SK_OP_CALL), SK_TAG(1u, 0u, 0u),
	            SK_TIMEOUT_REL(500u, 0u), w);
	for (unsigned i = 1; i < CHAIN; i++)
		do_call(server[i - 1], &gate[i]->obj, SK_TAG(1u, 0u, 0u), 0);
	sim_advance(500);
	ck_assert_ptr_eq(sim.on->current, client);
	ck_assert_int_eq(v0(client), SK_ETIMEOUT);
	ck_assert_ptr_eq(client->running_on, client->sc);
	ck_assert_uint_eq(client->sc->depth, 0);
	for (unsigned i = 0; i < CHAIN; i++)
		ck_assert_ptr_null(server[i]->running_on);
	/* The next caller helps them all to the end of what was begun. */
	do_call(client, &gate[0]->obj, SK_TAG(2u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, server[2]);
	do_reply_wait(server[2], SK_TAG(0u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, server[1]);
	do_reply_wait(server[1], SK_TAG(0u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, server[0]);
	ck_assert_int_eq(do_reply_wait(server[0], SK_TAG(0u, 0u, 0u), 0).v0, SK_ENOENT);
	ck_assert_int_eq(do_wait(server[0], 0).v0, SK_TAG(2, 0, 0) | SK_TAG_CALL);
	ck_assert_ptr_eq(server[0]->running_on, client->sc);
}

UNIT_LOOP(destruction_inside_a_chain_returns_the_time_to_the_last_caller_alive, 0, CHAIN + 1)
{
	struct thread *client = actor(NULL, 100);
	struct sc *sc = client->sc;

	call_chain(client);
	if (_i == CHAIN)
		destroy(&client->obj);
	else
		destroy(&server[_i]->obj);
	if (_i == CHAIN) {
		ck_assert_ptr_null(sc->owner);
		ck_assert_ptr_null(sc->thread);
		ck_assert_ptr_null(server[2]->running_on);
		return;
	}
	struct thread *caller = _i == 0 ? client : server[_i - 1];

	ck_assert_int_eq(v0(caller), SK_EDELETED);
	ck_assert_ptr_eq(caller->running_on, sc);
	ck_assert_ptr_eq(sim.on->current, caller);
	ck_assert_uint_eq(sc->depth, (unsigned)_i);
	if (_i < CHAIN - 1)
		ck_assert_ptr_null(server[2]->running_on);
}

UNIT_TEST(context_destroyed_or_replaced_while_lent)
{
	struct thread *client = actor(NULL, 100), *low = actor(NULL, 10);
	int error = SK_OK;
	struct sc *with = sc_create(kernel.root, cap_slot(root_task, actor_slot(root_task)), &error);

	sc_configure(with, sim.on, 5000, 5000, 120);
	call_chain(client);
	struct sc *old = client->sc;

	ck_assert_int_eq(sim_op(server[2], root_slot(&client->obj), SK_THREAD_SET_SC, 1, root_slot(&with->obj)), SK_OK);
	ck_assert_ptr_null(old->owner);
	ck_assert_ptr_eq(server[2]->running_on, with);
	ck_assert_ptr_eq(sim.on->current, server[2]);
	ck_assert_uint_eq(with->depth, CHAIN);
	destroy(&with->obj);
	ck_assert_ptr_null(server[2]->running_on);
	ck_assert_ptr_eq(sim.on->current, low);
	ck_assert_int_eq(sim_op(low, root_slot(&client->obj), SK_THREAD_SET_SC, 1, root_slot(&old->obj)), SK_RESTART);
	ck_assert_ptr_eq(sim.on->current, server[2]); /* the client's new time helps the chain */
}

UNIT_TEST(chain_is_limited)
{
	struct thread *client = actor(NULL, 100);
	struct thread *link[SC_CHAIN_MAX + 1];
	struct gate *to[SC_CHAIN_MAX + 1];
	struct thread *last = client;

	for (unsigned i = 0; i <= SC_CHAIN_MAX; i++) {
		link[i] = actor(NULL, 50);
		to[i] = actor_gate(link[i], i, SK_GATE_PASSIVE);
		sched_pause(client, THREAD_PAUSE_USER);
		settle();
		do_wait(link[i], 0);
		sched_resume(client, THREAD_PAUSE_USER);
		settle();
	}
	for (unsigned i = 0; i < SC_CHAIN_MAX; i++) {
		ck_assert(!do_call(last, &to[i]->obj, SK_TAG(1u, 0u, 0u), 0).back);
		last = link[i];
	}
	ck_assert_uint_eq(client->sc->depth, SC_CHAIN_MAX);
	ck_assert_int_eq(do_call(last, &to[SC_CHAIN_MAX]->obj, SK_TAG(1u, 0u, 0u), 0).v0, SK_EBUDGET);
	ipc_abort(sim.on, client, SK_ECANCELED);
	settle();
	ck_assert_uint_eq(client->sc->depth, 0);
	for (unsigned i = 0; i < SC_CHAIN_MAX; i++)
		ck_assert_ptr_eq(link[i]->running_on, link[i]->sc);
}

UNIT_TEST(server_with_a_context_of_its_own_uses_the_callers_meanwhile)
{
	struct thread *own = actor(NULL, 50);
	struct gate *g = actor_gate(own, 1, SK_GATE_PASSIVE);
	struct thread *client;

	do_wait(own, 0);
	client = actor(NULL, 100);
	do_call(client, &g->obj, SK_TAG(1u, 0u, 0u), 0);
	ck_assert_ptr_eq(own->running_on, client->sc);
	ck_assert_int_eq(own->sc->queued, SC_IDLE);
	do_reply(own, SK_TAG(0u, 0u, 0u), 0);
	ck_assert_ptr_eq(own->running_on, own->sc);
	ck_assert_ptr_eq(sim.on->current, client);
	do_wait(client, 0);
	ck_assert_ptr_eq(sim.on->current, own);
}

UNIT_TEST(calls_in_a_circle_end_by_their_timeout)
{
	struct thread *client = actor(NULL, 100), *low = actor(NULL, 10);
	const uint32_t w[4] = {0};

	do_call(client, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	do_call(server[0], &gate[1]->obj, SK_TAG(1u, 0u, 0u), 0);
	sim_syscall(server[1], SK_SEL(sel_of(server[1], &gate[0]->obj), SK_OP_CALL), SK_TAG(1u, 0u, 0u),
	            SK_TIMEOUTS((uint32_t)SK_TIMEOUT_REL(500u, 0u), 0u), w);
	ck_assert_ptr_eq(sim.on->current, low);
	sim_advance(500);
	ck_assert_ptr_eq(sim.on->current, server[1]);
	ck_assert_int_eq(v0(server[1]), SK_ETIMEOUT);
}

UNIT_TEST(passive_server_gets_signals_on_a_callers_time)
{
	struct irq *irq = actor_irq();
	struct thread *client = actor(NULL, 100);

	ck_assert_int_eq(sim_op(client, root_slot(&irq->obj), SK_IRQ_BIND, 2, root_slot(&server[0]->obj), 1), SK_OK);
	irq_trigger(sim.on, irq, 4);
	settle();
	ck_assert_int_eq(server[0]->state, THREAD_READY);
	ck_assert_ptr_eq(sim.on->current, client);
	do_call(client, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, server[0]);
	ck_assert_uint_eq(word(server[0], 0), 4);
	do_wait(server[0], 0);
	ck_assert_int_eq(v0(server[0]), SK_TAG(1, 0, 0) | SK_TAG_CALL);
}

UNIT_TEST(server_that_runs_on_help_alone_calls_another_one)
{
	struct thread *gone = actor(NULL, 100), *helper;

	do_call(gone, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	destroy(&gone->obj);
	ck_assert_ptr_null(server[0]->running_on);
	helper = actor(NULL, 90);
	do_call(helper, &gate[0]->obj, SK_TAG(2u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, server[0]);
	do_call(server[0], &gate[1]->obj, SK_TAG(3u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, server[1]);
	ck_assert_ptr_null(server[1]->running_on);
	ck_assert_ptr_eq(sim.on->sc, helper->sc);
	do_reply_wait(server[1], SK_TAG(0u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->current, server[0]);
	do_wait(server[0], 0);
	ck_assert_ptr_eq(server[0]->running_on, helper->sc);
}

UNIT_TEST(more_urgent_helper_is_parked_in_front)
{
	struct thread *device = actor(NULL, 250);
	struct gate *active = actor_gate(device, 1, 0);
	struct thread *low = actor(NULL, 20);

	do_wait(device, 0);
	do_call(low, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	do_call(server[0], &active->obj, SK_TAG(1u, 0u, 0u), 0);
	sched_pause(device, THREAD_PAUSE_USER);
	settle();
	struct thread *a = actor(NULL, 90), *b;

	do_call(a, &gate[0]->obj, SK_TAG(2u, 0u, 0u), 0);
	b = actor(NULL, 100);
	do_call(b, &gate[0]->obj, SK_TAG(3u, 0u, 0u), 0);
	ck_assert_ptr_eq(list_first(&server[0]->helpers, struct sc, ready_link), b->sc);
	destroy(&a->sc->obj); /* a parked context may go at any time */
	sched_resume(device, THREAD_PAUSE_USER);
	settle();
	do_reply_wait(device, SK_TAG(0u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.on->sc, b->sc);
}

UNIT_TEST(server_destroyed_with_contexts_parked_and_lent)
{
	struct thread *device = actor(NULL, 250);
	struct thread *client = actor(NULL, 100), *second;
	uint32_t slot = actor_slot(root_task);

	do_wait(device, 0);
	server[0]->utcb->reply_slot = slot;
	do_call(client, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	ck_assert_ptr_nonnull(cap_slot(root_task, slot)->obj);
	do_call(server[0], &gate[1]->obj, SK_TAG(1u, 0u, 0u), 0);
	do_call(server[1], &actor_gate(device, 1, 0)->obj, SK_TAG(1u, 0u, 0u), 0);
	sched_pause(device, THREAD_PAUSE_USER);
	settle();
	second = actor(NULL, 90);
	do_call(second, &gate[0]->obj, SK_TAG(2u, 0u, 0u), 0);
	ck_assert_int_eq(second->sc->queued, SC_PARKED);
	sim.preempt_every = 1;
	destroy(&server[1]->obj);
	sim.preempt_every = 0;
	ck_assert_ptr_eq(sim.on->current, server[0]);
	destroy(&server[0]->obj);
	/* The first client waits for whoever holds the reply capability; its time is its own again. */
	ck_assert_int_eq(client->state, THREAD_RECEIVING);
	ck_assert_ptr_eq(client->running_on, client->sc);
	ck_assert_int_eq(v0(second), SK_EDELETED);
	ck_assert_ptr_eq(sim.on->current, second);
	const uint32_t w[4] = {5, 0, 0, 0};

	sim_syscall(second, SK_SEL(slot, SK_OP_SEND), SK_TAG(0u, 1u, 0u), 0, w);
	ck_assert_uint_eq(word(client, 0), 5);
}

UNIT_TEST(two_contexts_held_by_one_server_go_back_to_their_lenders)
{
	struct thread *first = actor(NULL, 100), *second;
	uint32_t slot = actor_slot(root_task), other_slot = actor_slot(root_task);
	const uint32_t w[4] = {5, 0, 0, 0};

	server[0]->utcb->reply_slot = slot;
	do_call(first, &gate[0]->obj, SK_TAG(1u, 0u, 0u), 0);
	server[0]->utcb->reply_slot = other_slot;
	do_wait(server[0], 0);
	second = actor(NULL, 90);
	do_call(second, &gate[0]->obj, SK_TAG(2u, 0u, 0u), 0);
	ck_assert_ptr_eq(server[0]->running_on, second->sc);
	sim_syscall(server[0], SK_SEL(slot, SK_OP_SEND), SK_TAG(0u, 1u, 0u), 0, w);
	ck_assert_ptr_eq(first->running_on, first->sc);
	ck_assert_ptr_eq(server[0]->running_on, second->sc);
	ck_assert_ptr_eq(sim.on->current, first);
	do_wait(first, 0);
	ck_assert_ptr_eq(sim.on->current, server[0]);
	sim_syscall(server[0], SK_SEL(other_slot, SK_OP_SEND_WAIT), SK_TAG(0u, 1u, 0u), 0, w);
	ck_assert_ptr_eq(sim.on->current, second);
	ck_assert_ptr_null(server[0]->running_on);
}
