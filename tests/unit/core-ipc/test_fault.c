// SPDX-License-Identifier: Apache-2.0
// Page faults and exceptions: messages to the pager and the handler, their answers, and threads nobody helps.
#include <skerry/abi/exc.h>
#include <stdio.h>
#include <string.h>

#include "actors.h"
#include "unit.h"

#define ADDRESS 0x30000010u

static struct thread *t, *pager;
static struct gate *gate;

static void set_cap(struct cap *c, const struct gate *g)
{
	ck_assert_int_eq(cap_map(g->obj.root, c, SK_CAP_USE), SK_OK);
}

static void setup(void)
{
	actors_setup();
	t = actor(actor_task(), ACTOR_PRIORITY);
	pager = actor(NULL, ACTOR_PRIORITY);
	gate = actor_gate(pager, 0x77, 0);
}

UNIT_FIXTURE(setup, check_rules);

static void touch(unsigned access)
{
	uint32_t value = 1;

	ck_assert(!sim_access(t, ADDRESS, access, &value));
}

UNIT_TEST(page_fault_reaches_the_pager)
{
	set_cap(&t->pager, gate);
	do_wait(pager, 0);
	touch(SK_MEM_W);
	ck_assert_int_eq(v0(pager), SK_TAG(SK_PROTO_PAGEFAULT, 2, 0) | SK_TAG_CALL | SK_TAG_KERNEL);
	ck_assert_uint_eq(pager->regs.gpr[REG_V1], 0x77);
	ck_assert_uint_eq(word(pager, 0), ADDRESS | SK_FAULT_WRITE);
	ck_assert_uint_eq(word(pager, 1), t->regs.pc);
}

UNIT_TEST(page_fault_waits_for_a_busy_pager)
{
	set_cap(&t->pager, gate);
	touch(SK_MEM_X);
	ck_assert_int_eq(t->state, THREAD_SENDING);
	do_wait(pager, 0);
	ck_assert_uint_eq(word(pager, 0), ADDRESS | SK_FAULT_FETCH);
}

UNIT_TEST(pager_answers_with_a_mapping_and_the_access_succeeds)
{
	uint32_t value = 0x5a5a;
	struct user_regs before;
	uint32_t frame = SIM_ROOT_VADDR;

	for (unsigned r = 1; r < 32; r++)
		t->regs.gpr[r] = r * 3;
	set_cap(&t->pager, gate);
	do_wait(pager, 0);
	touch(SK_MEM_W);
	before = t->regs;
	const uint32_t w[4] = {SK_ITEM(SK_ITEM_MAP, SK_ATTR_INHERIT, ADDRESS & ~0x3fffu),
	                       SK_FPAGE_MEMORY(frame, SK_PAGE_ORDER, SK_MEM_RW), 0, 0};

	ck_assert_int_eq(sim_syscall(pager, SK_SEL(0u, SK_OP_REPLY_ONLY), SK_TAG(0u, 0u, 1u), 0, w).v0, SK_OK);
	ck_assert_int_eq(t->state, THREAD_READY);
	ck_assert_int_eq(memcmp(&before, &t->regs, sizeof(before)), 0);
	ck_assert(sim_access(t, ADDRESS, SK_MEM_W, &value));
	ck_assert(sim_access(pager, frame + (ADDRESS & 0x3fff), SK_MEM_R, &value));
	ck_assert_uint_eq(value, 0x5a5a);
}

UNIT_TEST(exception_message_carries_the_registers)
{
	set_cap(&t->exception, gate);
	for (unsigned r = 1; r < 32; r++)
		t->regs.gpr[r] = r * 3;
	t->regs.hi = 1000;
	t->regs.lo = 2000;
	do_wait(pager, 0);
	sim_switch_to(t);
	for (unsigned r = 1; r < 32; r++)
		t->regs.gpr[r] = r * 3;
	t->regs.hi = 1000;
	t->regs.lo = 2000;
	entry_exception(sim.on, 0x8000000b, 0x13);
	ck_assert_int_eq(v0(pager), SK_TAG(SK_PROTO_EXCEPTION, SK_EXC_WORDS, 0) | SK_TAG_CALL | SK_TAG_KERNEL);
	const uint32_t *m = pager->utcb->mr;

	ck_assert_uint_eq(word(pager, 0), 0x8000000b);
	ck_assert_uint_eq(word(pager, 1), 0x13);
	ck_assert_uint_eq(word(pager, 2), t->regs.pc);
	ck_assert_uint_eq(word(pager, 3), 1000);
	ck_assert_uint_eq(m[4], 2000);
	ck_assert_uint_eq(m[5], 0);
	for (unsigned r = 1; r < 32; r++)
		ck_assert_uint_eq(m[5 + r], r * 3);
}

UNIT_TEST(exception_answer_of_full_length_sets_the_registers)
{
	set_cap(&t->exception, gate);
	do_wait(pager, 0);
	sim_switch_to(t);
	entry_exception(sim.on, 10, 0);
	for (unsigned i = 4; i < SK_EXC_WORDS; i++)
		pager->utcb->mr[i] = 100 + i;
	do_reply(pager, SK_TAG(0u, SK_EXC_WORDS, 0u), 100);
	ck_assert_uint_eq(t->regs.pc, 102);
	ck_assert_uint_eq(t->regs.hi, 103);
	ck_assert_uint_eq(t->regs.lo, 104);
	for (unsigned r = 1; r < 32; r++)
		ck_assert_uint_eq(t->regs.gpr[r], 105 + r);
	ck_assert_int_eq(t->state, THREAD_READY);
}

UNIT_TEST(exception_answer_of_other_length_leaves_the_registers)
{
	set_cap(&t->exception, gate);
	do_wait(pager, 0);
	sim_switch_to(t);
	struct user_regs before = t->regs;

	entry_exception(sim.on, 10, 0);
	do_reply(pager, SK_TAG(0u, 4u, 0u), 100);
	ck_assert_int_eq(memcmp(&before, &t->regs, sizeof(before)), 0);
	ck_assert_int_eq(t->state, THREAD_READY);
}

static void assert_stopped(void)
{
	char name[32];

	snprintf(name, sizeof(name), "thread %x ", thread_id(t));
	ck_assert_int_eq(t->state, THREAD_FAULTED);
	ck_assert_ptr_nonnull(strstr(sim_console(), name));
	ck_assert_ptr_ne(sim.on->current, t);
}

UNIT_TEST(fault_of_a_thread_without_anybody_stops_it_with_one_line)
{
	sim_console_clear();
	touch(SK_MEM_R);
	assert_stopped();
	ck_assert_ptr_eq(strchr(sim_console(), '\n'), strrchr(sim_console(), '\n'));
	ck_assert_int_eq(sim_invoke(pager, root_slot(&t->obj), SK_THREAD_INFO, 0).w[0], SK_THREAD_FAULTED);
	ck_assert_uint_eq(pager->utcb->mr[6], ADDRESS);
}

UNIT_TEST(fault_whose_pager_answers_an_error_becomes_an_exception)
{
	struct thread *handler = actor(NULL, ACTOR_PRIORITY);
	struct gate *second = actor_gate(handler, 0x88, 0);

	set_cap(&t->pager, gate);
	set_cap(&t->exception, second);
	do_wait(pager, 0);
	do_wait(handler, 0);
	touch(SK_MEM_W);
	do_reply(pager, SK_TAG(SK_PROTO_ERROR, 1u, 0u), (uint32_t)SK_ENOENT);
	ck_assert_int_eq(v0(handler), SK_TAG(SK_PROTO_EXCEPTION, SK_EXC_WORDS, 0) | SK_TAG_CALL | SK_TAG_KERNEL);
	ck_assert_uint_eq(word(handler, 0), 3);
	ck_assert_uint_eq(word(handler, 1), ADDRESS);
	sim_console_clear();
	do_reply(handler, SK_TAG(SK_PROTO_ERROR, 0u, 0u), 0);
	assert_stopped();
}

UNIT_TEST(fault_whose_pager_is_destroyed_stops_the_thread)
{
	set_cap(&t->pager, gate);
	do_wait(pager, 0);
	touch(SK_MEM_R);
	sim_console_clear();
	destroy(&pager->obj);
	assert_stopped();
	sim_console_clear();
}

UNIT_TEST(fault_queued_at_a_destroyed_gate_stops_the_thread)
{
	set_cap(&t->pager, gate);
	touch(SK_MEM_R);
	sim_console_clear();
	destroy(&gate->obj);
	assert_stopped();
	ck_assert_ptr_null(t->pager.obj);
}

UNIT_TEST(fault_of_the_pager_itself_is_no_message_to_itself)
{
	set_cap(&pager->pager, gate);
	uint32_t value;

	ck_assert(!sim_access(pager, ADDRESS, SK_MEM_R, &value));
	ck_assert_int_eq(pager->state, THREAD_FAULTED);
}

UNIT_TEST(fault_cancelled_by_ex_regs_runs_on_with_its_registers)
{
	set_cap(&t->pager, gate);
	do_wait(pager, 0);
	touch(SK_MEM_R);
	struct user_regs before = t->regs;

	ck_assert_int_eq(sim_op(pager, root_slot(&t->obj), SK_THREAD_EX_REGS, 5, 0, 0, 0, 0, SK_EXREGS_KEEP), SK_OK);
	ck_assert_int_eq(t->state, THREAD_READY);
	ck_assert_int_eq(memcmp(&before, &t->regs, sizeof(before)), 0);
	ck_assert_int_eq(do_reply(pager, SK_TAG(0u, 0u, 0u), 0).v0, SK_ENOENT);
}

UNIT_TEST(faulted_thread_goes_on_after_new_registers)
{
	touch(SK_MEM_R);
	ck_assert_int_eq(sim_op(pager, root_slot(&t->obj), SK_THREAD_EX_REGS, 5, 0x20000, 0x30000, 1, 2, 0), SK_OK);
	ck_assert_int_eq(t->state, THREAD_READY);
	ck_assert_uint_eq(t->regs.pc, 0x20000);
	ck_assert_uint_eq(t->regs.gpr[REG_SP], 0x30000);
	ck_assert_uint_eq(t->regs.gpr[REG_A0], 1);
	ck_assert_uint_eq(t->regs.gpr[REG_A1], 2);
}

UNIT_TEST(passive_pager_runs_on_the_time_of_the_faulting_thread)
{
	struct thread *passive = actor(NULL, -1);
	struct gate *g = actor_gate(passive, 0x99, SK_GATE_PASSIVE);

	set_cap(&t->pager, g);
	passive->state = THREAD_READY;
	do_call(pager, &g->obj, SK_TAG(0u, 0u, 0u), 0);
	do_wait(passive, SK_TIMEOUT_NEVER);
	do_reply_wait(passive, SK_TAG(0u, 0u, 0u), 0);
	touch(SK_MEM_R);
	ck_assert_ptr_eq(passive->running_on, t->sc);
	ck_assert_ptr_eq(sim.on->current, passive);
	ck_assert_uint_eq(word(passive, 0), ADDRESS);
}
