// SPDX-License-Identifier: Apache-2.0
// Interrupt and notification objects: signals, binding, lines, acknowledgement, storm limit.
#include "actors.h"
#include "unit.h"

#define LINE 7u

static struct thread *driver, *other;
static struct irq *irq;
static uint32_t slot;

static int bind(struct irq *i, struct thread *t, uint32_t label)
{
	return sim_op(other, root_slot(&i->obj), SK_IRQ_BIND, 2, root_slot(&t->obj), label);
}

static int trigger(struct irq *i, uint32_t bits)
{
	return sim_op(other, root_slot(&i->obj), SK_IRQ_TRIGGER, 1, bits);
}

static int ack(void)
{
	return sim_op(other, slot, SK_IRQ_ACK, 0);
}

static void setup(void)
{
	actors_setup();
	driver = actor(NULL, ACTOR_PRIORITY);
	other = actor(NULL, ACTOR_PRIORITY);
	irq = actor_irq();
	slot = root_slot(&irq->obj);
	ck_assert_int_eq(bind(irq, driver, 0x42), SK_OK);
}

UNIT_FIXTURE(setup, check_rules);

UNIT_TEST(signal_reaches_a_waiting_thread)
{
	do_wait(driver, 0);
	ck_assert_int_eq(trigger(irq, 5), SK_OK);
	ck_assert_int_eq(v0(driver), SK_TAG(SK_PROTO_IRQ, 1, 0) | SK_TAG_KERNEL);
	ck_assert_uint_eq(driver->regs.gpr[REG_V1], 0x42);
	ck_assert_uint_eq(word(driver, 0), 5);
	ck_assert_uint_eq(irq->bits, 0);
}

UNIT_TEST(signals_collect_until_received)
{
	trigger(irq, 1);
	trigger(irq, 4);
	struct sim_result info = sim_invoke(other, slot, SK_IRQ_INFO, 0);

	ck_assert_uint_eq(info.w[0], 5);
	ck_assert_uint_eq(info.w[1], 2);
	ck_assert_uint_eq(info.w[2], 0);
	struct sim_result r = do_wait(driver, 0);

	ck_assert(r.back);
	ck_assert_uint_eq(r.w[0], 5);
	ck_assert_int_eq(do_wait(driver, SK_TIMEOUT_ZERO).v0, SK_ETIMEOUT);
}

UNIT_TEST(signal_of_zero_bits_or_no_words_is_bit_zero)
{
	trigger(irq, 0);
	ck_assert_uint_eq(irq->bits, 1);
	irq->bits = 0;
	ck_assert_int_eq(sim_op(other, slot, SK_IRQ_TRIGGER, 0), SK_OK);
	ck_assert_uint_eq(irq->bits, 1);
}

UNIT_TEST(signal_comes_before_waiting_threads)
{
	struct gate *g = actor_gate(driver, 1, 0);
	struct thread *urgent = actor(NULL, 255);

	do_send(urgent, &g->obj, SK_TAG(1u, 0u, 0u), 0);
	trigger(irq, 2);
	ck_assert_uint_eq(do_wait(driver, 0).v1, 0x42);
	do_wait(driver, 0);
	ck_assert_uint_eq(driver->regs.gpr[REG_V1], 1);
}

UNIT_TEST(closed_receive_takes_only_its_interrupt)
{
	struct irq *second = actor_irq();

	ck_assert_int_eq(bind(second, driver, 0x43), SK_OK);
	trigger(second, 1);
	ck_assert(!do_recv(driver, &irq->obj, 0).back);
	trigger(second, 2);
	ck_assert_int_eq(driver->state, THREAD_RECEIVING);
	trigger(irq, 8);
	ck_assert_uint_eq(word(driver, 0), 8);
	ck_assert_uint_eq(driver->regs.gpr[REG_V1], 0);
	ck_assert_uint_eq(do_recv(driver, &second->obj, 0).w[0], 3);
}

UNIT_TEST(thread_that_waits_for_a_reply_is_not_disturbed)
{
	struct thread *server = actor(NULL, ACTOR_PRIORITY);
	struct gate *g = actor_gate(server, 1, 0);

	do_wait(server, 0);
	do_call(driver, &g->obj, 0, 0);
	trigger(irq, 1);
	ck_assert_int_eq(driver->state, THREAD_RECEIVING);
	do_reply(server, SK_TAG(3u, 0u, 0u), 0);
	ck_assert_int_eq(v0(driver), SK_TAG(3, 0, 0));
	ck_assert_uint_eq(do_wait(driver, 0).w[0], 1);
}

UNIT_TEST(rebinding_moves_what_has_collected)
{
	trigger(irq, 2);
	do_wait(other, SK_TIMEOUT_ZERO);
	ck_assert_int_eq(bind(irq, other, 9), SK_OK);
	ck_assert_int_eq(do_wait(driver, SK_TIMEOUT_ZERO).v0, SK_ETIMEOUT);
	struct sim_result r = do_wait(other, 0);

	ck_assert_uint_eq(r.v1, 9);
	ck_assert_uint_eq(r.w[0], 2);
}

UNIT_TEST(unbinding_ends_a_receive_from_it)
{
	do_recv(driver, &irq->obj, 0);
	ck_assert_int_eq(sim_op(other, slot, SK_IRQ_BIND, 2, 0, 0), SK_OK);
	ck_assert_int_eq(v0(driver), SK_ENOENT);
	trigger(irq, 1);
	ck_assert_uint_eq(irq->bits, 1);
	ck_assert(list_empty(&driver->irqs));
}

UNIT_LOOP(destruction_of_either_side_leaves_the_other, 0, 2)
{
	trigger(irq, 1);
	if (_i == 0) {
		destroy(&irq->obj);
		ck_assert_int_eq(do_wait(driver, SK_TIMEOUT_ZERO).v0, SK_ETIMEOUT);
	} else {
		destroy(&driver->obj);
		ck_assert_ptr_null(irq->thread);
		ck_assert_uint_eq(irq->bits, 1);
		ck_assert_int_eq(trigger(irq, 2), SK_OK);
	}
}

UNIT_TEST(bind_refuses_what_is_no_thread)
{
	ck_assert_int_eq(sim_op(other, slot, SK_IRQ_BIND, 2, slot, 0), SK_EPROTO);
	ck_assert_int_eq(sim_op(other, slot, SK_IRQ_BIND, 1, slot), SK_EINVAL);
	ck_assert_int_eq(sim_op(other, slot, SK_IRQ_BIND_VCPU, 2, root_slot(&driver->obj), 0), SK_EPROTO);
	ck_assert_int_eq(sim_op(other, slot, SK_IRQ_BIND_VCPU, 2, 255, 7), SK_EINVAL);
	ck_assert_int_eq(sim_op(other, slot, SK_IRQ_BIND_VCPU, 2, 255, 1), SK_EINVAL);
	ck_assert_int_eq(sim_op(other, slot, SK_IRQ_BIND_VCPU, 1, 255), SK_EINVAL);
	ck_assert_ptr_eq(irq->thread, driver);
}

UNIT_TEST(interrupt_operations_need_their_rights)
{
	struct task *task = actor_task();
	struct thread *weak = actor(task, ACTOR_PRIORITY);
	uint32_t use = give(task, &irq->obj, SK_CAP_USE);
	uint32_t ctrl = give(task, &irq->obj, SK_CAP_CTRL);

	ck_assert_int_eq(sim_op(weak, use, SK_IRQ_BIND, 2, 0, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, use, SK_IRQ_BIND_VCPU, 2, 0, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, ctrl, SK_IRQ_TRIGGER, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, use, SK_OPCODE(SK_TYPE_IRQ, 9u), 0), SK_EPROTO);
}

UNIT_TEST(line_is_masked_on_delivery_until_acknowledged)
{
	ck_assert_int_eq(irq_attach(irq, LINE, false), SK_OK);
	ck_assert(!sim.line[LINE].masked);
	do_wait(driver, 0);
	sim_irq_raise(LINE);
	ck_assert(sim.line[LINE].masked);
	ck_assert_uint_eq(word(driver, 0), 1);
	ck_assert_uint_eq(irq->count, 1);
	ck_assert(!sim_deliver());
	sim_irq_lower(LINE);
	ck_assert_int_eq(ack(), SK_OK);
	ck_assert(!sim.line[LINE].masked);
}

UNIT_TEST(level_still_asserted_fires_again_after_acknowledgement)
{
	irq_attach(irq, LINE, false);
	sim_irq_raise(LINE);
	ack();
	ck_assert(sim_deliver());
	ck_assert_uint_eq(irq->count, 2);
}

UNIT_TEST(acknowledgement_without_delivery_or_line_does_nothing)
{
	ck_assert_int_eq(ack(), SK_OK);
	irq_attach(irq, LINE, true);
	sim.line[LINE].masked = true;
	ck_assert_int_eq(ack(), SK_OK);
	ck_assert(sim.line[LINE].masked);
}

UNIT_TEST(line_has_one_owner_and_object_one_line)
{
	struct irq *second = actor_irq();

	ck_assert_int_eq(irq_attach(irq, LINE, false), SK_OK);
	ck_assert_int_eq(irq_attach(second, LINE, false), SK_EBUSY);
	ck_assert_int_eq(irq_attach(irq, LINE + 1, false), SK_EBUSY);
	ck_assert_int_eq(irq_attach(second, SIM_IRQ_RESERVED, false), SK_ERANGE);
	ck_assert_int_eq(irq_attach(second, SIM_IRQ_LINES, false), SK_ERANGE);
	ck_assert_int_eq(irq_detach(LINE), SK_OK);
	ck_assert(sim.line[LINE].masked);
	ck_assert_int_eq(irq_detach(LINE), SK_ENOENT);
	ck_assert_int_eq(irq_detach(SIM_IRQ_RESERVED), SK_ERANGE);
	ck_assert_int_eq(irq_attach(second, LINE, false), SK_OK);
}

UNIT_TEST(destroyed_object_gives_its_line_back_masked)
{
	struct irq *second = actor_irq();

	irq_attach(irq, LINE, false);
	destroy(&irq->obj);
	ck_assert(sim.line[LINE].masked);
	ck_assert_int_eq(irq_attach(second, LINE, false), SK_OK);
}

UNIT_TEST(interrupt_of_nobody_is_masked)
{
	sim.line[LINE].masked = false;
	sim_irq_raise(LINE);
	ck_assert(sim.line[LINE].masked);
	entry_irq(sim.on, 200 % SIM_IRQ_LINES);
}

UNIT_TEST(storm_on_a_line_is_held_until_its_window_ends)
{
	unsigned n = 0;

	irq_attach(irq, LINE, false);
	sim_irq_raise(LINE);
	do {
		n++;
		ack();
	} while (sim_deliver() && n < 10000);
	ck_assert_uint_eq(irq->count, IRQ_STORM_BURST);
	ck_assert_uint_eq(sim_invoke(other, slot, SK_IRQ_INFO, 0).w[2], 1);
	ck_assert(sim.line[LINE].masked);
	sim_irq_lower(LINE);
	sim_advance(IRQ_STORM_WINDOW);
	ck_assert(!sim.line[LINE].masked);
	ck_assert_uint_eq(sim_invoke(other, slot, SK_IRQ_INFO, 0).w[2], 0);
}

UNIT_TEST(storm_that_ends_unacknowledged_stays_masked_until_the_acknowledgement)
{
	irq_attach(irq, LINE, false);
	sim_irq_raise(LINE);
	for (unsigned n = 1; n < IRQ_STORM_BURST; n++) {
		ack();
		ck_assert(sim_deliver());
	}
	sim_advance(IRQ_STORM_WINDOW);
	ck_assert(sim.line[LINE].masked);
	sim_irq_lower(LINE);
	ack();
	ck_assert(!sim.line[LINE].masked);
}

UNIT_TEST(moderate_rate_is_no_storm)
{
	irq_attach(irq, LINE, false);
	for (unsigned n = 0; n < 4 * IRQ_STORM_BURST; n++) {
		sim_irq_raise(LINE);
		sim_irq_lower(LINE);
		ack();
		sim_advance(IRQ_STORM_WINDOW / (IRQ_STORM_BURST / 2));
	}
	ck_assert_uint_eq(irq->count, 4 * IRQ_STORM_BURST);
}
