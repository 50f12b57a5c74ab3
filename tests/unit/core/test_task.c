// SPDX-License-Identifier: Apache-2.0
// Tasks: creation, growth of the capability table, kernel-user memory.
#include <skerry/abi/utcb.h>
#include <skerry/task.h>

#include "invariants.h"
#include "unit.h"
#include "world.h"

UNIT_FIXTURE(world_setup, NULL);

UNIT_LOOP(task_costs_what_the_constants_say, 3, 13)
{
	uint32_t before = kernel.root->used;
	uint32_t slots = 1u << _i;

	if (slots < 8)
		return;
	struct task *t = world_task(NULL, slots);

	ck_assert_uint_eq(t->cap_bytes >> SK_SEL_SHIFT, slots);
	ck_assert_uint_eq(kernel.root->used - before,
	                  SK_COST_TASK + slots * SK_COST_SLOT + SK_COST_PTAB + SK_COST_MAPPING);
	check_invariants(true);
}

UNIT_LOOP(number_of_slots_is_checked, 0, 4)
{
	static const uint32_t slots[] = {0, 7, 4097, UINT32_MAX};
	int error = SK_OK;

	ck_assert_ptr_null(task_create(kernel.root, SK_TYPE_TASK, slots[_i], world_next_slot(), &error));
	ck_assert_int_eq(error, SK_EINVAL);
	check_invariants(true);
}

UNIT_TEST(virtual_machines_need_an_engine)
{
	int error = SK_OK;

	sim.guest_supported = false;
	ck_assert_ptr_null(task_create(kernel.root, SK_TYPE_VM, 0, world_next_slot(), &error));
	ck_assert_int_eq(error, SK_ENOTSUP);
}

UNIT_TEST(taken_slot_is_refused)
{
	int error = SK_OK;

	world_task(NULL, 16);
	ck_assert_ptr_null(task_create(kernel.root, SK_TYPE_TASK, 16, &world_slot[0], &error));
	ck_assert_int_eq(error, SK_EEXIST);
	check_invariants(true);
}

/* Each prefix of the allocations of a task succeeds and the next one fails. */
UNIT_LOOP(creation_without_quota_leaves_nothing, 0, 8)
{
	static const uint32_t left[] = {0, 64, 2048, 4096, 4096 + 1024, 4096 + 2048, 4096 + 2048 + 64, 4096 + 4096};
	struct factory *f = world_factory(14);
	int error = SK_OK;

	for (uint32_t free = 16384; free > left[_i];) {
		uint32_t size = 4096;

		while (free - left[_i] < size)
			size /= 2;
		ck_assert_ptr_nonnull(factory_alloc(f, size));
		free -= size;
	}
	uint32_t used = f->used;
	struct cap *slot = world_next_slot();

	ck_assert_ptr_null(task_create(f, SK_TYPE_TASK, 64, slot, &error));
	ck_assert_int_eq(error, SK_ENOMEM);
	ck_assert_uint_eq(f->used, used);
	ck_assert_ptr_null(slot->obj);
	ck_assert(list_empty(&f->objects));
}

UNIT_TEST(large_tables_are_cleared_in_steps)
{
	int error = SK_OK;
	struct task *t = task_create(kernel.root, SK_TYPE_TASK, 4096, world_next_slot(), &error);
	unsigned restarts = 0;

	ck_assert_uint_eq(t->cap_bytes >> SK_SEL_SHIFT, TASK_SLOTS_AT_ONCE);
	ck_assert_ptr_null(cap_slot(t, TASK_SLOTS_AT_ONCE));
	sim.preempt_every = 1;
	while (task_grow(t) == SK_RESTART)
		restarts++;
	ck_assert_uint_gt(restarts, 100);
	ck_assert_ptr_nonnull(cap_slot(t, 4095));
	ck_assert_int_eq(task_grow(t), SK_OK);
	check_invariants(true);
}

UNIT_TEST(kip_is_mapped_read_only)
{
	struct task *t = world_task(NULL, 16);
	paddr_t pa;

	ck_assert(sim_translate(&t->space, SK_KIP_ADDR, SK_MEM_R, &pa));
	ck_assert_uint_eq(pa, kernel.kip_pa);
	ck_assert(!sim_translate(&t->space, SK_KIP_ADDR, SK_MEM_W, &pa));
}

UNIT_TEST(kumem_is_zeroed_and_reached_by_both_sides)
{
	struct task *t = world_task(NULL, 16);
	uint32_t before = kernel.root->used;
	paddr_t pa = 0;

	ck_assert_int_eq(task_add_kumem(t, 0x7fff0000), SK_OK);
	ck_assert_uint_eq(kernel.root->used - before, SK_COST_KUMEM + SK_COST_MAPPING);
	ck_assert(sim_translate(&t->space, 0x7fff0400, SK_MEM_W, &pa));
	ck_assert_ptr_eq(task_kumem_ptr(t, 0x7fff0400, SK_UTCB_SIZE), sim_ram(pa));
	for (unsigned i = 0; i < SK_PAGE_SIZE; i++)
		ck_assert_uint_eq(((uint8_t *)sim_ram(pa & ~0x3fffu))[i], 0);
	check_invariants(true);
}

UNIT_TEST(kumem_errors_leave_nothing)
{
	struct task *t = world_task(NULL, 16);
	uint32_t before = kernel.root->used;

	ck_assert_int_eq(task_add_kumem(t, 0x7fff0400), SK_EINVAL);
	ck_assert_int_eq(task_add_kumem(t, 0), SK_ERANGE);
	ck_assert_int_eq(task_add_kumem(t, SK_KIP_ADDR), SK_EEXIST);
	ck_assert_uint_eq(kernel.root->used, before);
	while (factory_alloc(kernel.root, SK_COST_KUMEM))
		;
	ck_assert_int_eq(task_add_kumem(t, 0x7fff0000), SK_ENOMEM);
}

UNIT_TEST(only_kumem_has_a_kernel_alias)
{
	struct task *t = world_task(NULL, 16);
	struct range *r = world_range(WORLD_RAM, 1u << 20, SK_RANGE_RAM);

	range_map(r, 0, &t->space, 0x10000000, 14, SK_MEM_RW, SK_ATTR_INHERIT);
	task_add_kumem(t, 0x20000000);
	ck_assert_ptr_null(task_kumem_ptr(t, 0x10000000, SK_UTCB_SIZE));
	ck_assert_ptr_null(task_kumem_ptr(t, SK_KIP_ADDR, SK_UTCB_SIZE));
	ck_assert_ptr_null(task_kumem_ptr(t, 0x30000000, SK_UTCB_SIZE));
	ck_assert_ptr_null(task_kumem_ptr(t, 0xffffc000, SK_UTCB_SIZE));
	ck_assert_ptr_null(task_kumem_ptr(t, 0x20000200, SK_UTCB_SIZE));
	ck_assert_ptr_null(task_kumem_ptr(t, 0x20003c00, SK_UTCB_SIZE + 1));
	ck_assert_ptr_nonnull(task_kumem_ptr(t, 0x20003c00, SK_UTCB_SIZE));
}
