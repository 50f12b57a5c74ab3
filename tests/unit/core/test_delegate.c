// SPDX-License-Identifier: Apache-2.0
// Typed items: hot spots, windows, rights, attributes, whose error it is.
#include <skerry/delegate.h>

#include "invariants.h"
#include "unit.h"
#include "world.h"

#define SRC 0x10000000u
#define DST 0x20000000u
#define RAM WORLD_RAM

static struct task *a, *b;
static struct range *ram, *device;
static struct delegate d;

static void setup(void)
{
	world_setup();
	a = world_task(world_factory(17), 32);
	b = world_task(world_factory(17), 32);
	ram = world_range(RAM, 32u << 20, SK_RANGE_RAM);
	device = world_range(0x18000000, 1u << 20, SK_RANGE_DEVICE);
	ck_assert_int_eq(range_map(ram, 0, &a->space, SRC, 20, SK_MEM_RW, SK_ATTR_INHERIT), SK_OK);
	ck_assert_int_eq(cap_map(a->obj.root, &a->caps[6], SK_CAP_ALL), SK_OK);
}

UNIT_FIXTURE(setup, NULL);

static int send(uint32_t item, uint32_t fpage, uint32_t window)
{
	d = (struct delegate){.item = item, .fpage = fpage, .window = window, .receiver = true};
	return delegate_item(a, b, &d);
}

static void check_failure(int expected, bool receiver, uint32_t item, uint32_t fpage, uint32_t window)
{
	uint32_t before = b->space.payer->used;

	ck_assert_int_eq(send(item, fpage, window), expected);
	ck_assert_int_eq(d.receiver, receiver);
	ck_assert_uint_eq(b->space.payer->used, before);
	check_invariants(true);
}

#define MEM(addr, order, rights) SK_FPAGE_MEMORY((addr), (uint32_t)(order), (uint32_t)(rights))
#define MAP                      SK_ITEM(SK_ITEM_MAP, 0u, 0u)
#define GRANT                    SK_ITEM(SK_ITEM_GRANT, 0u, 0u)

UNIT_TEST(item_of_the_window_s_size_goes_there)
{
	ck_assert_int_eq(send(MAP, MEM(SRC, 20, 7), MEM(DST, 20, 0)), SK_OK);
	ck_assert(!d.receiver);
	ck_assert_uint_eq(d.result, MEM(DST, 20, SK_MEM_RW));
	ck_assert_ptr_eq(space_lookup(&b->space, DST)->d.parent, &space_lookup(&a->space, SRC)->d);
	check_invariants(true);
}

UNIT_TEST(part_of_a_mapping_is_mapped)
{
	ck_assert_int_eq(send(MAP, MEM(SRC + 0x8000, 15, SK_MEM_R), MEM(DST, 15, 0)), SK_OK);
	ck_assert_uint_eq(space_lookup(&b->space, DST)->pa, RAM + 0x8000);
	ck_assert_uint_eq(space_lookup(&b->space, DST)->d.rights, SK_MEM_R);
}

UNIT_LOOP(hot_spot_places_the_flexpage_in_a_larger_window, 0, 16)
{
	uint32_t hot = (uint32_t)_i * 0x4000 + 0x5a000000u;

	ck_assert_int_eq(send(SK_ITEM(SK_ITEM_MAP, 0u, hot), MEM(SRC, 15, 7), MEM(DST, 18, 0)), SK_OK);
	ck_assert_uint_eq(d.result, MEM(DST + ((uint32_t)_i * 0x4000 & ~0x7fffu), 15, SK_MEM_RW));
}

UNIT_LOOP(hot_spot_chooses_the_part_for_a_smaller_window, 0, 16)
{
	uint32_t hot = (uint32_t)_i * 0x4000 + 0x5a000000u;

	ck_assert_int_eq(send(SK_ITEM(SK_ITEM_MAP, 0u, hot), MEM(SRC, 18, 7), MEM(DST, 15, 0)), SK_OK);
	ck_assert_uint_eq(d.result, MEM(DST, 15, SK_MEM_RW));
	ck_assert_uint_eq(space_lookup(&b->space, DST)->pa, RAM + ((uint32_t)_i * 0x4000 & ~0x7fffu));
}

UNIT_TEST(window_of_all_user_space_takes_the_hot_spot_as_address)
{
	ck_assert_int_eq(send(SK_ITEM(SK_ITEM_MAP, 0u, 0x30004000u), MEM(SRC, 14, 7), SK_FPAGE_ALL(0u)), SK_OK);
	ck_assert_uint_eq(d.result, MEM(0x30004000u, 14, SK_MEM_RW));
	check_failure(SK_ERANGE, true, MAP, MEM(SRC, 14, 7), SK_FPAGE_ALL(0u));
}

UNIT_TEST(malformed_items_are_the_sender_s_error)
{
	check_failure(SK_EINVAL, false, 0, MEM(SRC, 14, 7), MEM(DST, 14, 0));
	check_failure(SK_EINVAL, false, SK_ITEM_DONE, MEM(SRC, 14, 7), MEM(DST, 14, 0));
	check_failure(SK_EINVAL, false, MAP, SK_FPAGE_NIL, MEM(DST, 14, 0));
	check_failure(SK_EINVAL, false, MAP, MEM(SRC, 14, 7) | 3 << 4, MEM(DST, 14, 0));
	check_failure(SK_EINVAL, false, MAP, MEM(SRC, 13, 7), MEM(DST, 14, 0));
	check_failure(SK_EINVAL, false, MAP, MEM(SRC, 33, 7), MEM(DST, 14, 0));
	check_failure(SK_EINVAL, false, MAP, MEM(SRC + 0x4000, 15, 7), MEM(DST, 15, 0));
	check_failure(SK_EINVAL, false, SK_ITEM(SK_ITEM_MAP, 3u, 0u), MEM(SRC, 14, 7), MEM(DST, 14, 0));
	check_failure(SK_EINVAL, false, MAP, SK_FPAGE(SK_FPAGE_CAP, 6u, 1u, 15u), SK_FPAGE_SLOT(9u, 0u));
	check_failure(SK_EINVAL, false, MAP, SK_FPAGE(SK_FPAGE_CAP, 7u, 1u, 15u), SK_FPAGE_SLOT(9u, 0u));
	check_failure(SK_EINVAL, false, MAP, SK_FPAGE(SK_FPAGE_CAP, 0u, 13u, 15u), SK_FPAGE_SLOT(9u, 0u));
}

UNIT_TEST(unusable_windows_are_the_receiver_s_error)
{
	check_failure(SK_EINVAL, true, MAP, MEM(SRC, 14, 7), SK_FPAGE_NIL);
	check_failure(SK_EINVAL, true, MAP, MEM(SRC, 14, 7), SK_FPAGE_SLOT(9u, 0u));
	check_failure(SK_EINVAL, true, MAP, MEM(SRC, 14, 7), MEM(DST, 13, 0));
	check_failure(SK_EINVAL, true, MAP, MEM(SRC, 14, 7), MEM(DST + 0x4000, 15, 0));
	check_failure(SK_EINVAL, true, MAP, SK_FPAGE_SLOT(6u, 15u), MEM(DST, 14, 0));
	check_failure(SK_ERANGE, true, MAP, MEM(SRC, 14, 7), MEM(0u, 14, 0));
	check_failure(SK_ERANGE, true, MAP, MEM(SRC, 14, 7), MEM(0x80000000u, 14, 0));
	check_failure(SK_EEXIST, true, MAP, MEM(SRC, 14, 7), MEM(SK_KIP_ADDR, 14, 0));
	check_failure(SK_ERANGE, true, MAP, SK_FPAGE_SLOT(6u, 15u), SK_FPAGE_SLOT(0u, 0u));
	check_failure(SK_ERANGE, true, MAP, SK_FPAGE_SLOT(6u, 15u), SK_FPAGE_SLOT(32u, 0u));
}

UNIT_TEST(source_must_be_inside_one_mapping)
{
	check_failure(SK_ENOENT, false, MAP, MEM(SRC + 0x100000, 14, 7), MEM(DST, 14, 0));
	check_failure(SK_ERANGE, false, MAP, MEM(SRC, 21, 7), MEM(DST, 21, 0));
	check_failure(SK_ENOENT, false, MAP, MEM(0x80000000u, 14, 7), MEM(DST, 14, 0));
	check_failure(SK_ENOENT, false, MAP, MEM(0u, 14, 7), MEM(DST, 14, 0));
}

UNIT_TEST(fixed_memory_is_not_delegated)
{
	task_add_kumem(a, 0x40000000);
	check_failure(SK_ERIGHTS, false, MAP, MEM(0x40000000u, 14, 7), MEM(DST, 14, 0));
	check_failure(SK_ERIGHTS, false, GRANT, MEM(0x40000000u, 14, 7), MEM(DST, 14, 0));
	check_failure(SK_ERIGHTS, false, MAP, MEM(SK_KIP_ADDR, 14, 7), MEM(DST, 14, 0));
}

UNIT_TEST(no_right_no_mapping)
{
	check_failure(SK_ERIGHTS, false, MAP, MEM(SRC, 14, 0), MEM(DST, 14, 0));
	check_failure(SK_ERIGHTS, false, MAP, MEM(SRC, 14, SK_MEM_X), MEM(DST, 14, 0));
	check_failure(SK_ERIGHTS, false, MAP, MEM(SRC, 14, 8), MEM(DST, 14, 0));
}

UNIT_TEST(attribute_is_inherited_or_chosen)
{
	ck_assert_int_eq(send(MAP, MEM(SRC, 14, 7), MEM(DST, 14, 0)), SK_OK);
	ck_assert_uint_eq(space_lookup(&b->space, DST)->attr, SK_ATTR_CACHED);
	ck_assert_int_eq(send(SK_ITEM(SK_ITEM_MAP, SK_ATTR_UNCACHED, 0u), MEM(SRC, 14, 7), MEM(DST + 0x4000, 14, 0)),
	                 SK_OK);
	ck_assert(sim_pte_uncached(space_pte(&b->space, DST + 0x4000)));
	check_invariants(true);
}

UNIT_TEST(device_memory_is_never_cached)
{
	ck_assert_int_eq(range_map(device, 0, &a->space, 0x50000000, 14, SK_MEM_RW, SK_ATTR_INHERIT), SK_OK);
	check_failure(SK_EINVAL, false, SK_ITEM(SK_ITEM_MAP, SK_ATTR_CACHED, 0u), MEM(0x50000000u, 14, 7),
	              MEM(DST, 14, 0));
	ck_assert_int_eq(send(MAP, MEM(0x50000000u, 14, 7), MEM(DST, 14, 0)), SK_OK);
	ck_assert_uint_eq(space_lookup(&b->space, DST)->attr, SK_ATTR_UNCACHED);
	ck_assert_uint_eq(space_lookup(&b->space, DST)->flags, SPACE_MAP_DEVICE);
}

UNIT_TEST(grant_moves_the_mapping_with_its_place_in_the_tree)
{
	uint32_t before = a->space.payer->used;

	ck_assert_int_eq(send(GRANT, MEM(SRC, 20, SK_MEM_R), MEM(DST, 20, 0)), SK_OK);
	ck_assert_ptr_null(space_lookup(&a->space, SRC));
	ck_assert_uint_eq(a->space.payer->used, before - 4096 - 64);
	ck_assert_ptr_eq(space_lookup(&b->space, DST)->d.parent, &ram->origin);
	ck_assert_uint_eq(d.result, MEM(DST, 20, SK_MEM_R));
	check_invariants(true);
}

UNIT_TEST(grant_of_a_part_is_refused)
{
	check_failure(SK_EINVAL, false, GRANT, MEM(SRC, 14, 7), MEM(DST, 14, 0));
}

UNIT_TEST(grant_of_what_others_derived_from_is_busy)
{
	send(MAP, MEM(SRC, 14, 7), MEM(DST, 14, 0));
	check_failure(SK_EBUSY, false, GRANT, MEM(SRC, 20, 7), MEM(0x30000000u, 20, 0));
}

UNIT_TEST(grant_into_a_taken_place_leaves_the_source)
{
	ck_assert_int_eq(send(MAP, MEM(SRC, 14, 7), MEM(DST, 14, 0)), SK_OK);
	struct delegate back = {.item = GRANT, .fpage = MEM(DST, 14, 7), .window = MEM(SRC, 14, 0)};

	ck_assert_int_eq(delegate_item(b, a, &back), SK_EEXIST);
	ck_assert(back.receiver);
	ck_assert_ptr_nonnull(space_lookup(&b->space, DST));
	check_invariants(true);
}

UNIT_TEST(nothing_leaves_a_mapping_being_revoked)
{
	space_lookup(&a->space, SRC)->d.flags = DERIV_DYING;
	ck_assert_int_eq(send(MAP, MEM(SRC, 14, 7), MEM(DST, 14, 0)), SK_EDYING);
	ck_assert(!d.receiver);
	ck_assert_int_eq(send(GRANT, MEM(SRC, 20, 7), MEM(DST, 20, 0)), SK_EDYING);
	ck_assert(!d.receiver);
}

UNIT_TEST(receiver_without_quota_fails_alone)
{
	while (factory_alloc(b->space.payer, 64))
		;
	ck_assert_int_eq(send(MAP, MEM(SRC, 14, 7), MEM(DST, 14, 0)), SK_ENOMEM);
	ck_assert(d.receiver);
	ck_assert_int_eq(send(GRANT, MEM(SRC, 20, 7), MEM(DST, 20, 0)), SK_ENOMEM);
	ck_assert(d.receiver);
	ck_assert_ptr_nonnull(space_lookup(&a->space, SRC));
}

UNIT_TEST(capability_is_mapped_and_granted)
{
	ck_assert_int_eq(send(MAP, SK_FPAGE_SLOT(6u, SK_CAP_USE | SK_CAP_COPY), SK_FPAGE_SLOT(9u, 0u)), SK_OK);
	ck_assert_uint_eq(d.result, SK_FPAGE_SLOT(9u, SK_CAP_USE | SK_CAP_COPY));
	ck_assert_uint_eq(b->caps[9].d.rights, SK_CAP_USE | SK_CAP_COPY);
	check_failure(SK_EBUSY, false, GRANT, SK_FPAGE_SLOT(6u, 15u), SK_FPAGE_SLOT(10u, 0u));
	check_failure(SK_EEXIST, true, MAP, SK_FPAGE_SLOT(6u, 15u), SK_FPAGE_SLOT(9u, 0u));
	check_failure(SK_ENOCAP, false, MAP, SK_FPAGE_SLOT(7u, 15u), SK_FPAGE_SLOT(10u, 0u));
	check_failure(SK_ENOCAP, false, MAP, SK_FPAGE_SLOT(0u, 15u), SK_FPAGE_SLOT(10u, 0u));
	check_failure(SK_ERIGHTS, false, MAP, SK_FPAGE_SLOT(6u, 0u), SK_FPAGE_SLOT(10u, 0u));
	cap_revoke(&a->caps[6], SK_CAP_ALL, false);
	ck_assert_int_eq(send(GRANT, SK_FPAGE_SLOT(6u, 15u), SK_FPAGE_SLOT(9u, 0u)), SK_OK);
	ck_assert_ptr_null(a->caps[6].obj);
	check_invariants(true);
}

UNIT_TEST(hot_spot_chooses_the_slot_in_a_larger_window)
{
	ck_assert_int_eq(
	        send(SK_ITEM(SK_ITEM_MAP, 0u, 13u << 12), SK_FPAGE_SLOT(6u, 15u), SK_FPAGE(SK_FPAGE_CAP, 8u, 3u, 0u)),
	        SK_OK);
	ck_assert_uint_eq(d.result, SK_FPAGE_SLOT(13u, 15u));
}
