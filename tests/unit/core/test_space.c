// SPDX-License-Identifier: Apache-2.0
// Address spaces: entering, looking up, reducing, unmapping and revoking mappings of every size.
#include <skerry/space.h>

#include "invariants.h"
#include "unit.h"
#include "world.h"

#define RAM WORLD_RAM

static struct task *a, *b;
static struct range *ram;
static uint32_t used;

static void setup(void)
{
	world_setup();
	a = world_task(world_factory(18), 32);
	b = world_task(world_factory(18), 32);
	ram = world_range(RAM, 32u << 20, SK_RANGE_RAM);
	used = a->space.payer->used;
}

UNIT_FIXTURE(setup, NULL);

static int map(struct task *t, uint32_t va, unsigned order, uint32_t offset, unsigned rights)
{
	return range_map(ram, offset, &t->space, va, order, rights, SK_ATTR_INHERIT);
}

static int derive(struct task *from, uint32_t source, struct task *to, uint32_t va, unsigned order, unsigned rights)
{
	struct mapping *m = space_lookup(&from->space, source);

	return space_map(&to->space, &m->d, va, order, m->pa + (source - m->va), rights & m->d.rights, m->attr,
	                 m->flags);
}

static int unmap(struct task *t, uint32_t fpage, bool self)
{
	uint32_t progress = 0;
	int result;

	do {
		result = space_unmap(&t->space, fpage, self, &progress);
	} while (result == SK_RESTART);
	return result;
}

/* The mapping's memory as the processor sees it, at both ends; loads the TLB. */
static bool reaches(struct task *t, uint32_t va, unsigned access, paddr_t expected)
{
	paddr_t pa = 0;
	bool ok = sim_translate(&t->space, va, access, &pa);

	return ok && pa == expected;
}

UNIT_LOOP(mapping_of_every_size_is_found_at_both_ends, 14, 26)
{
	uint32_t size = 1u << _i;

	ck_assert_int_eq(map(a, 0x10000000, (unsigned)_i, 0, SK_MEM_RW), SK_OK);
	ck_assert(reaches(a, 0x10000000, SK_MEM_R, RAM));
	ck_assert(reaches(a, 0x10000000 + size - 4, SK_MEM_W, RAM + size - 4));
	ck_assert(!reaches(a, 0x10000000, SK_MEM_X, RAM));
	ck_assert_ptr_null(space_lookup(&a->space, 0x10000000 - 4));
	ck_assert_ptr_null(space_lookup(&a->space, 0x10000000 + size));
	ck_assert_uint_eq(a->space.payer->used, used + 64 + (_i < 23 ? 4096 : 0));
	check_invariants(true);
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x10000000u, (uint32_t)_i, SK_MEM_RWX), true), SK_OK);
	ck_assert(!reaches(a, 0x10000000, SK_MEM_R, RAM));
	ck_assert(!reaches(a, 0x10000000 + size - 4, SK_MEM_R, RAM + size - 4));
	ck_assert_uint_eq(a->space.payer->used, used);
	check_invariants(true);
}

UNIT_TEST(place_is_checked)
{
	struct space *s = &a->space;

	ck_assert_int_eq(space_map(s, NULL, 0x4000, 13, 0, 1, 1, 1), SK_EINVAL);
	ck_assert_int_eq(space_map(s, NULL, 0x4000, 32, 0, 1, 1, 1), SK_EINVAL);
	ck_assert_int_eq(space_map(s, NULL, 0x4000, 15, 0, 1, 1, 1), SK_EINVAL);
	ck_assert_int_eq(space_map(s, NULL, 0x8000, 15, 0x4000, 1, 1, 1), SK_EINVAL);
	ck_assert_int_eq(space_map(s, NULL, 0, 14, 0, 1, 1, 1), SK_ERANGE);
	ck_assert_int_eq(space_map(s, NULL, 0, 31, 0, 1, 1, 1), SK_ERANGE);
	ck_assert_int_eq(space_map(s, NULL, 0x80000000, 14, 0, 1, 1, 1), SK_ERANGE);
	ck_assert_int_eq(space_map(s, NULL, 0x80000000, 31, 0, 1, 1, 1), SK_ERANGE);
	ck_assert_int_eq(space_map(s, NULL, SK_KIP_ADDR, 14, 0, 1, 1, 1), SK_EEXIST);
	ck_assert_uint_eq(a->space.payer->used, used);
	ck_assert_ptr_null(space_lookup(s, 0x80000000));
	ck_assert_uint_eq(space_pte(s, 0xffffffff), 0);
}

UNIT_TEST(guest_physical_space_begins_at_zero)
{
	int error = SK_OK;
	struct task *vm = task_create(kernel.root, SK_TYPE_VM, 0, world_next_slot(), &error);

	ck_assert_int_eq(error, SK_OK);
	ck_assert_int_eq(map(vm, 0, 25, 0, SK_MEM_RWX), SK_OK);
	ck_assert_int_eq(map(vm, 0x7fffc000, 14, 0, SK_MEM_RWX), SK_OK);
	ck_assert(reaches(vm, 0, SK_MEM_X, RAM));
	check_invariants(true);
}

UNIT_LOOP(nothing_is_mapped_over_something, 0, 4)
{
	static const struct {
		uint32_t va;
		unsigned order, other_order;
		uint32_t other;
	} c[] = {
	        {0x10000000, 14, 14, 0x10000000},
	        {0x10010000, 14, 20, 0x10000000},
	        {0x10000000, 23, 14, 0x10404000},
	        {0x10000000, 14, 24, 0x10000000},
	};

	ck_assert_int_eq(map(a, c[_i].va, c[_i].order, 0, SK_MEM_R), SK_OK);
	ck_assert_int_eq(map(a, c[_i].other, c[_i].other_order, 0, SK_MEM_R), SK_EEXIST);
	check_invariants(true);
}

UNIT_TEST(large_mapping_needs_all_its_pieces_free)
{
	ck_assert_int_eq(map(a, 0x11800000, 23, 0, SK_MEM_R), SK_OK);
	ck_assert_int_eq(map(a, 0x10000000, 25, 0, SK_MEM_R), SK_EEXIST);
}

UNIT_TEST(quota_pays_for_mapping_and_table_or_nothing_happens)
{
	struct factory *f = world_factory(15);
	struct task *t = world_task(f, 64);

	while (factory_alloc(f, 64))
		;
	ck_assert_int_eq(map(t, 0x10000000, 14, 0, SK_MEM_R), SK_ENOMEM);
	ck_assert_ptr_null(ram->origin.child);

	/* Room for the mapping, none for its table. */
	f = world_factory(14);
	t = world_task(f, 64);
	while (factory_alloc(f, 4096))
		;
	uint32_t before = f->used;

	ck_assert_int_eq(map(t, 0x10000000, 14, 0, SK_MEM_R), SK_ENOMEM);
	ck_assert_uint_eq(f->used, before);
	ck_assert_ptr_null(ram->origin.child);
	ck_assert_int_eq(map(t, 0x10000000, 23, 0, SK_MEM_R), SK_OK);
}

UNIT_TEST(table_goes_back_with_its_last_mapping)
{
	ck_assert_int_eq(map(a, 0x10000000, 14, 0, SK_MEM_R), SK_OK);
	ck_assert_int_eq(map(a, 0x10004000, 14, 0, SK_MEM_R), SK_OK);
	unmap(a, SK_FPAGE_MEMORY(0x10000000u, 14u, 7u), true);
	ck_assert_uint_eq(a->space.payer->used, used + 4096 + 64);
	unmap(a, SK_FPAGE_MEMORY(0x10004000u, 14u, 7u), true);
	ck_assert_uint_eq(a->space.payer->used, used);
	check_invariants(true);
}

UNIT_TEST(unmap_without_self_takes_only_what_was_derived)
{
	map(a, 0x10000000, 16, 0, SK_MEM_RW);
	ck_assert_int_eq(derive(a, 0x10004000, b, 0x20000000, 14, SK_MEM_RW), SK_OK);
	ck_assert_int_eq(derive(b, 0x20000000, b, 0x30000000, 14, SK_MEM_R), SK_OK);
	ck_assert(reaches(b, 0x20000000, SK_MEM_W, RAM + 0x4000));
	ck_assert(reaches(b, 0x30000000, SK_MEM_R, RAM + 0x4000));
	check_invariants(true);
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x10000000u, 16u, 7u), false), SK_OK);
	ck_assert(reaches(a, 0x10004000, SK_MEM_W, RAM + 0x4000));
	ck_assert(!reaches(b, 0x20000000, SK_MEM_R, RAM + 0x4000));
	ck_assert(!reaches(b, 0x30000000, SK_MEM_R, RAM + 0x4000));
	ck_assert_uint_eq(b->space.payer->used, used);
	check_invariants(true);
}

UNIT_LOOP(rights_are_taken_from_processor_and_tree, 14, 24)
{
	map(a, 0x10000000, (unsigned)_i, 0, SK_MEM_RWX);
	derive(a, 0x10000000, b, 0x20000000, (unsigned)_i, SK_MEM_RW);
	ck_assert(reaches(b, 0x20000000, SK_MEM_W, RAM));
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x10000000u, (uint32_t)_i, SK_MEM_W), false), SK_OK);
	ck_assert(!reaches(b, 0x20000000, SK_MEM_W, RAM));
	ck_assert(reaches(b, 0x20000000, SK_MEM_R, RAM));
	ck_assert(reaches(a, 0x10000000, SK_MEM_W, RAM));
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x10000000u, (uint32_t)_i, SK_MEM_W), true), SK_OK);
	ck_assert(!reaches(a, 0x10000000, SK_MEM_W, RAM));
	ck_assert(reaches(a, 0x10000000, SK_MEM_X, RAM));
	check_invariants(true);
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x10000000u, (uint32_t)_i, SK_MEM_R), true), SK_OK);
	ck_assert(!reaches(b, 0x20000000, SK_MEM_R, RAM));
	ck_assert_ptr_null(space_lookup(&b->space, 0x20000000));
	check_invariants(true);
}

UNIT_TEST(flexpage_that_touches_a_mapping_in_part_takes_it_whole)
{
	map(a, 0x10000000, 25, 0, SK_MEM_RW);
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x11004000u, 14u, 7u), true), SK_OK);
	ck_assert_ptr_null(space_lookup(&a->space, 0x10000000));
	map(a, 0x10000000, 16, 0, SK_MEM_RW);
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x1000c000u, 14u, 7u), true), SK_OK);
	ck_assert_ptr_null(space_lookup(&a->space, 0x10000000));
	check_invariants(true);
}

UNIT_TEST(unmap_of_everything_leaves_only_what_is_fixed)
{
	map(a, 0x4000, 14, 0, SK_MEM_RW);
	map(a, 0x10000000, 24, 0, SK_MEM_RW);
	map(a, 0x7f000000, 14, 0, SK_MEM_RW);
	ck_assert_int_eq(task_add_kumem(a, 0x20000000), SK_OK);
	ck_assert_int_eq(unmap(a, SK_FPAGE_ALL(7u), true), SK_OK);
	ck_assert_ptr_null(ram->origin.child);
	ck_assert_ptr_nonnull(space_lookup(&a->space, 0x20000000));
	ck_assert_ptr_nonnull(space_lookup(&a->space, SK_KIP_ADDR));
	check_invariants(true);
}

UNIT_TEST(unmap_checks_the_flexpage)
{
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x10000000u, 14u, 0u), true), SK_EINVAL);
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x10000000u, 14u, 8u), true), SK_EINVAL);
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x10000000u, 13u, 7u), true), SK_EINVAL);
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x10000000u, 32u, 7u), true), SK_EINVAL);
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x10004000u, 15u, 7u), true), SK_EINVAL);
	ck_assert_int_eq(unmap(a, SK_FPAGE_MEMORY(0x80000000u, 14u, 7u), true), SK_ERANGE);
}

UNIT_TEST(nothing_is_derived_from_a_mapping_being_revoked)
{
	map(a, 0x10000000, 16, 0, SK_MEM_RW);
	space_lookup(&a->space, 0x10000000)->d.flags = DERIV_DYING;
	ck_assert_int_eq(derive(a, 0x10000000, b, 0x20000000, 14, SK_MEM_R), SK_EDYING);
	ck_assert_uint_eq(b->space.payer->used, used);
}

/* 10,000 mappings derived from one: never more than SK_STEPS removals between two looks for interrupts. */
static void derive_many(unsigned n)
{
	struct factory *f = world_factory(20);
	struct task *t = world_task(f, 8);

	map(a, 0x10000000, 14, 0, SK_MEM_RWX);
	for (unsigned i = 0; i < n; i++)
		ck_assert_int_eq(
		        derive(a, 0x10000000, t, 0x8000 + i * SK_PAGE_SIZE, 14, i % 2 ? SK_MEM_RWX : SK_MEM_RX), SK_OK);
}

UNIT_LOOP(revoking_ten_thousand_mappings_is_bounded, 0, 2)
{
	unsigned rights = _i ? SK_MEM_RWX : SK_MEM_W;
	uint32_t progress = 0;
	unsigned restarts = 0;

	derive_many(10000);
	sim.preempt_every = 1;
	sim.run = sim.longest_run = 0;
	while (space_unmap(&a->space, SK_FPAGE_MEMORY(0x10000000u, 14u, rights), false, &progress) == SK_RESTART)
		restarts++;
	ck_assert_uint_le(sim.longest_run, SK_STEPS);
	ck_assert_uint_ge(restarts, 500);
	ck_assert_int_eq(space_lookup(&a->space, 0x10000000)->d.child == NULL, rights == SK_MEM_RWX);
	check_invariants(true);
}

UNIT_TEST(unmap_goes_on_where_it_was_interrupted)
{
	uint32_t progress = 0;
	unsigned restarts = 0;

	for (unsigned i = 0; i < 500; i++)
		map(a, 0x10000000 + i * SK_PAGE_SIZE, 14, 0, SK_MEM_R);
	sim.preempt_every = 1;
	while (space_unmap(&a->space, SK_FPAGE_ALL(SK_MEM_RWX), false, &progress) == SK_RESTART)
		ck_assert_uint_lt(++restarts, 2000);
	ck_assert_uint_gt(restarts, 30);
}

UNIT_TEST(tlb_keeps_nothing_of_an_unmapped_page)
{
	map(a, 0x10000000, 23, 0, SK_MEM_RW);
	ck_assert(reaches(a, 0x10400000, SK_MEM_R, RAM + 0x400000));
	ck_assert_uint_ne(sim_tlb_entry(&a->space, 0x10400000), 0);
	unmap(a, SK_FPAGE_MEMORY(0x10000000u, 23u, 7u), true);
	ck_assert_uint_eq(sim_tlb_entry(&a->space, 0x10400000), 0);
}

UNIT_TEST(mapping_in_a_chain_ends_at_the_depth_limit)
{
	map(a, 0x10000000, 14, 0, SK_MEM_R);
	for (unsigned i = 1; i < SK_DERIVATION_DEPTH; i++)
		ck_assert_int_eq(
		        derive(a, 0x10000000 + (i - 1) * SK_PAGE_SIZE, a, 0x10000000 + i * SK_PAGE_SIZE, 14, 7), SK_OK);
	ck_assert_int_eq(derive(a, 0x10000000 + 31 * SK_PAGE_SIZE, a, 0x20000000, 14, 7), SK_EDEPTH);
	check_invariants(true);
}
