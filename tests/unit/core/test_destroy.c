// SPDX-License-Identifier: Apache-2.0
// Destruction: everything goes, in any structure, in bounded steps, whoever finishes it.
#include <skerry/delegate.h>
#include <skerry/factory.h>

#include "invariants.h"
#include "unit.h"
#include "world.h"

static uint32_t used;

static void setup(void)
{
	world_setup();
	used = kernel.root->used;
}

UNIT_FIXTURE(setup, NULL);

static struct task *task_in(struct factory *f, struct cap *slot)
{
	int error = SK_OK;
	struct task *t = task_create(f, SK_TYPE_TASK, 16, slot, &error);

	ck_assert_int_eq(error, SK_OK);
	return t;
}

static void check_all_gone(void)
{
	check_invariants(true);
	ck_assert_uint_eq(kernel.root->used, used);
	ck_assert(list_empty(&kernel.root->objects));
}

UNIT_TEST(task_gives_every_byte_back)
{
	struct task *t = world_task(NULL, 64);
	struct range *r = world_range(WORLD_RAM, 16u << 20, SK_RANGE_RAM);

	range_map(r, 0, &t->space, 0x10000000, 14, SK_MEM_R, SK_ATTR_INHERIT);
	range_map(r, 0, &t->space, 0x20000000, 23, SK_MEM_R, SK_ATTR_INHERIT);
	task_add_kumem(t, 0x30000000);
	cap_map(t->obj.root, &t->caps[1], SK_CAP_ALL);
	check_invariants(true);
	world_destroy(&t->obj);
	check_invariants(true);
	ck_assert_ptr_null(r->origin.child);
	world_destroy(&r->obj);
	check_all_gone();
}

UNIT_TEST(factory_takes_along_everything_made_from_it)
{
	struct factory *f = world_factory(18);
	struct task *keeper = world_task(NULL, 16);
	struct task *t = task_in(f, &keeper->caps[6]);
	int error = SK_OK;
	struct factory *inner = factory_create(f, 14, &t->caps[6], &error);

	task_in(inner, &t->caps[7]);
	cap_map(f->obj.root, &keeper->caps[7], SK_CAP_ALL);
	check_invariants(true);
	world_destroy(&f->obj);
	ck_assert_ptr_null(keeper->caps[6].obj);
	ck_assert_ptr_null(keeper->caps[7].obj);
	check_invariants(true);
	world_destroy(&keeper->obj);
	check_all_gone();
}

UNIT_LOOP(chain_of_tasks_that_own_each_other_does_not_recurse, 0, 3)
{
	struct factory *f = world_factory(20);
	struct task *first = task_in(f, world_next_slot()), *t = first;

	for (unsigned i = 0; i < 50; i++)
		t = task_in(f, &t->caps[6]);
	sim.preempt_every = (unsigned)_i;
	ck_assert_int_eq(world_destroy(&first->obj) > 0, _i > 0);
	ck_assert_uint_eq(f->used, 0);
	sim.preempt_every = 0;
	world_destroy(&f->obj);
	check_all_gone();
}

UNIT_TEST(tasks_that_own_each_other_in_a_ring_are_destroyed)
{
	struct factory *f = world_factory(18);
	struct task *t[4];

	for (unsigned i = 0; i < 4; i++)
		t[i] = task_in(f, world_next_slot());
	for (unsigned i = 0; i < 4; i++)
		ck_assert_int_eq(cap_grant(t[i]->obj.root, &t[(i + 1) % 4]->caps[6], SK_CAP_ALL), SK_OK);
	cap_map(t[0]->obj.root, &t[2]->caps[7], SK_CAP_ALL);
	check_invariants(true);
	ck_assert_int_eq(object_destroy(&t[2]->obj), SK_OK);
	ck_assert_uint_eq(f->used, 0);
	world_destroy(&f->obj);
	check_all_gone();
}

UNIT_TEST(task_that_owns_itself_is_destroyed)
{
	struct task *t = world_task(NULL, 16);

	ck_assert_int_eq(cap_grant(t->obj.root, &t->caps[1], SK_CAP_ALL), SK_OK);
	ck_assert_int_eq(cap_revoke(&t->caps[1], SK_CAP_ALL, true), SK_OK);
	check_all_gone();
}

UNIT_TEST(task_that_owns_its_factory_goes_with_it)
{
	struct factory *f = world_factory(16);
	struct task *t = task_in(f, world_next_slot());

	ck_assert_int_eq(cap_grant(f->obj.root, &t->caps[6], SK_CAP_ALL), SK_OK);
	ck_assert_int_eq(object_destroy(&t->obj), SK_OK);
	check_all_gone();
}

UNIT_TEST(root_slot_stays_marked_until_the_object_is_gone)
{
	struct task *t = world_task(NULL, 512);
	struct cap *root = t->obj.root;
	int error = 0;

	for (unsigned i = 6; i < 500; i++)
		cap_map(root, &t->caps[i], SK_CAP_ALL);
	sim.preempt_every = 1;
	ck_assert_int_eq(object_destroy(&t->obj), SK_RESTART);
	ck_assert_ptr_eq(root->obj, &t->obj);
	ck_assert_uint_eq(t->obj.dying, 1);
	ck_assert_ptr_null(cap_get(t, 300, SK_TYPE_NONE, 0, &error));
	/* The invoker never comes back; another one who holds the slot finishes it. */
	sim.preempt_every = 0;
	ck_assert_int_eq(cap_revoke(root, SK_CAP_ALL, true), SK_OK);
	ck_assert_ptr_null(root->obj);
	check_all_gone();
}

UNIT_LOOP(abandoned_destruction_inside_another_one_is_finished, 1, 60)
{
	struct factory *f = world_factory(20);
	struct task *outer = task_in(f, world_next_slot());
	struct task *middle = task_in(f, &outer->caps[6]);
	struct task *inner = task_in(f, &middle->caps[6]);
	struct cap *slot = f->obj.root;

	for (unsigned i = 7; i < 16; i++) {
		task_in(f, &inner->caps[i]);
		task_in(f, &middle->caps[i]);
	}
	sim.preempt_every = 1;
	for (int i = 0; i < _i; i++) {
		if (outer->caps && outer->caps[6].obj == &middle->obj && object_destroy(&middle->obj) == SK_OK)
			break;
	}
	sim.preempt_every = 0;
	ck_assert_int_eq(object_destroy(&outer->obj), SK_OK);
	check_invariants(false);
	ck_assert_int_eq(cap_revoke(slot, SK_CAP_ALL, true), SK_OK);
	check_all_gone();
}

UNIT_LOOP(two_invokers_of_overlapping_structures_both_finish, 1, 8)
{
	struct factory *f = world_factory(20);
	struct task *a = task_in(f, world_next_slot());
	struct cap *slot_a = a->obj.root, *slot_f = f->obj.root;
	bool a_gone = false, f_gone = false;

	for (unsigned i = 6; i < 16; i++) {
		struct task *t = task_in(f, &a->caps[i]);

		for (unsigned k = 6; k < 10; k++)
			task_in(f, &t->caps[k]);
	}
	sim.preempt_every = (unsigned)_i;
	while (!a_gone || !f_gone) {
		a_gone = a_gone || cap_revoke(slot_a, SK_CAP_ALL, true) == SK_OK;
		f_gone = f_gone || cap_revoke(slot_f, SK_CAP_ALL, true) == SK_OK;
	}
	check_all_gone();
}

UNIT_TEST(each_run_of_a_destruction_is_bounded)
{
	struct factory *f = world_factory(20);
	struct task *from = task_in(f, world_next_slot()), *to = task_in(f, world_next_slot());
	struct range *r = world_range(WORLD_RAM, 16u << 20, SK_RANGE_RAM);
	struct cap *slot = f->obj.root;

	range_map(r, 0, &from->space, 0x4000, 14, SK_MEM_RWX, SK_ATTR_INHERIT);
	for (uint32_t i = 0; i < 2000; i++) {
		struct delegate d = {.item = SK_ITEM(SK_ITEM_MAP, 0u, 0u),
		                     .fpage = SK_FPAGE_MEMORY(0x4000u, 14u, 7u),
		                     .window = SK_FPAGE_MEMORY(0x10000000u + i * SK_PAGE_SIZE, 14u, 0u)};

		ck_assert_int_eq(delegate_item(from, to, &d), SK_OK);
	}
	sim.preempt_every = 1;
	sim.run = sim.longest_run = 0;
	while (cap_revoke(slot, SK_CAP_ALL, true) != SK_OK)
		;
	ck_assert_uint_le(sim.longest_run, SK_STEPS);
	sim.preempt_every = 0;
	world_destroy(&r->obj);
	check_all_gone();
}

UNIT_TEST(destroying_a_vm_removes_its_guest_memory)
{
	int error = SK_OK;
	struct task *vm = task_create(kernel.root, SK_TYPE_VM, 0, world_next_slot(), &error);
	struct range *r = world_range(WORLD_RAM, 16u << 20, SK_RANGE_RAM);

	range_map(r, 0, &vm->space, 0, 24, SK_MEM_RWX, SK_ATTR_INHERIT);
	world_destroy(&vm->obj);
	ck_assert_ptr_null(r->origin.child);
	world_destroy(&r->obj);
	check_all_gone();
}

UNIT_TEST(destroying_a_range_unmaps_what_started_there)
{
	struct task *t = world_task(NULL, 16);
	struct range *r = world_range(WORLD_RAM, 16u << 20, SK_RANGE_RAM);

	for (uint32_t i = 0; i < 100; i++)
		range_map(r, i * SK_PAGE_SIZE, &t->space, 0x10000000 + i * SK_PAGE_SIZE, 14, 7, SK_ATTR_INHERIT);
	sim.preempt_every = 1;
	ck_assert_uint_gt(world_destroy(&r->obj), 1);
	sim.preempt_every = 0;
	ck_assert_ptr_null(space_lookup(&t->space, 0x10000000));
	world_destroy(&t->obj);
	check_all_gone();
}

UNIT_TEST(everything_in_the_root_factory_can_be_destroyed)
{
	struct task *t = world_task(NULL, 64);

	task_in(world_factory(16), &t->caps[9]);
	cap_install_root(&t->caps[3], &kernel.root->obj, SK_CAP_ALL);
	ck_assert_int_eq(object_destroy(&kernel.root->obj), SK_OK);
	ck_assert_uint_eq(kernel.root->used, used);
	ck_assert_uint_eq(kernel.orphans, 0);
}
