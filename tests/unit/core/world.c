// SPDX-License-Identifier: Apache-2.0
// A kernel without threads for the tests of the core's memory half.
#include "world.h"

#include <check.h>
#include <string.h>

struct cap world_slot[WORLD_SLOTS];
static unsigned next_slot;

void world_setup(void)
{
	sim_reset();
	memset(world_slot, 0, sizeof(world_slot));
	next_slot = 0;
	pool_init(sim_ram(SIM_RAM_BASE), SIM_RAM_BASE, WORLD_POOL);
	kernel.kip = factory_alloc(kernel.root, SK_COST_KUMEM);
	kernel.kip_pa = pool_phys(kernel.kip);
}

struct cap *world_next_slot(void)
{
	ck_assert_uint_lt(next_slot, WORLD_SLOTS);
	return &world_slot[next_slot++];
}

struct task *world_task(struct factory *f, uint32_t slots)
{
	int error = SK_OK;
	struct task *t = task_create(f ? f : kernel.root, SK_TYPE_TASK, slots, world_next_slot(), &error);

	ck_assert_int_eq(error, SK_OK);
	while (task_grow(t) != SK_OK)
		;
	return t;
}

struct factory *world_factory(unsigned order)
{
	int error = SK_OK;
	struct factory *f = factory_create(kernel.root, order, world_next_slot(), &error);

	ck_assert_int_eq(error, SK_OK);
	return f;
}

struct range *world_range(paddr_t base, uint32_t bytes, uint32_t kind)
{
	int error = SK_OK;
	struct range *r = range_create(kernel.root, base, bytes, kind, world_next_slot(), &error);

	ck_assert_int_eq(error, SK_OK);
	return r;
}

unsigned world_destroy(struct kobject *o)
{
	const struct cap *root = o->root;
	unsigned restarts = 0;

	while (root->obj && object_destroy(root->obj) != SK_OK)
		restarts++;
	while (destroy_orphans() != SK_OK)
		restarts++;
	return restarts;
}
