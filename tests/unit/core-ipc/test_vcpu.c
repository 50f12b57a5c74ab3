// SPDX-License-Identifier: Apache-2.0
// vCPUs with scripted exits: run, events, lines, WAIT, state, statistics, cancellation, destruction.
#include <skerry/vcpu.h>

#include "actors.h"
#include "unit.h"

#define AREA 0x28000000u

static struct thread *vmm, *other;
static struct task *vm;
static struct vcpu *v;
static uint32_t slot;

static struct vcpu *make(struct thread *t, uint32_t area, int *error)
{
	*error = SK_OK;
	return vcpu_create(kernel.root, vm, t, area, cap_slot(root_task, actor_slot(root_task)), error);
}

static void setup(void)
{
	int error = SK_OK;

	actors_setup();
	sim.guest_supported = true;
	vmm = actor(NULL, ACTOR_PRIORITY);
	other = actor(NULL, ACTOR_PRIORITY);
	vm = task_create(kernel.root, SK_TYPE_VM, 0, cap_slot(root_task, actor_slot(root_task)), &error);
	ck_assert_ptr_nonnull(vm);
	ck_assert_int_eq(task_add_kumem(root_task, AREA), SK_OK);
	v = make(vmm, AREA, &error);
	ck_assert_ptr_nonnull(v);
	slot = root_slot(&v->obj);
}

UNIT_FIXTURE(setup, check_rules);

static bool run(uint32_t mask, uint32_t level)
{
	return sim_invoke(vmm, slot, SK_VCPU_RUN, 2, mask, level).back;
}

static void exit_mmio(struct cpu *cpu, struct vcpu *vcpu)
{
	vcpu_exit(cpu, vcpu, SK_EXIT_MMIO);
}

static void assert_returned(unsigned reason)
{
	ck_assert_ptr_null(vmm->vcpu);
	ck_assert(!v->arch.running);
	ck_assert_int_eq(v0(vmm), SK_TAG(0, 1, 0));
	ck_assert_uint_eq(word(vmm, 0), reason);
	ck_assert_uint_eq(v->area->exit.reason, reason);
	ck_assert_int_eq(vmm->state, THREAD_READY);
}

UNIT_TEST(run_enters_the_guest_and_an_exit_returns_its_reason)
{
	ck_assert(run(0, 0));
	ck_assert_ptr_eq(vmm->vcpu, v);
	ck_assert(v->arch.running);
	entry_guest(sim.on, exit_mmio);
	assert_returned(SK_EXIT_MMIO);
	ck_assert_uint_eq(v->stats[SK_EXIT_MMIO], 1);
}

UNIT_TEST(run_that_cannot_start_says_why)
{
	sim.vcpu_enter_result = SK_EXIT_STATE;
	ck_assert(run(0, 0));
	assert_returned(SK_EXIT_STATE);
}

UNIT_TEST(run_is_for_the_vcpus_own_thread)
{
	ck_assert_int_eq(sim_op(other, slot, SK_VCPU_RUN, 2, 0, 0), SK_ESTATE);
	ck_assert_int_eq(sim_op(vmm, slot, SK_VCPU_RUN, 1, 0), SK_EINVAL);
}

UNIT_TEST(guest_runs_on_the_threads_context_and_is_preempted_by_it)
{
	run(0, 0);
	sim_advance(ACTOR_SLICE_US);
	ck_assert_ptr_eq(sim.on->current, other);
	ck_assert_ptr_eq(vmm->vcpu, v);
	do_wait(other, 0);
	ck_assert_ptr_eq(sim.on->current, vmm);
	ck_assert_ptr_eq(vmm->vcpu, v);
}

UNIT_TEST(event_ends_a_run_with_its_bits)
{
	struct irq *irq = actor_irq();

	ck_assert_int_eq(sim_op(other, root_slot(&irq->obj), SK_IRQ_BIND_VCPU, 2, slot, 0), SK_OK);
	run(0, 0);
	irq_trigger(sim.on, irq, 0x30);
	assert_returned(SK_EXIT_EVENT);
	ck_assert_uint_eq(v->area->exit.data, 0x30);
	ck_assert_uint_eq(irq->bits, 0);
}

UNIT_TEST(event_before_a_run_makes_it_return_at_once)
{
	struct irq *irq = actor_irq();

	irq_trigger(sim.on, irq, 2);
	ck_assert_int_eq(sim_op(other, root_slot(&irq->obj), SK_IRQ_BIND_VCPU, 2, slot, 0), SK_OK);
	irq_trigger(sim.on, irq, 1);
	run(0, 0);
	assert_returned(SK_EXIT_EVENT);
	ck_assert_uint_eq(v->area->exit.data, 3);
	run(0, 0);
	ck_assert_ptr_eq(vmm->vcpu, v);
	entry_guest(sim.on, exit_mmio);
}

UNIT_TEST(interrupt_bound_to_a_line_raises_it)
{
	struct irq *irq = actor_irq();

	ck_assert_int_eq(sim_op(other, root_slot(&irq->obj), SK_IRQ_BIND_VCPU, 2, slot, 4), SK_OK);
	irq_trigger(sim.on, irq, 1);
	ck_assert_uint_eq(v->lines, 1u << 4);
	ck_assert_uint_eq(v->event, 0);
	ck_assert_uint_eq(v->arch.lines_changed, 1);
}

UNIT_TEST(lines_change_only_where_the_mask_says)
{
	run(0x7f, 0x7f);
	ck_assert_uint_eq(v->lines, SK_VCPU_LINES);
	entry_guest(sim.on, exit_mmio);
	run(0x0c, 0x04);
	ck_assert_uint_eq(v->lines, (SK_VCPU_LINES & ~0xcu) | 4);
	entry_guest(sim.on, exit_mmio);
	ck_assert_int_eq(sim_op(other, slot, SK_VCPU_IRQ, 2, 0xffffffff, 0), SK_OK);
	ck_assert_uint_eq(v->lines, 0);
	ck_assert_int_eq(sim_op(other, slot, SK_VCPU_IRQ, 1, 0), SK_EINVAL);
}

UNIT_LOOP(guest_in_wait_sleeps_until_a_line_says_otherwise, 0, 2)
{
	run(0, 0);
	entry_guest(sim.on, vcpu_wait);
	ck_assert_int_eq(vmm->state, THREAD_GUEST_WAIT);
	ck_assert_ptr_eq(sim.on->current, other);
	sim.vcpu_wakes = _i;
	ck_assert_int_eq(sim_op(other, slot, SK_VCPU_IRQ, 2, 4, 4), SK_OK);
	ck_assert_int_eq(vmm->state, _i ? THREAD_READY : THREAD_GUEST_WAIT);
	ck_assert_ptr_eq(vmm->vcpu, v);
}

UNIT_TEST(guest_in_wait_wakes_by_its_timer)
{
	run(0, 0);
	timeout_set(sim.on, &v->timer, sim.now + 500 * SIM_TICKS_PER_US);
	entry_guest(sim.on, vcpu_wait);
	sim.vcpu_wakes = true;
	sim_advance(500);
	ck_assert_int_eq(vmm->state, THREAD_READY);
	ck_assert_ptr_eq(vmm->vcpu, v);
}

UNIT_TEST(guest_in_wait_returns_with_an_event)
{
	run(0, 0);
	entry_guest(sim.on, vcpu_wait);
	vcpu_event(sim.on, v, 8);
	assert_returned(SK_EXIT_EVENT);
	ck_assert_uint_eq(v->event, 0);
}

UNIT_LOOP(cancel_ends_a_run, 0, 2)
{
	run(0, 0);
	if (_i == 1)
		entry_guest(sim.on, vcpu_wait);
	ck_assert_int_eq(sim_op(other, root_slot(&vmm->obj), SK_THREAD_EX_REGS, 5, 0, 0, 0, 0, SK_EXREGS_KEEP), SK_OK);
	assert_returned(SK_EXIT_CANCELED);
}

UNIT_TEST(cancel_and_event_outside_a_run_do_nothing_to_the_thread)
{
	struct user_regs before = vmm->regs;

	vcpu_cancel(sim.on, v);
	vcpu_event(sim.on, v, 1);
	vcpu_set_lines(sim.on, v, 4, 4);
	ck_assert_uint_eq(before.pc, vmm->regs.pc);
	ck_assert_uint_eq(before.gpr[REG_V0], vmm->regs.gpr[REG_V0]);
	ck_assert_uint_eq(v->event, 1);
}

UNIT_TEST(state_moves_between_area_and_engine_outside_a_run)
{
	v->arch.cp0[SK_CP0_EPC] = 0x1234;
	ck_assert_int_eq(sim_op(vmm, slot, SK_VCPU_STATE, 2, SK_VCPU_GET, SK_VCPU_GROUP_ALL), SK_OK);
	ck_assert_uint_eq(v->area->cp0[SK_CP0_EPC], 0x1234);
	v->area->cp0[SK_CP0_EPC] = 0x5678;
	ck_assert_int_eq(sim_op(vmm, slot, SK_VCPU_STATE, 2, SK_VCPU_PUT, SK_VCPU_GROUP_ALL), SK_OK);
	ck_assert_uint_eq(v->arch.cp0[SK_CP0_EPC], 0x5678);
	ck_assert_int_eq(sim_op(vmm, slot, SK_VCPU_STATE, 2, 2, SK_VCPU_GROUP_ALL), SK_EINVAL);
	ck_assert_int_eq(sim_op(vmm, slot, SK_VCPU_STATE, 1, 0), SK_EINVAL);
	sim.vcpu_state_result = SK_EINVAL;
	ck_assert_int_eq(sim_op(vmm, slot, SK_VCPU_STATE, 2, SK_VCPU_PUT, 0x80), SK_EINVAL);
	run(0, 0);
	ck_assert_int_eq(sim_op(other, slot, SK_VCPU_STATE, 2, SK_VCPU_GET, 1), SK_ESTATE);
}

UNIT_TEST(statistics_come_sixteen_at_a_time)
{
	run(0, 0);
	entry_guest(sim.on, exit_mmio);
	struct sim_result r = sim_invoke(other, slot, SK_VCPU_STATS, 1, 0);

	ck_assert_int_eq(r.v0, SK_TAG(0, 16, 0));
	ck_assert_uint_eq(r.w[SK_EXIT_MMIO], 1);
	ck_assert_int_eq(sim_invoke(other, slot, SK_VCPU_STATS, 1, 30).v0, SK_TAG(0, 2, 0));
	ck_assert_int_eq(sim_op(other, slot, SK_VCPU_STATS, 1, SK_VCPU_STATS_MAX), SK_ERANGE);
	ck_assert_int_eq(sim_op(other, slot, SK_VCPU_STATS, 0), SK_EINVAL);
}

UNIT_TEST(translate_asks_the_engine)
{
	struct sim_result r = sim_invoke(vmm, slot, SK_VCPU_TRANSLATE, 2, 0x80001000, SK_MEM_R);

	ck_assert_int_eq(r.v0, SK_TAG(0, 3, 0));
	ck_assert_uint_eq(r.w[0], 0x1000);
	ck_assert_int_eq(sim_op(vmm, slot, SK_VCPU_TRANSLATE, 2, 0, 0), SK_EINVAL);
	ck_assert_int_eq(sim_op(vmm, slot, SK_VCPU_TRANSLATE, 1, 0), SK_EINVAL);
	sim.vcpu_translate_result = SK_ENOENT;
	ck_assert_int_eq(sim_op(vmm, slot, SK_VCPU_TRANSLATE, 2, 0, SK_MEM_X), SK_ENOENT);
	run(0, 0);
	ck_assert_int_eq(sim_op(other, slot, SK_VCPU_TRANSLATE, 2, 0, SK_MEM_X), SK_ESTATE);
}

UNIT_TEST(create_refuses_what_cannot_work)
{
	int error;

	ck_assert_ptr_null(make(vmm, AREA + 1024, &error));
	ck_assert_int_eq(error, SK_EBUSY);
	ck_assert_ptr_null(make(other, 0x10000, &error));
	ck_assert_int_eq(error, SK_EFAULT);
	sim.guest_supported = false;
	ck_assert_ptr_null(make(other, AREA + 1024, &error));
	ck_assert_int_eq(error, SK_ENOTSUP);
}

UNIT_TEST(create_that_the_engine_refuses_leaves_nothing)
{
	uint32_t used = kernel.root->used;
	int error;

	sim.vcpu_init_result = SK_ENOTSUP;
	ck_assert_ptr_null(make(other, AREA + 1024, &error));
	ck_assert_int_eq(error, SK_ENOTSUP);
	ck_assert_uint_eq(kernel.root->used, used);
	ck_assert_ptr_null(other->bound_vcpu);
	sim.vcpu_init_result = SK_OK;
	ck_assert_ptr_nonnull(make(other, AREA + 1024, &error));
}

UNIT_LOOP(destruction_of_vcpu_or_thread_leaves_the_rest, 0, 4)
{
	struct irq *irq = actor_irq();

	sim_op(other, root_slot(&irq->obj), SK_IRQ_BIND_VCPU, 2, slot, 0);
	if (_i >= 2) {
		run(0, 0);
		entry_guest(sim.on, vcpu_wait);
	}
	if (_i % 2 == 0) {
		destroy(&v->obj);
		ck_assert_ptr_null(vmm->bound_vcpu);
		ck_assert_ptr_null(irq->vcpu);
		ck_assert_int_eq(vmm->state, THREAD_READY);
	} else {
		destroy(&vmm->obj);
		ck_assert_ptr_null(v->thread);
		ck_assert_int_eq(sim_op(other, slot, SK_VCPU_RUN, 2, 0, 0), SK_ESTATE);
		ck_assert_int_eq(sim_op(other, slot, SK_VCPU_STATE, 2, 0, 0), SK_ESTATE);
		vcpu_event(sim.on, v, 1);
		vcpu_set_lines(sim.on, v, 4, 4);
	}
	irq_trigger(sim.on, irq, 1);
}

UNIT_TEST(vcpu_operations_need_their_rights)
{
	struct task *task = actor_task();
	struct thread *weak = actor(task, ACTOR_PRIORITY);
	uint32_t use = give(task, &v->obj, SK_CAP_USE), ctrl = give(task, &v->obj, SK_CAP_CTRL);

	ck_assert_int_eq(sim_op(weak, use, SK_VCPU_RUN, 2, 0, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, ctrl, SK_VCPU_IRQ, 2, 0, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(weak, ctrl, SK_OPCODE(SK_TYPE_VCPU, 9u), 0), SK_EPROTO);
}

UNIT_TEST(gpa_nobody_mapped_has_no_entry)
{
	ck_assert_uint_eq(vcpu_gpa_pte(v, 0x1000), 0);
}
