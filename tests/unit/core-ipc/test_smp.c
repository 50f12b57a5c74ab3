// SPDX-License-Identifier: Apache-2.0
// Two CPUs: wakeups, IPC and changes across them, migration, helping. A test moves between CPUs by hand.
#include <skerry/arch/timer.h>
#include <skerry/vcpu.h>

#include "actors.h"
#include "unit.h"

static struct thread *here, *there;

static void on_cpu(unsigned id)
{
	sim.on = &sim.cpu[id];
}

/* The interrupt that another CPU asked for. */
static void take_ipi(unsigned id)
{
	on_cpu(id);
	entry_reschedule(sim.on);
}

static void migrate(struct thread *t, unsigned id)
{
	ck_assert_int_eq(sc_configure(t->sc, sched_cpu(id), ACTOR_SLICE_US, ACTOR_SLICE_US, ACTOR_PRIORITY), SK_OK);
}

static void setup(void)
{
	actors_setup();
	sched_cpu_init(&sim.cpu[1], 1);
	here = actor(NULL, ACTOR_PRIORITY);
	there = actor(NULL, ACTOR_PRIORITY);
	migrate(there, 1);
	settle();
	take_ipi(1);
	on_cpu(0);
	sim.ipis = 0;
}

static void check(void)
{
	for (unsigned i = 0; i < 2; i++) {
		const struct thread *t = sim.cpu[i].current;

		if (t != NULL)
			ck_assert_ptr_eq(t->on_cpu, &sim.cpu[i]);
	}
	ck_assert(sim.cpu[0].current == NULL || sim.cpu[0].current != sim.cpu[1].current);
}

UNIT_FIXTURE(setup, check);

UNIT_TEST(smp_each_cpu_runs_its_own_threads)
{
	ck_assert_ptr_eq(sim.cpu[0].current, here);
	ck_assert_ptr_eq(sim.cpu[1].current, there);
	ck_assert_uint_eq(sched_cpus(), 2);
	ck_assert_ptr_null(sched_cpu(2));
	ck_assert_int_eq(sim_invoke(here, root_slot(&there->obj), SK_THREAD_INFO, 0).w[3], 1);
}

UNIT_TEST(smp_message_wakes_a_thread_on_the_other_cpu_by_ipi)
{
	struct gate *g = actor_gate(there, 1, 0);

	on_cpu(1);
	do_wait(there, 0);
	ck_assert_ptr_null(sim.on->current);
	on_cpu(0);
	ck_assert_int_eq(do_send(here, &g->obj, SK_TAG(1u, 1u, 0u), 5).v0, SK_OK);
	ck_assert_uint_ge(sim.ipis, 1);
	take_ipi(1);
	ck_assert_ptr_eq(sim.on->current, there);
	ck_assert_uint_eq(word(there, 0), 5);
}

UNIT_TEST(smp_call_and_reply_between_cpus)
{
	struct gate *g = actor_gate(there, 1, 0);

	on_cpu(1);
	do_wait(there, 0);
	on_cpu(0);
	do_call(here, &g->obj, SK_TAG(1u, 1u, 0u), 5);
	ck_assert_ptr_null(sim.cpu[0].current);
	take_ipi(1);
	sim.ipis = 0;
	do_reply_wait(there, SK_TAG(0u, 1u, 0u), 6);
	ck_assert_uint_ge(sim.ipis, 1);
	take_ipi(0);
	ck_assert_ptr_eq(sim.on->current, here);
	ck_assert_uint_eq(word(here, 0), 6);
}

UNIT_TEST(smp_passive_server_runs_on_the_cpu_of_its_caller)
{
	struct thread *server = actor(NULL, ACTOR_PRIORITY);
	struct gate *g = actor_gate(server, 1, SK_GATE_PASSIVE);

	do_wait(server, 0);
	on_cpu(1);
	do_call(there, &g->obj, SK_TAG(1u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.cpu[1].current, server);
	do_reply_wait(server, SK_TAG(0u, 0u, 0u), 0);
	on_cpu(0);
	do_call(here, &g->obj, SK_TAG(1u, 0u, 0u), 0);
	ck_assert_ptr_eq(sim.cpu[0].current, server);
}

UNIT_TEST(smp_context_that_cannot_help_a_thread_running_elsewhere_waits_for_it)
{
	struct thread *server = actor(NULL, ACTOR_PRIORITY);
	struct gate *g = actor_gate(server, 1, SK_GATE_PASSIVE);

	do_wait(server, 0);
	on_cpu(1);
	do_call(there, &g->obj, SK_TAG(1u, 0u, 0u), 0);
	on_cpu(0);
	do_call(here, &g->obj, SK_TAG(2u, 0u, 0u), 0);
	ck_assert_int_eq(here->sc->queued, SC_PARKED);
	ck_assert_ptr_null(sim.cpu[0].current);
	/* Something more urgent comes to the other CPU: the server is free to go on here. */
	struct thread *urgent = actor(NULL, 200);

	sched_pause(urgent, THREAD_PAUSE_USER);
	settle();
	migrate(urgent, 1);
	urgent->sc->priority = 200;
	take_ipi(1);
	sched_resume(urgent, THREAD_PAUSE_USER);
	take_ipi(1);
	ck_assert_ptr_eq(sim.cpu[1].current, urgent);
	take_ipi(0);
	ck_assert_ptr_eq(sim.cpu[0].current, server);
	ck_assert_ptr_eq(sim.cpu[0].sc, here->sc);
	do_reply_wait(server, SK_TAG(0u, 0u, 0u), 0);
	ck_assert_ptr_eq(server->running_on, here->sc);
}

/* Runs a system call of @p t on CPU @p id that the kernel restarts once because of the other CPU. */
static int restarted(unsigned id, struct thread *t, uint32_t slot, uint32_t opcode, unsigned n, const uint32_t *w)
{
	on_cpu(id);
	for (unsigned i = 0; i < 4; i++)
		t->regs.gpr[REG_T0 + i] = i < n ? w[i] : 0;
	for (unsigned i = 4; i < n; i++)
		t->utcb->mr[i] = w[i];
	t->regs.gpr[REG_A0] = SK_SEL(slot, SK_OP_CALL);
	t->regs.gpr[REG_A1] = SK_TAG(opcode, n, 0);
	t->regs.gpr[REG_A2] = 0;
	t->regs.pc = ACTOR_PC + 4;
	sim.preempt_every = 1;
	entry_syscall(sim.on);
	sim.preempt_every = 0;
	ck_assert_ptr_eq(sim.on->current, t);
	if (t->regs.pc == ACTOR_PC)
		return SK_RESTART;
	return v0(t);
}

UNIT_TEST(smp_ex_regs_waits_until_the_thread_is_off_its_cpu)
{
	const uint32_t w[5] = {0x20000, 0x30000, 1, 2, 0};
	uint32_t slot = root_slot(&there->obj);

	ck_assert_int_eq(restarted(0, here, slot, SK_THREAD_EX_REGS, 5, w), SK_RESTART);
	ck_assert_ptr_eq(there->holder, here);
	ck_assert_uint_ge(sim.ipis, 1);
	ck_assert_int_eq(restarted(0, here, slot, SK_THREAD_EX_REGS, 5, w), SK_RESTART);
	there->regs.pc = 0x4444; /* what its CPU saves when the interrupt comes */
	take_ipi(1);
	ck_assert_ptr_null(sim.cpu[1].current);
	ck_assert_int_eq(restarted(0, here, slot, SK_THREAD_EX_REGS, 5, w), SK_TAG(0, 2, 0));
	ck_assert_uint_eq(word(here, 0), 0x4444);
	ck_assert_ptr_null(there->holder);
	ck_assert_ptr_null(here->holds);
	take_ipi(1);
	ck_assert_ptr_eq(sim.cpu[1].current, there);
	ck_assert_uint_eq(there->regs.pc, 0x20000);
}

UNIT_LOOP(smp_held_thread_goes_on_when_its_holder_does_something_else, 0, 3)
{
	const uint32_t w[5] = {0, 0, 0, 0, SK_EXREGS_KEEP};

	ck_assert_int_eq(restarted(0, here, root_slot(&there->obj), SK_THREAD_EX_REGS, 5, w), SK_RESTART);
	take_ipi(1);
	ck_assert_ptr_null(sim.on->current);
	on_cpu(0);
	if (_i == 0)
		do_wait(here, SK_TIMEOUT_ZERO);
	else if (_i == 1)
		destroy(&here->obj);
	else
		do_yield(here);
	take_ipi(1);
	ck_assert_ptr_eq(sim.on->current, there);
}

UNIT_TEST(smp_holder_forgets_a_destroyed_thread)
{
	const uint32_t w[5] = {0, 0, 0, 0, SK_EXREGS_KEEP};

	restarted(0, here, root_slot(&there->obj), SK_THREAD_EX_REGS, 5, w);
	take_ipi(1);
	destroy(&there->obj);
	ck_assert_ptr_null(here->holds);
	on_cpu(0);
	do_yield(here);
}

UNIT_TEST(smp_destruction_of_a_running_thread_waits_for_its_cpu)
{
	struct cap *root = there->obj.root;

	sim.preempt_every = 1;
	ck_assert_int_eq(cap_revoke(root, SK_CAP_ALL, true), SK_RESTART);
	ck_assert_uint_ge(sim.ipis, 1);
	ck_assert_ptr_eq(root->obj, &there->obj);
	take_ipi(1);
	ck_assert_ptr_null(sim.on->current);
	on_cpu(0);
	sim.preempt_every = 0;
	while (cap_revoke(root, SK_CAP_ALL, true) == SK_RESTART)
		;
	ck_assert_ptr_null(root->obj);
}

UNIT_TEST(smp_destruction_of_a_context_in_use_waits_for_its_cpu)
{
	struct cap *root = there->sc->obj.root;

	sim.preempt_every = 1;
	ck_assert_int_eq(cap_revoke(root, SK_CAP_ALL, true), SK_RESTART);
	take_ipi(1);
	ck_assert_ptr_null(sim.on->current);
	ck_assert_ptr_null(sim.on->sc);
	on_cpu(0);
	sim.preempt_every = 0;
	while (cap_revoke(root, SK_CAP_ALL, true) == SK_RESTART)
		;
	ck_assert_ptr_null(there->sc);
}

UNIT_TEST(smp_configure_moves_a_running_thread_after_its_cpu_let_go)
{
	uint32_t slot = root_slot(&there->sc->obj);
	const uint32_t w[5] = {slot, 1000, 1000, ACTOR_PRIORITY, 0};

	ck_assert_int_eq(restarted(0, here, SK_ROOT_SLOT_CPU, SK_CPU_CONFIGURE, 5, w), SK_RESTART);
	take_ipi(1);
	ck_assert_ptr_null(sim.on->current);
	ck_assert_int_eq(restarted(0, here, SK_ROOT_SLOT_CPU, SK_CPU_CONFIGURE, 5, w), SK_OK);
	ck_assert_ptr_eq(there->sc->cpu, &sim.cpu[0]);
	do_yield(here);
	ck_assert_ptr_eq(sim.cpu[0].current, there);
}

static void other_cpu_takes_its_ipi(void)
{
	take_ipi(1);
	on_cpu(0);
}

UNIT_TEST(smp_lock_is_released_between_the_steps_of_a_long_call)
{
	const uint32_t w[5] = {0x20000, 0x30000, 1, 2, 0};

	/* Nothing interrupts: the kernel goes on by itself until the other CPU has let go, which it does here at the first
	 * release of the lock. */
	on_cpu(0);
	for (unsigned i = 0; i < 4; i++)
		here->regs.gpr[REG_T0 + i] = w[i];
	here->utcb->mr[4] = 0;
	here->regs.gpr[REG_A0] = SK_SEL(root_slot(&there->obj), SK_OP_CALL);
	here->regs.gpr[REG_A1] = SK_TAG(SK_THREAD_EX_REGS, 5, 0);
	here->regs.gpr[REG_A2] = 0;
	here->regs.pc = ACTOR_PC + 4;
	sim.at_unlock = other_cpu_takes_its_ipi;
	entry_syscall(&sim.cpu[0]);
	ck_assert_ptr_eq(sim.cpu[0].current, here);
	ck_assert_int_eq(v0(here), SK_TAG(0, 2, 0));
	ck_assert_uint_eq(there->regs.pc, 0x20000);
}

/* A guest in the run of @t, which is current on CPU 1. */
static struct vcpu *guest_elsewhere(struct thread *t)
{
	int error = SK_OK;

	sim.guest_supported = true;
	ck_assert_int_eq(task_add_kumem(root_task, 0x28000000), SK_OK);
	struct task *vm = task_create(kernel.root, SK_TYPE_VM, 0, cap_slot(root_task, actor_slot(root_task)), &error);
	struct vcpu *v =
	        vcpu_create(kernel.root, vm, t, 0x28000000, cap_slot(root_task, actor_slot(root_task)), &error);

	ck_assert_ptr_nonnull(v);
	on_cpu(1);
	sim_invoke(t, root_slot(&v->obj), SK_VCPU_RUN, 2, 0, 0);
	on_cpu(0);
	sim.ipis = 0;
	return v;
}

UNIT_TEST(smp_event_and_lines_reach_a_guest_running_elsewhere)
{
	struct vcpu *v = guest_elsewhere(there);

	vcpu_set_lines(sim.on, v, 4, 4);
	ck_assert_uint_eq(v->arch.lines_changed, 0);
	ck_assert_uint_ge(sim.ipis, 1);
	take_ipi(1);
	ck_assert_uint_eq(v->arch.lines_changed, 1);
	on_cpu(0);
	vcpu_event(sim.on, v, 2);
	ck_assert_ptr_eq(there->vcpu, v);
	take_ipi(1);
	ck_assert_ptr_null(there->vcpu);
	ck_assert_uint_eq(word(there, 0), SK_EXIT_EVENT);
}

UNIT_TEST(smp_guest_timer_left_on_another_cpu_leaves_the_running_guest_alone)
{
	struct vcpu *v = guest_elsewhere(there);

	timeout_set(sim.on, &v->timer, sim.now + 1);
	sim.now += 2;
	entry_timer(sim.on);
	ck_assert_uint_eq(v->arch.lines_changed, 0);
	ck_assert_uint_ge(sim.ipis, 1);
	take_ipi(1);
	ck_assert_uint_eq(v->arch.lines_changed, 1);
}

static void nothing(struct cpu *cpu, struct timeout *t)
{
	(void)cpu;
	(void)t;
}

UNIT_TEST(smp_timeout_set_elsewhere_reaches_that_cpus_timer)
{
	struct timeout first, second;

	timeout_init(&first, nothing);
	timeout_init(&second, nothing);
	timeout_set(&sim.cpu[1], &first, sim.now + 500);
	ck_assert_uint_eq(sim.ipis, 1);
	take_ipi(1);
	ck_assert(sim.cpu[1].timer_at == sim.now + 500);
	on_cpu(0);
	timeout_set(&sim.cpu[1], &second, sim.now + 600); /* a later one changes nothing there */
	ck_assert_uint_eq(sim.ipis, 1);
	timeout_cancel(&first);
	timeout_cancel(&second);
}

UNIT_TEST(smp_equal_thread_made_ready_elsewhere_gets_its_turn)
{
	struct thread *other = actor(NULL, ACTOR_PRIORITY);

	on_cpu(0);
	sim.ipis = 0;
	migrate(other, 1);
	ck_assert_uint_ge(sim.ipis, 1);
	take_ipi(1);
	ck_assert_ptr_eq(sim.cpu[1].current, there);
	ck_assert(sim.cpu[1].timer_at <= sim.now + arch_us_to_ticks(ACTOR_SLICE_US));
	sim.now = sim.cpu[1].timer_at;
	entry_timer(&sim.cpu[1]);
	ck_assert_ptr_eq(sim.cpu[1].current, other);
}

UNIT_TEST(smp_context_that_runs_elsewhere_tells_what_it_has_used_by_now)
{
	uint32_t slot = root_slot(&there->sc->obj), before = sim_invoke(here, slot, SK_SC_INFO, 0).w[0];

	sim_advance(700);
	ck_assert_uint_eq(sim_invoke(here, slot, SK_SC_INFO, 0).w[0], before + 700);
	sim_advance(100);
	uint32_t left = sim_invoke(here, slot, SK_SC_INFO, 0).w[2];

	ck_assert_uint_eq(sim_invoke(here, slot, SK_SC_INFO, 0).w[0], before + 800);
	sim_advance(50);
	ck_assert_uint_eq(sim_invoke(here, slot, SK_SC_INFO, 0).w[2], left - 50);
	/* Having been looked at, it is charged once. */
	on_cpu(1);
	sched_account(sim.on);
	ck_assert_uint_eq(there->sc->used / SIM_TICKS_PER_US, before + 850);
}
