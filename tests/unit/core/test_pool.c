// SPDX-License-Identifier: Apache-2.0
// The pool: division by halves, joining, isolation between factories, exhaustion at the same request everywhere.
#include <skerry/pool.h>

#include <stdint.h>
#include <string.h>

#include "invariants.h"
#include "unit.h"
#include "world.h"

UNIT_FIXTURE(world_setup, NULL);

UNIT_TEST(sizes_round_up_to_powers_of_two_of_at_least_a_unit)
{
	ck_assert_uint_eq(pool_order(1), 6);
	ck_assert_uint_eq(pool_order(64), 6);
	ck_assert_uint_eq(pool_order(65), 7);
	ck_assert_uint_eq(pool_order(16384), 14);
	ck_assert_uint_eq(pool_order(16385), 15);
	ck_assert_uint_eq(pool_order(UINT32_MAX), 31);
}

UNIT_TEST(memory_is_zero_and_aligned_to_its_size)
{
	const struct factory *f = kernel.root;
	uint8_t *p = factory_alloc(kernel.root, 16384);

	memset(p, 0xff, 16384);
	factory_free(kernel.root, p, 16384);
	p = factory_alloc(kernel.root, 16384);
	for (unsigned i = 0; i < 16384; i++)
		ck_assert_uint_eq(p[i], 0);
	ck_assert_uint_eq(pool_phys(p) % SK_PAGE_SIZE, 0);
	ck_assert_ptr_eq(pool_ptr(pool_phys(p)), p);
	ck_assert_uint_eq(pool_offset(p) % 16384, 0);
	ck_assert_uint_gt(f->used, 16384);
}

UNIT_TEST(everything_comes_back_and_joins_again)
{
	void *p[200];
	uint32_t used = kernel.root->used, largest = factory_largest(kernel.root);

	for (unsigned i = 0; i < 200; i++) {
		p[i] = factory_alloc(kernel.root, 40 + i * 37);
		ck_assert_ptr_nonnull(p[i]);
	}
	for (unsigned i = 0; i < 200; i++) {
		unsigned k = i * 77 % 200;

		factory_free(kernel.root, p[k], 40 + k * 37);
	}
	ck_assert_uint_eq(kernel.root->used, used);
	ck_assert_uint_eq(factory_largest(kernel.root), largest);
	check_invariants(true);
}

UNIT_TEST(blocks_do_not_overlap)
{
	uint8_t *p[256];

	for (unsigned i = 0; i < 256; i++) {
		p[i] = factory_alloc(kernel.root, 64u << i % 5);
		memset(p[i], (int)i, (64u << i % 5) * ARCH_POOL_SCALE);
	}
	for (unsigned i = 0; i < 256; i++) {
		for (unsigned k = 0; k < (64u << i % 5) * ARCH_POOL_SCALE; k++)
			ck_assert_uint_eq(p[i][k], i % 256);
	}
}

UNIT_TEST(a_factory_of_its_own_block_ends_where_that_ends)
{
	struct factory *f = world_factory(14);
	unsigned n = 0;

	while (factory_alloc(f, 64))
		n++;
	ck_assert_uint_eq(n, 16384 / 64);
	ck_assert_uint_eq(f->used, f->size);
	ck_assert_uint_eq(factory_largest(f), 0);
	ck_assert_ptr_nonnull(factory_alloc(kernel.root, 16384));
}

UNIT_TEST(a_request_larger_than_the_block_finds_no_room)
{
	ck_assert_ptr_null(factory_alloc(world_factory(14), 32768));
	ck_assert_ptr_null(factory_alloc(kernel.root, WORLD_POOL));
}

UNIT_TEST(the_free_block_of_an_inner_factory_is_not_joined_with_the_outer_ones)
{
	struct factory *outer = world_factory(16);
	int error = SK_OK;
	struct factory *inner = factory_create(outer, 14, world_next_slot(), &error);
	void *neighbour = pool_at(inner->block ^ 16384);
	void *p[4];

	ck_assert_int_eq(error, SK_OK);
	/* The buddy of the inner factory's block is used and freed while the inner one is wholly free. */
	for (unsigned i = 0; i < 3; i++)
		p[i] = factory_alloc(outer, 16384);
	ck_assert(p[0] == neighbour || p[1] == neighbour || p[2] == neighbour ||
	          pool_offset(neighbour) < outer->block + 16384);
	for (unsigned i = 0; i < 3; i++) {
		if (p[i])
			factory_free(outer, p[i], 16384);
	}
	ck_assert_uint_eq(factory_largest(inner), 16384);
	ck_assert_uint_le(factory_largest(outer), 32768);
	check_invariants(true);
}

UNIT_TEST(data_that_looks_like_a_free_block_is_not_taken_for_one)
{
	struct factory *f = world_factory(13);
	uint8_t *a = factory_alloc(f, 4096);
	uint8_t *b = factory_alloc(f, 4096);
	uint64_t forged[4] = {(uintptr_t)f, 0, 12, 12};

	/* Were the memory itself believed, freeing b would join it with a. */
	for (unsigned i = 0; i < 4; i++) {
		memcpy(a, forged, sizeof(forged));
		forged[1] += (uint64_t)12 << 32;
	}
	factory_free(f, b, 4096);
	ck_assert_uint_eq(factory_largest(f), 4096);
	factory_free(f, a, 4096);
	ck_assert_uint_eq(factory_largest(f), 8192);
}

UNIT_LOOP(a_pool_of_any_size_accounts_for_every_byte, 1, 40)
{
	sim_reset();
	pool_init(sim_ram(SIM_RAM_BASE), SIM_RAM_BASE, (uint32_t)_i * 0x14000);
	check_invariants(true);
	while (factory_alloc(kernel.root, 64))
		;
	ck_assert_uint_eq(kernel.root->used, kernel.root->size);
}

UNIT_SIGNAL(freeing_more_than_was_taken_is_asserted, SIGABRT)
{
	struct factory *f = world_factory(13);

	factory_free(f, pool_at(f->block), 64);
}
