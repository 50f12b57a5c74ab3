// SPDX-License-Identifier: Apache-2.0
// The protocols of factory, task, VM, range, log and board objects, by system calls.
#include <skerry/arch/cpu.h>
#include <skerry/irq.h>
#include <skerry/kernel.h>
#include <skerry/range.h>
#include <skerry/sim/system.h>

#include <string.h>

#include "invariants.h"
#include "unit.h"

#define TASK  100u /* slots of the root task that the tests use */
#define OTHER 101u

static struct thread *root;
static struct task *t;

static void setup(void)
{
	root = sim_system();
	t = root->task;
}

UNIT_FIXTURE(setup, NULL);

static int create(uint32_t type, uint32_t slot, uint32_t arg)
{
	return sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 3, type, slot, arg);
}

static struct task *new_task(uint32_t slot)
{
	ck_assert_int_eq(create(SK_TYPE_TASK, slot, 16), SK_OK);
	return container_of(t->caps[slot].obj, struct task, obj);
}

/* A weaker copy of slot @p from of the root task in its slot @p to. */
static void weaken(uint32_t from, uint32_t to, unsigned rights)
{
	ck_assert_int_eq(cap_map(&t->caps[from], &t->caps[to], rights), SK_OK);
}

static uint32_t free_range(void)
{
	uint32_t best = 0;

	for (uint32_t slot = SK_ROOT_SLOT_RANGES; t->caps[slot].obj; slot++) {
		const struct range *r = container_of(t->caps[slot].obj, struct range, obj);

		if (r->kind == SK_RANGE_RAM && r->bytes > 16u << 20)
			best = slot;
	}
	ck_assert_uint_ne(best, 0);
	return best;
}

static uint32_t device_range(void)
{
	uint32_t slot = SK_ROOT_SLOT_RANGES;

	while (container_of(t->caps[slot].obj, struct range, obj)->kind != SK_RANGE_DEVICE)
		slot++;
	return slot;
}

/* Offset in the free range whose physical address is a multiple of 1 << @p order. */
static uint32_t aligned_offset(unsigned order)
{
	uint32_t base = container_of(t->caps[free_range()].obj, struct range, obj)->base;

	return (0u - base) & ((1u << order) - 1);
}

static int map_ram(uint32_t task, uint32_t va, uint32_t order, uint32_t rights)
{
	return sim_op(root, free_range(), SK_RANGE_MAP, 4, task, aligned_offset(order),
	              SK_FPAGE_MEMORY(va, order, rights), SK_ATTR_INHERIT);
}

/* --- Factory. --- */

UNIT_TEST(every_type_is_created_with_all_rights_at_its_cost)
{
	static const struct {
		uint32_t type, arg, cost;
	} c[] = {
	        {SK_TYPE_TASK, 16, SK_COST_TASK + 16 * SK_COST_SLOT + SK_COST_PTAB + SK_COST_MAPPING},
	        {SK_TYPE_VM, 0, SK_COST_TASK},
	        {SK_TYPE_IRQ, 0, SK_COST_IRQ},
	        {SK_TYPE_SC, 0, SK_COST_SC},
	        {SK_TYPE_THREAD, SK_SLOT_TASK, SK_COST_THREAD},
	        {SK_TYPE_FACTORY, 14, SK_COST_FACTORY + (1 << 14)},
	};

	for (uint32_t i = 0; i < sizeof(c) / sizeof(*c); i++) {
		uint32_t before = kernel.root->used;

		ck_assert_int_eq(create(c[i].type, 100 + i, c[i].arg), SK_OK);
		ck_assert_uint_eq(t->caps[100 + i].obj->type, c[i].type);
		ck_assert_uint_eq(t->caps[100 + i].d.rights, SK_CAP_ALL);
		ck_assert_uint_eq(kernel.root->used - before, c[i].cost);
		ck_assert_int_eq(create(c[i].type, 100 + i, c[i].arg), SK_EEXIST);
		ck_assert_int_eq(create(c[i].type, 256, c[i].arg), SK_ERANGE);
		ck_assert_int_eq(create(c[i].type, 0, c[i].arg), SK_ERANGE);
	}
	ck_assert_int_eq(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 5, SK_TYPE_GATE, 110, SK_SLOT_THREAD, 7, 0),
	                 SK_OK);
	ck_assert_int_eq(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 5, SK_TYPE_VCPU, 111, 101, 104, 0),
	                 SK_EFAULT);
	check_invariants(true);
}

UNIT_TEST(new_task_holds_itself_its_factory_and_its_first_thread)
{
	const struct task *n = new_task(TASK);

	ck_assert_ptr_eq(n->caps[SK_SLOT_TASK].obj, &n->obj);
	ck_assert_ptr_eq(n->caps[SK_SLOT_FACTORY].obj, &kernel.root->obj);
	ck_assert_ptr_null(n->caps[SK_SLOT_THREAD].obj);
	create(SK_TYPE_THREAD, OTHER, TASK);
	ck_assert_ptr_eq(n->caps[SK_SLOT_THREAD].obj, t->caps[OTHER].obj);
	create(SK_TYPE_THREAD, 102, TASK);
	ck_assert_ptr_eq(n->caps[SK_SLOT_THREAD].obj, t->caps[OTHER].obj);
}

UNIT_TEST(creation_needs_control_and_its_arguments)
{
	weaken(SK_SLOT_FACTORY, 60, SK_CAP_USE);
	ck_assert_int_eq(sim_op(root, 60, SK_FACTORY_CREATE, 3, SK_TYPE_TASK, TASK, 16), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(root, 60, SK_FACTORY_INFO, 0), SK_OK);
	ck_assert_int_eq(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 1, SK_TYPE_TASK), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 2, SK_TYPE_TASK, TASK), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 4, SK_TYPE_GATE, TASK, 2, 0), SK_EINVAL);
	for (uint32_t type = 0; type < 40; type++) {
		if (type == SK_TYPE_NONE || type == SK_TYPE_LOG || type == SK_TYPE_RANGE || type == SK_TYPE_CPU ||
		    type >= SK_TYPE_BOARD)
			ck_assert_int_eq(create(type, TASK, 0), SK_EINVAL);
	}
	ck_assert_int_eq(create(SK_TYPE_TASK, TASK, 7), SK_EINVAL);
	ck_assert_int_eq(create(SK_TYPE_FACTORY, TASK, 11), SK_ERANGE);
	ck_assert_int_eq(create(SK_TYPE_FACTORY, TASK, 29), SK_ERANGE);
	ck_assert_int_eq(create(SK_TYPE_FACTORY, TASK, 28), SK_ENOMEM);
	ck_assert_int_eq(create(SK_TYPE_THREAD, TASK, 99), SK_ENOCAP);
	ck_assert_int_eq(create(SK_TYPE_THREAD, TASK, SK_SLOT_LOG), SK_EPROTO);
	ck_assert_int_eq(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 5, SK_TYPE_GATE, TASK, 99, 0, 0), SK_ENOCAP);
	ck_assert_int_eq(sim_op(root, SK_SLOT_FACTORY, SK_FACTORY_CREATE, 5, SK_TYPE_VCPU, TASK, 99, 2, 0), SK_ENOCAP);
	ck_assert_int_eq(sim_op(root, SK_SLOT_FACTORY, 0x1ff, 0), SK_EPROTO);
	check_invariants(true);
}

UNIT_TEST(factory_tells_its_quota)
{
	ck_assert_int_eq(create(SK_TYPE_FACTORY, OTHER, 14), SK_OK);
	struct sim_result r = sim_invoke(root, OTHER, SK_FACTORY_INFO, 0);

	ck_assert_int_eq(sim_code(r), SK_OK);
	ck_assert_uint_eq(r.w[0], 16384);
	ck_assert_uint_eq(r.w[1], 0);
	ck_assert_uint_eq(r.w[2], 16384);
	ck_assert_int_eq(sim_op(root, OTHER, SK_FACTORY_CREATE, 2, SK_TYPE_IRQ, TASK), SK_OK);
	r = sim_invoke(root, OTHER, SK_FACTORY_INFO, 0);
	ck_assert_uint_eq(r.w[1], SK_COST_IRQ);
	ck_assert_uint_eq(r.w[2], 8192);
}

UNIT_TEST(task_at_its_quota_does_not_make_another_s_call_fail)
{
	create(SK_TYPE_FACTORY, OTHER, 12);
	uint32_t slot = 110;

	while (sim_op(root, OTHER, SK_FACTORY_CREATE, 2, SK_TYPE_IRQ, slot) == SK_OK)
		slot++;
	ck_assert_uint_eq(slot, 110 + 4096 / SK_COST_IRQ);
	ck_assert_int_eq(sim_op(root, OTHER, SK_FACTORY_CREATE, 2, SK_TYPE_SC, slot), SK_ENOMEM);
	ck_assert_int_eq(create(SK_TYPE_IRQ, slot, 0), SK_OK);
}

UNIT_LOOP(creation_of_a_large_task_goes_on_after_interruptions, 1, 4)
{
	sim.preempt_every = (unsigned)_i;
	ck_assert_int_eq(create(SK_TYPE_TASK, TASK, 4096), SK_OK);
	ck_assert_uint_eq(container_of(t->caps[TASK].obj, struct task, obj)->cap_bytes >> SK_SEL_SHIFT, 4096);
	ck_assert_uint_eq(root->progress, 0);
	check_invariants(true);
}

/* --- Task. --- */

UNIT_TEST(task_map_delegates_from_the_caller)
{
	const struct task *n = new_task(TASK);

	ck_assert_int_eq(map_ram(SK_SLOT_TASK, 0x20000000, 16, SK_MEM_RW), SK_OK);
	struct sim_result r = sim_invoke(root, TASK, SK_TASK_MAP, 3, SK_ITEM(SK_ITEM_MAP, 0u, 0u),
	                                 SK_FPAGE_MEMORY(0x20004000u, 14u, 7u), SK_FPAGE_MEMORY(0x30000000u, 14u, 0u));

	ck_assert_int_eq(sim_code(r), SK_OK);
	ck_assert_uint_eq(r.w[0], SK_FPAGE_MEMORY(0x30000000u, 14u, SK_MEM_RW));
	ck_assert_ptr_nonnull(space_lookup(&n->space, 0x30000000));
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_MAP, 3, SK_ITEM(SK_ITEM_MAP, 0u, 0u),
	                        SK_FPAGE_SLOT(SK_SLOT_LOG, 15u), SK_FPAGE_SLOT(4u, 0u)),
	                 SK_OK);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_MAP, 3, SK_ITEM(SK_ITEM_MAP, 0u, 0u),
	                        SK_FPAGE_SLOT(SK_SLOT_LOG, 15u), SK_FPAGE_SLOT(4u, 0u)),
	                 SK_EEXIST);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_MAP, 2, SK_ITEM(SK_ITEM_MAP, 0u, 0u), 0), SK_EINVAL);
	check_invariants(true);
}

UNIT_TEST(task_operations_need_their_rights)
{
	new_task(TASK);
	weaken(TASK, 60, SK_CAP_USE);
	weaken(TASK, 61, SK_CAP_CTRL);
	ck_assert_int_eq(sim_op(root, 60, SK_TASK_MAP, 3, 1, 0, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(root, 60, SK_TASK_UNMAP, 2, SK_FPAGE_ALL(7u), 1), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(root, 60, SK_TASK_KUMEM, 1, 0x20000000), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(root, 60, SK_TASK_CAP_INFO, 1, 1), SK_OK);
	ck_assert_int_eq(sim_op(root, 61, SK_TASK_CAP_INFO, 1, 1), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(root, 61, SK_TASK_KUMEM, 1, 0x20000000), SK_OK);
	ck_assert_int_eq(sim_op(root, 61, SK_TASK_KUMEM, 0), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, TASK, 0x2ff, 0), SK_EPROTO);
	ck_assert_int_eq(sim_op(root, TASK, SK_THREAD_INFO, 0), SK_EPROTO);
}

UNIT_TEST(unmap_checks_its_arguments)
{
	new_task(TASK);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 1, SK_FPAGE_ALL(7u)), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 2, SK_FPAGE_ALL(7u), 2), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 2, SK_FPAGE_NIL, 1), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 2, SK_FPAGE_SLOT(6u, 0u), 1), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 2, SK_FPAGE(SK_FPAGE_CAP, 6u, 3u, 15u), 1), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 2, SK_FPAGE(SK_FPAGE_CAP, 0u, 13u, 15u), 1), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 2, SK_FPAGE(SK_FPAGE_CAP, 0u, 5u, 15u), 1), SK_ERANGE);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 2, SK_FPAGE(SK_FPAGE_CAP, 0u, 4u, 15u), 1), SK_OK);
	ck_assert_ptr_null(container_of(t->caps[TASK].obj, struct task, obj)->caps[SK_SLOT_TASK].obj);
}

UNIT_LOOP(unmap_of_slots_destroys_what_they_own, 0, 3)
{
	uint32_t before = kernel.root->used;

	for (uint32_t i = 0; i < 8; i++)
		new_task(64 + i);
	sim.preempt_every = (unsigned)_i;
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_UNMAP, 2, SK_FPAGE(SK_FPAGE_CAP, 64u, 3u, 15u), 1), SK_OK);
	sim.preempt_every = 0;
	ck_assert_uint_eq(kernel.root->used, before);
	check_invariants(true);
}

UNIT_TEST(unmap_of_memory_in_another_task)
{
	const struct task *n = new_task(TASK);

	map_ram(TASK, 0x20000000, 14, SK_MEM_RW);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 2, SK_FPAGE_MEMORY(0x20000000u, 14u, SK_MEM_W), 1), SK_OK);
	ck_assert_uint_eq(space_lookup(&n->space, 0x20000000)->d.rights, SK_MEM_R);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 2, SK_FPAGE_MEMORY(0x20000000u, 14u, 7u), 1), SK_OK);
	ck_assert_ptr_null(space_lookup(&n->space, 0x20000000));
}

UNIT_TEST(unmap_ends_when_the_task_it_is_about_is_gone)
{
	struct task *n = new_task(TASK);

	ck_assert_int_eq(cap_revoke(&t->caps[TASK], SK_CAP_ALL, false), SK_OK);
	ck_assert_int_eq(cap_grant(&t->caps[TASK], &n->caps[6], SK_CAP_ALL), SK_OK);
	ck_assert_int_eq(cap_map(&n->caps[6], &t->caps[TASK], SK_CAP_ALL), SK_OK);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 2, SK_FPAGE(SK_FPAGE_CAP, 0u, 4u, 15u), 1), SK_OK);
	ck_assert_ptr_null(t->caps[TASK].obj);
	check_invariants(true);
}

UNIT_TEST(caller_that_destroys_itself_does_not_come_back)
{
	struct sim_result r = sim_invoke(root, SK_SLOT_TASK, SK_TASK_UNMAP, 2,
	                                 SK_FPAGE_SLOT((uint32_t)SK_SLOT_THREAD, 15u), SK_UNMAP_SELF);

	ck_assert(!r.back);
	ck_assert_ptr_null(sim.on->current);
	check_invariants(true);
}

UNIT_TEST(caller_that_destroys_everything_leaves_an_idle_kernel)
{
	struct sim_result r = sim_invoke(root, SK_SLOT_TASK, SK_TASK_UNMAP, 2,
	                                 SK_FPAGE_SLOT((uint32_t)SK_SLOT_FACTORY, 15u), SK_UNMAP_SELF);

	ck_assert(!r.back);
	ck_assert_ptr_null(sim.on->current);
	ck_assert(list_empty(&kernel.root->objects));
	sim_advance(100000000);
}

UNIT_TEST(lookup_tells_mapping_and_attribute)
{
	map_ram(SK_SLOT_TASK, 0x20000000, 16, SK_MEM_RX);
	struct sim_result r = sim_invoke(root, SK_SLOT_TASK, SK_TASK_LOOKUP, 1, 0x2000c123);

	ck_assert_int_eq(sim_code(r), SK_OK);
	ck_assert_uint_eq(r.w[0], SK_FPAGE_MEMORY(0x20000000u, 16u, SK_MEM_RX));
	ck_assert_uint_eq(r.w[1], SK_ATTR_CACHED);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_LOOKUP, 1, 0x20010000), SK_ENOENT);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_LOOKUP, 1, 0xa0000000), SK_ENOENT);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_LOOKUP, 0), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_CAP_INFO, 1, 200), SK_ENOCAP);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_CAP_INFO, 0), SK_EINVAL);
}

UNIT_LOOP(cache_operations_cover_what_is_mapped, 1, 4)
{
	map_ram(SK_SLOT_TASK, 0x20000000, 16, SK_MEM_RW);
	sim.preempt_every = (unsigned)_i - 1;
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_CACHE, 3, (uint32_t)_i, 0x20003000, 0x6000), SK_OK);
	ck_assert_uint_eq(sim.cache_ops[_i], 3);
	ck_assert_uint_eq(sim.cache_bytes, 0x1000);
	ck_assert_uint_eq(sim.cache_pa, space_lookup(&t->space, 0x20000000)->pa + 0x8000);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_CACHE, 3, (uint32_t)_i, 0x20003000, 0), SK_OK);
}

UNIT_TEST(cache_operations_check_their_arguments)
{
	new_task(TASK);
	map_ram(SK_SLOT_TASK, 0x20000000, 16, SK_MEM_RW);
	sim_op(root, device_range(), SK_RANGE_MAP, 4, SK_SLOT_TASK, 0, SK_FPAGE_MEMORY(0x30000000u, 14u, 6u), 0);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_CACHE, 3, SK_CACHE_CLEAN, 0x20000000, 4), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_CACHE, 3, 0, 0x20000000, 4), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_CACHE, 3, 4, 0x20000000, 4), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_CACHE, 3, 1, 0x20000000, 0xf0000000), SK_ERANGE);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_CACHE, 3, 1, 0x2000f000, 0x2000), SK_EFAULT);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_CACHE, 3, 1, 0x30000000, 4), SK_EFAULT);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_CACHE, 2, 1, 0x20000000), SK_EINVAL);
}

/* --- VM. --- */

UNIT_TEST(vm_takes_memory_and_has_no_capabilities)
{
	ck_assert_int_eq(create(SK_TYPE_VM, TASK, 0), SK_OK);
	const struct task *vm = container_of(t->caps[TASK].obj, struct task, obj);

	ck_assert_int_eq(map_ram(SK_SLOT_TASK, 0x20000000, 20, SK_MEM_RWX), SK_OK);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_MAP, 3, SK_ITEM(SK_ITEM_MAP, 0u, 0u),
	                        SK_FPAGE_MEMORY(0x20000000u, 20u, 7u), SK_FPAGE_MEMORY(0u, 20u, 0u)),
	                 SK_OK);
	ck_assert_ptr_nonnull(space_lookup(&vm->space, 0));
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_LOOKUP, 1, 0x1000), SK_OK);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_CAP_INFO, 1, 1), SK_EPROTO);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_KUMEM, 1, 0x4000), SK_EPROTO);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_CACHE, 3, 1, 0, 4), SK_EPROTO);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_MAP, 3, SK_ITEM(SK_ITEM_MAP, 0u, 0u),
	                        SK_FPAGE_SLOT(SK_SLOT_LOG, 15u), SK_FPAGE_SLOT(6u, 0u)),
	                 SK_ERANGE);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 2, SK_FPAGE_SLOT(6u, 15u), 1), SK_ERANGE);
	ck_assert_int_eq(sim_op(root, TASK, SK_TASK_UNMAP, 2, SK_FPAGE_ALL(7u), 1), SK_OK);
	ck_assert_ptr_null(space_lookup(&vm->space, 0));
	check_invariants(true);
}

/* --- Range. --- */

UNIT_TEST(range_maps_into_tasks_more_than_once_and_revokes_all)
{
	new_task(TASK);
	ck_assert_int_eq(map_ram(SK_SLOT_TASK, 0x20000000, 20, SK_MEM_RW), SK_OK);
	ck_assert_int_eq(map_ram(TASK, 0x30000000, 20, SK_MEM_R), SK_OK);
	ck_assert_int_eq(map_ram(TASK, 0x30000000, 20, SK_MEM_R), SK_EEXIST);
	check_invariants(true);
	ck_assert_int_eq(sim_op(root, free_range(), SK_RANGE_REVOKE, 0), SK_OK);
	ck_assert_ptr_null(space_lookup(&t->space, 0x20000000));
	check_invariants(true);
}

static int range_op(uint32_t range, uint32_t task, uint32_t offset, uint32_t fpage, uint32_t attr)
{
	return sim_op(root, range, SK_RANGE_MAP, 4, task, offset, fpage, attr);
}

UNIT_TEST(range_map_checks_its_arguments)
{
	uint32_t ram = free_range();
	uint32_t dev = device_range();
	uint32_t size = container_of(t->caps[ram].obj, struct range, obj)->bytes;
	uint32_t page = SK_FPAGE_MEMORY(0x20000000u, 14u, 7u);

	ck_assert_int_eq(range_op(ram, 99, 0, page, 0), SK_ENOCAP);
	ck_assert_int_eq(range_op(ram, SK_SLOT_LOG, 0, page, 0), SK_EPROTO);
	ck_assert_int_eq(range_op(ram, SK_SLOT_TASK, 0, SK_FPAGE_SLOT(6u, 15u), 0), SK_EINVAL);
	ck_assert_int_eq(range_op(ram, SK_SLOT_TASK, 0x1000, page, 0), SK_EINVAL);
	ck_assert_int_eq(range_op(ram, SK_SLOT_TASK, 0, SK_FPAGE_MEMORY(0x20000000u, 13u, 7u), 0), SK_EINVAL);
	ck_assert_int_eq(range_op(ram, SK_SLOT_TASK, 0, SK_FPAGE_MEMORY(0x20000000u, 40u, 7u), 0), SK_EINVAL);
	ck_assert_int_eq(range_op(ram, SK_SLOT_TASK, 0, SK_FPAGE_MEMORY(0x20000000u, 14u, 0u), 0), SK_EINVAL);
	ck_assert_int_eq(range_op(ram, SK_SLOT_TASK, 0, page, 3), SK_EINVAL);
	ck_assert_int_eq(range_op(ram, SK_SLOT_TASK, size, page, 0), SK_ERANGE);
	ck_assert_int_eq(range_op(ram, SK_SLOT_TASK, size - 0x4000, SK_FPAGE_MEMORY(0x20000000u, 15u, 7u), 0),
	                 SK_ERANGE);
	ck_assert_int_eq(range_op(dev, SK_SLOT_TASK, 0, page, SK_ATTR_CACHED), SK_EINVAL);
	ck_assert_int_eq(range_op(dev, SK_SLOT_TASK, 0, page, 0), SK_OK);
	ck_assert(sim_pte_uncached(space_pte(&t->space, 0x20000000)));
	ck_assert_int_eq(sim_op(root, ram, SK_RANGE_MAP, 3, 1, 0, page), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, ram, 0x6ff, 0), SK_EPROTO);
	weaken(ram, 60, SK_CAP_USE);
	ck_assert_int_eq(range_op(60, SK_SLOT_TASK, 0, page, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(root, 60, SK_RANGE_INFO, 0), SK_OK);
}

UNIT_LOOP(range_clears_memory_step_by_step, 0, 2)
{
	uint32_t ram = free_range();
	paddr_t base = container_of(t->caps[ram].obj, struct range, obj)->base;

	memset(sim_ram(base), 0xff, 0x24000);
	sim.preempt_every = (unsigned)_i;
	for (uint32_t done = 0; done < 0x20000;) {
		struct sim_result r = sim_invoke(root, ram, SK_RANGE_CLEAR, 2, done, 0x20000 - done);

		ck_assert_int_eq(sim_code(r), SK_OK);
		ck_assert_uint_eq(r.w[0], _i ? SK_PAGE_SIZE : SK_RANGE_CLEAR_STEP);
		done += r.w[0];
	}
	for (uint32_t i = 0; i < 0x24000; i++)
		ck_assert_uint_eq(((uint8_t *)sim_ram(base))[i], i < 0x20000 ? 0 : 0xff);
}

UNIT_TEST(range_clear_checks_its_arguments)
{
	uint32_t ram = free_range();
	uint32_t size = container_of(t->caps[ram].obj, struct range, obj)->bytes;

	ck_assert_int_eq(sim_op(root, device_range(), SK_RANGE_CLEAR, 2, 0, 0x4000), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, ram, SK_RANGE_CLEAR, 2, 1, 0x4000), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, ram, SK_RANGE_CLEAR, 2, 0, 0x4001), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, ram, SK_RANGE_CLEAR, 2, size + 0x4000, 0x4000), SK_ERANGE);
	ck_assert_int_eq(sim_op(root, ram, SK_RANGE_CLEAR, 2, size - 0x4000, 0x8000), SK_ERANGE);
	ck_assert_int_eq(sim_op(root, ram, SK_RANGE_CLEAR, 1, 0), SK_EINVAL);
}

/* --- Log. --- */

UNIT_LOOP(log_writes_bytes_from_registers_and_utcb, 0, 233)
{
	uint32_t w[4] = {(uint32_t)_i, 0x64636261, 0x68676665, 0x6c6b6a69};
	uint32_t words = ((uint32_t)_i + 3) / 4 + 1;

	for (unsigned i = 4; i < 63; i++)
		root->utcb->mr[i] = 0x7a797877;
	sim_console_clear();
	ck_assert_int_eq(
	        sim_code(sim_syscall(root, SK_SEL(SK_SLOT_LOG, SK_OP_CALL), SK_TAG(SK_LOG_WRITE, words, 0u), 0, w)),
	        SK_OK);
	ck_assert_uint_eq(strlen(sim_console()), (unsigned)_i);
	ck_assert_int_eq(strncmp(sim_console(), "abcdefghijklwxyzwxyz", _i < 20 ? (size_t)_i : 20), 0);
}

UNIT_TEST(log_checks_its_arguments)
{
	weaken(SK_SLOT_LOG, 60, SK_CAP_USE);
	weaken(SK_SLOT_LOG, 61, SK_CAP_CTRL);
	ck_assert_int_eq(sim_op(root, SK_SLOT_LOG, SK_LOG_WRITE, 0), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, SK_SLOT_LOG, SK_LOG_WRITE, 2, 5, 0), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, SK_SLOT_LOG, SK_LOG_WRITE, 2, 233, 0), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, SK_SLOT_LOG, SK_LOG_WRITE, 2, UINT32_MAX, 0), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, 61, SK_LOG_WRITE, 2, 1, 65), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(root, 60, SK_LOG_READ, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(root, 61, SK_LOG_READ, 0), SK_ENOENT);
	ck_assert_int_eq(sim_op(root, 60, 0x5ff, 0), SK_EPROTO);
	sim.input = "ab";
	ck_assert_uint_eq(sim_invoke(root, 61, SK_LOG_READ, 0).w[0], 'a');
}

UNIT_TEST(log_needs_a_utcb_for_long_texts)
{
	uint32_t w[4] = {13, 0, 0, 0};

	root->utcb = NULL;
	ck_assert_int_eq(
	        sim_code(sim_syscall(root, SK_SEL(SK_SLOT_LOG, SK_OP_CALL), SK_TAG(SK_LOG_WRITE, 5u, 0u), 0, w)),
	        SK_EFAULT);
}

/* --- Board. --- */

UNIT_TEST(board_attaches_and_detaches_lines)
{
	create(SK_TYPE_IRQ, TASK, 0);
	ck_assert_int_eq(sim_op(root, SK_ROOT_SLOT_BOARD, SK_BOARD_IRQ_ATTACH, 3, 5, TASK, 2), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, SK_ROOT_SLOT_BOARD, SK_BOARD_IRQ_ATTACH, 3, 5, SK_SLOT_LOG, 0), SK_EPROTO);
	ck_assert_int_eq(sim_op(root, SK_ROOT_SLOT_BOARD, SK_BOARD_IRQ_ATTACH, 2, 5, TASK), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, SK_ROOT_SLOT_BOARD, SK_BOARD_IRQ_ATTACH, 3, SIM_IRQ_LINES, TASK, 0), SK_ERANGE);
	ck_assert_int_eq(sim_op(root, SK_ROOT_SLOT_BOARD, SK_BOARD_IRQ_ATTACH, 3, SIM_IRQ_RESERVED, TASK, 0),
	                 SK_ERANGE);
	ck_assert_int_eq(sim_op(root, SK_ROOT_SLOT_BOARD, SK_BOARD_IRQ_ATTACH, 3, 5, TASK, SK_IRQ_EDGE), SK_OK);
	ck_assert(!sim.line[5].masked && sim.line[5].edge);
	ck_assert_int_eq(sim_op(root, SK_ROOT_SLOT_BOARD, SK_BOARD_IRQ_DETACH, 1, 5), SK_OK);
	ck_assert(sim.line[5].masked);
	ck_assert_int_eq(sim_op(root, SK_ROOT_SLOT_BOARD, SK_BOARD_IRQ_DETACH, 1, 5), SK_ENOENT);
	ck_assert_int_eq(sim_op(root, SK_ROOT_SLOT_BOARD, SK_BOARD_IRQ_DETACH, 0), SK_EINVAL);
}

UNIT_TEST(board_tells_itself_and_needs_control_for_the_rest)
{
	struct sim_result r = sim_invoke(root, SK_ROOT_SLOT_BOARD, SK_BOARD_INFO, 0);

	ck_assert_uint_eq(r.w[0], SIM_IRQ_LINES);
	ck_assert_uint_eq(r.w[1], 'S');
	weaken(SK_ROOT_SLOT_BOARD, 60, SK_CAP_USE);
	ck_assert_int_eq(sim_op(root, 60, SK_BOARD_INFO, 0), SK_OK);
	ck_assert_int_eq(sim_op(root, 60, SK_BOARD_RESET, 2, 0, 0), SK_ERIGHTS);
	ck_assert_int_eq(sim_op(root, SK_ROOT_SLOT_BOARD, 0xcff, 0), SK_EPROTO);
	ck_assert_int_eq(sim_op(root, SK_ROOT_SLOT_BOARD, SK_BOARD_RESET, 1, 0), SK_EINVAL);
	ck_assert_int_eq(sim_op(root, SK_ROOT_SLOT_BOARD, SK_BOARD_RESET, 2, 2, 0), SK_EINVAL);
}

static void reset_board(void *how)
{
	sim_op(root, SK_ROOT_SLOT_BOARD, SK_BOARD_RESET, 2, *(uint32_t *)how, 7);
}

UNIT_LOOP(board_reset_reports_the_status, 0, 2)
{
	uint32_t how = (uint32_t)_i;

	sim_console_clear();
	ck_assert_ptr_nonnull(sim_panic_of(reset_board, &how));
	ck_assert(sim.ended);
	ck_assert_int_eq(sim.power_off, how == SK_BOARD_POWEROFF);
	ck_assert_str_eq(sim_console(), "skerry: exit 7\n");
}

UNIT_TEST(kernel_objects_go_with_their_root_capability)
{
	ck_assert_int_eq(
	        sim_op(root, SK_SLOT_TASK, SK_TASK_UNMAP, 2, SK_FPAGE_SLOT((uint32_t)SK_ROOT_SLOT_BOARD, 15u), 1),
	        SK_OK);
	ck_assert_int_eq(sim_op(root, SK_SLOT_TASK, SK_TASK_UNMAP, 2, SK_FPAGE_SLOT((uint32_t)SK_SLOT_LOG, 15u), 1),
	                 SK_OK);
	check_invariants(true);
}
