// SPDX-License-Identifier: Apache-2.0
// Thread objects: binding, registers, state, scheduling context, rights.
#include "actors.h"
#include "unit.h"

#define UTCB 0x28000000u

static struct thread *t, *fresh;
static uint32_t fresh_slot;

static void setup(void)
{
	int error = SK_OK;

	actors_setup();
	t = actor(NULL, ACTOR_PRIORITY);
	fresh_slot = actor_slot(root_task);
	fresh = thread_create(kernel.root, root_task, cap_slot(root_task, fresh_slot), &error);
	ck_assert_ptr_nonnull(fresh);
	ck_assert_int_eq(task_add_kumem(root_task, UTCB), SK_OK);
}

UNIT_FIXTURE(setup, check_rules);

static uint32_t state_of(const struct thread *who)
{
	return sim_invoke(t, root_slot(&who->obj), SK_THREAD_INFO, 0).w[0];
}

static int ex_regs(uint32_t slot, uint32_t flags)
{
	return sim_op(t, slot, SK_THREAD_EX_REGS, 5, 0x20000, 0x30000, 11, 12, flags);
}

UNIT_TEST(new_thread_is_new_until_it_has_registers)
{
	ck_assert_uint_eq(state_of(fresh), SK_THREAD_NEW);
	ck_assert_int_eq(ex_regs(fresh_slot, SK_EXREGS_KEEP), SK_OK);
	ck_assert_uint_eq(state_of(fresh), SK_THREAD_NEW);
	ck_assert_int_eq(ex_regs(fresh_slot, 0), SK_OK);
	ck_assert_uint_eq(state_of(fresh), SK_THREAD_NO_BUDGET);
	ck_assert_uint_eq(fresh->regs.pc, 0x20000);
	ck_assert_uint_eq(fresh->regs.gpr[REG_SP], 0x30000);
	ck_assert_uint_eq(fresh->regs.gpr[REG_A0], 11);
	ck_assert_uint_eq(fresh->regs.gpr[REG_A1], 12);
}

/* One entry of @p who that creates a task in @p slot, interrupted in the middle when @p cut. */
static void create_task(struct thread *who, uint32_t slot, bool cut)
{
	const uint32_t w[] = {SK_TYPE_TASK, slot, 4096};

	sim_switch_to(who);
	for (unsigned i = 0; i < 3; i++)
		who->regs.gpr[REG_T0 + i] = w[i];
	who->regs.gpr[REG_A0] = SK_SEL(SK_SLOT_FACTORY, SK_OP_CALL);
	who->regs.gpr[REG_A1] = SK_TAG(SK_FACTORY_CREATE, 3, 0u);
	who->regs.gpr[REG_A2] = 0;
	sim.preempt_every = cut;
	entry_syscall(sim.on);
	sim.preempt_every = 0;
}

UNIT_TEST(new_registers_end_a_call_that_would_be_repeated)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY - 1);
	uint32_t first = actor_slot(root_task), second = actor_slot(root_task);

	do_wait(t, SK_TIMEOUT_REL(100u, 0u));
	create_task(other, first, true);
	ck_assert_uint_ne(other->progress, 0);
	sim_advance(1000);
	ck_assert_int_eq(ex_regs(root_slot(&other->obj), SK_EXREGS_KEEP), SK_OK);
	ck_assert_uint_ne(other->progress, 0);
	ck_assert_int_eq(ex_regs(root_slot(&other->obj), 0), SK_OK);
	do_wait(t, SK_TIMEOUT_NEVER);
	create_task(other, second, false);
	ck_assert_ptr_nonnull(cap_slot(root_task, second)->obj);
}

UNIT_TEST(new_thread_runs_once_it_has_a_context)
{
	int error = SK_OK;
	uint32_t slot = actor_slot(root_task);
	struct sc *sc = sc_create(kernel.root, cap_slot(root_task, slot), &error);

	ck_assert_ptr_nonnull(sc);
	ex_regs(fresh_slot, 0);
	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_SET_SC, 1, slot), SK_OK);
	ck_assert_uint_eq(state_of(fresh), SK_THREAD_NO_BUDGET);
	ck_assert_int_eq(sim_op(t, SK_ROOT_SLOT_CPU, SK_CPU_CONFIGURE, 5, slot, 1000, 1000, 120, 0), SK_RESTART);
	ck_assert_ptr_eq(sim.on->current, fresh);
}

UNIT_TEST(set_sc_of_somebody_else_is_refused)
{
	uint32_t slot = root_slot(&t->sc->obj);

	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_SET_SC, 1, slot), SK_EBUSY);
	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_SET_SC, 1, fresh_slot), SK_EPROTO);
	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_SET_SC, 1, 255), SK_ENOCAP);
	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_SET_SC, 0), SK_EINVAL);
	ck_assert_int_eq(sim_op(t, root_slot(&t->obj), SK_THREAD_SET_SC, 1, slot), SK_OK);
}

UNIT_TEST(thread_without_its_context_stops_and_the_context_is_free)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY);
	struct sc *sc = other->sc;

	ck_assert_int_eq(sim_op(t, root_slot(&other->obj), SK_THREAD_SET_SC, 1, 0), SK_OK);
	ck_assert_uint_eq(state_of(other), SK_THREAD_NO_BUDGET);
	ck_assert_ptr_null(sc->owner);
	ck_assert_int_eq(sc->queued, SC_IDLE);
	ck_assert_int_eq(sim_op(t, root_slot(&other->obj), SK_THREAD_SET_SC, 1, root_slot(&sc->obj)), SK_OK);
	ck_assert_uint_eq(state_of(other), SK_THREAD_READY);
}

UNIT_TEST(destroyed_context_leaves_its_thread_without_time)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY);

	destroy(&other->sc->obj);
	ck_assert_ptr_null(other->sc);
	ck_assert_uint_eq(state_of(other), SK_THREAD_NO_BUDGET);
}

UNIT_TEST(bind_sets_utcb_pager_handler_and_user_local)
{
	struct gate *pager = actor_gate(t, 1, 0), *handler = actor_gate(t, 2, 0);

	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_BIND, 4, UTCB + 1024, root_slot(&pager->obj),
	                        root_slot(&handler->obj), 0xabcd),
	                 SK_OK);
	ck_assert_ptr_eq(fresh->utcb, task_kumem_ptr(root_task, UTCB + 1024, SK_UTCB_SIZE));
	ck_assert_ptr_eq(fresh->pager.obj, &pager->obj);
	ck_assert_ptr_eq(fresh->exception.obj, &handler->obj);
	ck_assert_uint_eq(fresh->arch.user_local, 0xabcd);
	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_BIND, 4, 0, root_slot(&handler->obj), 0, 0), SK_OK);
	ck_assert_ptr_null(fresh->utcb);
	ck_assert_ptr_eq(fresh->pager.obj, &handler->obj);
	ck_assert_ptr_null(fresh->exception.obj);
	destroy(&handler->obj);
	ck_assert_ptr_null(fresh->pager.obj);
}

UNIT_TEST(bind_refuses_what_is_no_utcb_or_no_gate)
{
	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_BIND, 4, UTCB + 4, 0, 0, 0), SK_EFAULT);
	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_BIND, 4, 0x10000, 0, 0, 0), SK_EFAULT);
	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_BIND, 4, 0xfffff000, 0, 0, 0), SK_EFAULT);
	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_BIND, 4, UTCB, 255, 0, 0), SK_ENOCAP);
	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_BIND, 4, UTCB, 0, fresh_slot, 0), SK_EPROTO);
	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_BIND, 3, UTCB, 0, 0), SK_EINVAL);
}

UNIT_TEST(bind_of_a_running_thread_is_refused)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY);

	ck_assert_int_eq(sim_op(t, root_slot(&other->obj), SK_THREAD_BIND, 4, UTCB, 0, 0, 0), SK_ESTATE);
	ck_assert_int_eq(ex_regs(root_slot(&other->obj), SK_EXREGS_PAUSE | SK_EXREGS_KEEP), SK_OK);
	ck_assert_int_eq(sim_op(t, root_slot(&other->obj), SK_THREAD_BIND, 4, UTCB, 0, 0, 0), SK_OK);
}

UNIT_TEST(paused_thread_does_not_run_until_resumed)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY);
	uint32_t slot = root_slot(&other->obj);

	ck_assert_int_eq(ex_regs(slot, SK_EXREGS_PAUSE | SK_EXREGS_KEEP), SK_OK);
	ck_assert_uint_eq(state_of(other), SK_THREAD_PAUSED);
	do_yield(t);
	ck_assert_ptr_eq(sim.on->current, t);
	ck_assert_int_eq(ex_regs(slot, SK_EXREGS_RESUME | SK_EXREGS_KEEP), SK_OK);
	do_yield(t);
	ck_assert_ptr_eq(sim.on->current, other);
}

UNIT_TEST(paused_thread_still_receives_and_goes_on_later)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY);
	struct gate *g = actor_gate(other, 3, 0);

	do_wait(other, 0);
	sched_pause(other, THREAD_PAUSE_USER);
	ck_assert_int_eq(do_send(t, &g->obj, SK_TAG(1u, 1u, 0u), 5).v0, SK_OK);
	ck_assert_uint_eq(state_of(other), SK_THREAD_PAUSED);
	ck_assert_int_eq(ex_regs(root_slot(&other->obj), SK_EXREGS_RESUME | SK_EXREGS_KEEP), SK_OK);
	do_yield(t);
	ck_assert_ptr_eq(sim.on->current, other);
	ck_assert_uint_eq(word(other, 0), 5);
}

UNIT_TEST(ex_regs_on_oneself_starts_over_at_the_new_place)
{
	uint32_t slot = root_slot(&t->obj);

	struct sim_result r = sim_invoke(t, slot, SK_THREAD_EX_REGS, 5, 0x20000, 0x30000, 11, 12, 0);

	ck_assert(r.back);
	ck_assert_uint_eq(t->regs.pc, 0x20000);
	ck_assert_uint_eq(t->regs.gpr[REG_A0], 11);
	ck_assert_int_eq(sim_op(t, slot, SK_THREAD_EX_REGS, 5, 0, 0, 0, 0, SK_EXREGS_KEEP), SK_OK);
}

UNIT_TEST(ex_regs_tells_the_old_place)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY);

	other->regs.pc = 0x1111;
	other->regs.gpr[REG_SP] = 0x2222;
	struct sim_result r = sim_invoke(t, root_slot(&other->obj), SK_THREAD_EX_REGS, 5, 0, 0, 0, 0, SK_EXREGS_KEEP);

	ck_assert_uint_eq(r.w[0], 0x1111);
	ck_assert_uint_eq(r.w[1], 0x2222);
}

UNIT_TEST(ex_regs_refuses_unknown_and_contradicting_flags)
{
	ck_assert_int_eq(ex_regs(fresh_slot, 8), SK_EINVAL);
	ck_assert_int_eq(ex_regs(fresh_slot, SK_EXREGS_PAUSE | SK_EXREGS_RESUME), SK_EINVAL);
	ck_assert_int_eq(sim_op(t, fresh_slot, SK_THREAD_EX_REGS, 4, 0, 0, 0, 0), SK_EINVAL);
}

UNIT_TEST(faulted_thread_retries_when_resumed)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY);
	uint32_t value;

	ck_assert(!sim_access(other, 0x30000000, SK_MEM_R, &value));
	ck_assert_uint_eq(state_of(other), SK_THREAD_FAULTED);
	ex_regs(root_slot(&other->obj), SK_EXREGS_KEEP);
	ck_assert_uint_eq(state_of(other), SK_THREAD_FAULTED);
	ex_regs(root_slot(&other->obj), SK_EXREGS_KEEP | SK_EXREGS_RESUME);
	ck_assert_uint_eq(state_of(other), SK_THREAD_READY);
}

UNIT_TEST(info_tells_state_priority_and_time)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY);
	struct gate *g = actor_gate(other, 3, 0);

	sim_switch_to(t);
	sim_advance(1500);
	struct sim_result r = sim_invoke(t, root_slot(&t->obj), SK_THREAD_INFO, 0);

	ck_assert_int_eq(r.v0, SK_TAG(0, 7, 0));
	ck_assert_uint_eq(r.w[0], SK_THREAD_READY);
	ck_assert_uint_eq(r.w[1], ACTOR_PRIORITY);
	ck_assert_uint_eq(r.w[3], 0);
	ck_assert_uint_ge(t->utcb->mr[4], 1500);
	ck_assert_uint_eq(t->utcb->mr[5], 0);
	do_call(other, &actor_gate(t, 4, 0)->obj, SK_TAG(0u, 0u, 0u), 0);
	ck_assert_uint_eq(state_of(other), SK_THREAD_SENDING);
	do_wait(t, 0);
	do_reply(t, 0, 0);
	do_wait(other, 0);
	ck_assert_uint_eq(state_of(other), SK_THREAD_WAITING);
	(void)g;
}

UNIT_TEST(thread_operations_need_their_rights)
{
	struct task *task = actor_task();
	struct thread *weak = actor(task, ACTOR_PRIORITY);
	uint32_t use = give(task, &t->obj, SK_CAP_USE);
	uint32_t ctrl = give(task, &t->obj, SK_CAP_CTRL);

	ck_assert_int_eq(sim_op(weak, use, SK_THREAD_EX_REGS, 5, 0, 0, 0, 0, SK_EXREGS_KEEP), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, use, SK_THREAD_BIND, 4, 0, 0, 0, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, use, SK_THREAD_SET_SC, 1, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, ctrl, SK_THREAD_INFO, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, use, SK_THREAD_INFO, 0), SK_OK);
	ck_assert_int_eq(sim_op(weak, ctrl, SK_OPCODE(SK_TYPE_THREAD, 9u), 0), SK_EPROTO);
}

UNIT_TEST(operations_with_long_answers_need_a_utcb)
{
	t->utcb = NULL;
	ck_assert_int_eq(sim_op(t, root_slot(&t->obj), SK_THREAD_INFO, 0), SK_EFAULT);
}

UNIT_TEST(arguments_beyond_registers_need_a_utcb)
{
	static const uint32_t w[4] = {0};

	t->utcb = NULL;
	ck_assert_int_eq(sim_syscall(t, SK_SEL(fresh_slot, SK_OP_CALL), SK_TAG(SK_THREAD_EX_REGS, 5u, 0u), 0, w).v0,
	                 SK_EFAULT);
}
