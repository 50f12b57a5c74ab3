// SPDX-License-Identifier: Apache-2.0
// Derivation trees: order, rights, revocation that is interrupted, joined and widened.
#include <skerry/deriv.h>
#include <skerry/kernel.h>

#include <string.h>

#include "unit.h"
#include "world.h"

#define NODES 4096

static struct deriv node[NODES];
static unsigned taken, removed;

static void fresh(void)
{
	world_setup();
	memset(node, 0xa5, sizeof(node));
	taken = removed = 0;
	deriv_origin(&node[0], 15, 0);
}

UNIT_FIXTURE(fresh, NULL);

static void take(struct deriv *d, unsigned rights)
{
	taken++;
	ck_assert_uint_ne(d->rights & rights, 0);
	if (d->child) {
		const struct deriv *c = d->child;

		do {
			ck_assert_uint_eq(c->rights & rights, 0);
			c = c->next;
		} while (c != d->child);
	}
	d->rights &= ~rights & 15;
	if (d->rights)
		return;
	removed++;
	deriv_remove(d);
}

static void derive(unsigned parent, unsigned child, unsigned rights)
{
	ck_assert_int_eq(deriv_add(&node[parent], &node[child], rights & node[parent].rights, 0), SK_OK);
}

/* A tree with @p n nodes below the origin; node i hangs below (i - 1) / @p fan. */
static void grow(unsigned n, unsigned fan)
{
	for (unsigned i = 1; i <= n; i++)
		derive((i - 1) / fan, i, i % 3 ? 15 : 7);
}

static unsigned revoke_all(unsigned top, unsigned rights)
{
	unsigned restarts = 0;

	while (deriv_revoke(&node[top], rights, take) != SK_OK)
		restarts++;
	return restarts;
}

UNIT_TEST(origin_has_no_relatives)
{
	ck_assert_ptr_null(node[0].parent);
	ck_assert_ptr_null(node[0].child);
	ck_assert_ptr_eq(node[0].next, &node[0]);
	ck_assert_uint_eq(node[0].depth, 0);
	ck_assert_ptr_null(deriv_dying(&node[0]));
}

UNIT_TEST(derivation_ends_at_the_depth_limit)
{
	for (unsigned i = 1; i <= SK_DERIVATION_DEPTH; i++)
		derive(i - 1, i, 15);
	ck_assert_int_eq(deriv_add(&node[SK_DERIVATION_DEPTH], &node[100], 1, 0), SK_EDEPTH);
}

UNIT_TEST(move_keeps_the_place_among_siblings)
{
	derive(0, 1, 15);
	derive(0, 2, 15);
	derive(0, 3, 15);
	deriv_move(&node[2], &node[10], 3);
	ck_assert_ptr_eq(node[1].next, &node[10]);
	ck_assert_ptr_eq(node[10].next, &node[3]);
	ck_assert_ptr_eq(node[3].prev, &node[10]);
	ck_assert_uint_eq(node[10].rights, 3);
	ck_assert_uint_eq(node[10].depth, 1);
	ck_assert_ptr_null(node[2].parent);
	deriv_move(&node[1], &node[11], 1);
	ck_assert_ptr_eq(node[0].child, &node[11]);
}

UNIT_TEST(move_of_an_only_child_and_of_an_origin)
{
	derive(0, 1, 15);
	deriv_move(&node[1], &node[2], 15);
	ck_assert_ptr_eq(node[0].child, &node[2]);
	ck_assert_ptr_eq(node[2].next, &node[2]);
	deriv_remove(&node[2]);
	deriv_move(&node[0], &node[3], 15);
	ck_assert_ptr_null(node[3].parent);
	ck_assert_ptr_eq(node[3].next, &node[3]);
}

UNIT_TEST(revoke_of_all_rights_removes_every_descendant_and_not_the_top)
{
	grow(1000, 3);
	revoke_all(0, 15);
	ck_assert_uint_eq(removed, 1000);
	ck_assert_ptr_null(node[0].child);
	ck_assert_uint_eq(node[0].flags, 0);
}

UNIT_TEST(revoke_inside_leaves_the_rest_of_the_tree)
{
	grow(40, 3);
	revoke_all(1, 15);
	ck_assert_ptr_null(node[1].child);
	ck_assert_ptr_nonnull(node[2].child);
	ck_assert_ptr_eq(node[2].parent, &node[0]);
}

UNIT_TEST(partial_revoke_leaves_the_other_rights_and_no_marks)
{
	grow(1000, 3);
	revoke_all(0, 8);
	ck_assert_uint_eq(removed, 0);
	for (unsigned i = 0; i <= 1000; i++) {
		ck_assert_uint_eq(node[i].flags, 0);
		ck_assert_uint_eq(node[i].rights, i ? 7 : 15);
	}
}

UNIT_TEST(partial_revoke_removes_what_keeps_no_right)
{
	derive(0, 1, 15);
	derive(1, 2, 2);
	derive(2, 3, 2);
	derive(1, 4, 6);
	revoke_all(0, 2);
	ck_assert_uint_eq(removed, 2);
	ck_assert_uint_eq(node[4].rights, 4);
	ck_assert_ptr_eq(node[1].child, &node[4]);
}

UNIT_LOOP(revoke_that_is_interrupted_at_every_look_still_ends, 0, 2)
{
	sim.preempt_every = 1;
	grow(3000, _i ? 5 : 3000);
	ck_assert_uint_gt(revoke_all(0, 8), 100);
	for (unsigned i = 1; i <= 3000; i++) {
		ck_assert_uint_eq(node[i].rights, 7);
		ck_assert_uint_eq(node[i].flags, 0);
	}
	ck_assert_uint_gt(revoke_all(0, 15), 100);
	ck_assert_uint_eq(removed, 3000);
}

UNIT_TEST(each_run_takes_a_bounded_number_of_steps)
{
	sim.preempt_every = 1;
	grow(2000, 10);
	for (int result = SK_RESTART; result != SK_OK;) {
		unsigned before = taken;

		result = deriv_revoke(&node[0], 15, take);
		ck_assert_uint_le(taken - before, SK_STEPS);
	}
}

UNIT_TEST(nothing_is_derived_below_a_node_being_revoked)
{
	sim.preempt_every = 1;
	grow(200, 4);
	ck_assert_int_eq(deriv_revoke(&node[0], 15, take), SK_RESTART);
	ck_assert_int_eq(deriv_allowed(&node[0]), SK_EDYING);
	ck_assert_int_eq(deriv_add(&node[3], &node[1000], 1, 0), SK_EDYING);
	ck_assert_ptr_eq(deriv_dying(&node[3]), &node[0]);
	revoke_all(0, 15);
	ck_assert_int_eq(deriv_allowed(&node[0]), SK_OK);
}

UNIT_TEST(revoke_inside_a_dying_tree_advances_that_first)
{
	sim.preempt_every = 1;
	grow(100, 100);
	derive(100, 101, 15);
	ck_assert_int_eq(deriv_revoke(&node[0], 8, take), SK_RESTART);
	sim.preempt_every = 0;
	ck_assert_int_eq(deriv_revoke(&node[100], 1, take), SK_RESTART);
	ck_assert_uint_eq(node[0].flags, 0);
	ck_assert_uint_eq(node[101].rights, 7);
	ck_assert_int_eq(deriv_revoke(&node[100], 1, take), SK_OK);
	ck_assert_uint_eq(node[101].rights, 6);
	ck_assert_uint_eq(node[99].rights & 1, 1);
}

UNIT_TEST(revoke_of_a_tree_finishes_revocations_inside_it)
{
	sim.preempt_every = 1;
	grow(50, 50);
	for (unsigned i = 51; i <= 200; i++)
		derive(25, i, 15);
	ck_assert_int_eq(deriv_revoke(&node[25], 4, take), SK_RESTART);
	ck_assert_int_eq(deriv_revoke(&node[25], 4, take), SK_RESTART);
	sim.preempt_every = 3;
	revoke_all(0, 8);
	for (unsigned i = 1; i <= 200; i++) {
		ck_assert_uint_eq(node[i].flags, 0);
		ck_assert_uint_eq(node[i].rights & 8, 0);
		ck_assert_uint_eq(node[i].rights & 4, i > 50 ? 0 : 4);
	}
}

UNIT_TEST(revoke_of_all_rights_runs_over_a_partial_one_inside)
{
	sim.preempt_every = 1;
	grow(200, 20);
	ck_assert_int_eq(deriv_revoke(&node[1], 4, take), SK_RESTART);
	revoke_all(0, 15);
	ck_assert_uint_eq(removed, 200);
}

UNIT_TEST(revoke_is_widened_to_all_rights)
{
	sim.preempt_every = 1;
	grow(200, 20);
	ck_assert_int_eq(deriv_revoke(&node[0], 4, take), SK_RESTART);
	ck_assert_uint_gt(taken, 0);
	revoke_all(0, 15);
	ck_assert_uint_eq(removed, 200);
	ck_assert_uint_eq(node[0].flags, 0);
}

UNIT_LOOP(second_revoke_of_other_rights_joins_the_first, 1, 40)
{
	sim.preempt_every = 1;
	grow(200, 7);
	for (int i = 0; i < _i; i++)
		deriv_revoke(&node[0], 4, take);
	revoke_all(0, 9);
	for (unsigned i = 1; i <= 200; i++) {
		ck_assert_uint_eq(node[i].flags, 0);
		ck_assert_uint_eq(node[i].pending, 0);
		ck_assert_uint_eq(node[i].rights, 2);
	}
}

UNIT_TEST(two_invokers_that_alternate_both_come_to_an_end)
{
	unsigned a = 0, b = 0;

	sim.preempt_every = 1;
	grow(300, 6);
	while (a < 2 || b < 2) {
		a += a < 2 && deriv_revoke(&node[0], 4, take) == SK_OK;
		b += b < 2 && deriv_revoke(&node[0], 8, take) == SK_OK;
	}
	for (unsigned i = 1; i <= 300; i++)
		ck_assert_uint_eq(node[i].rights & 12, 0);
}

UNIT_TEST(revoke_of_the_childless_is_done_at_once)
{
	ck_assert_int_eq(deriv_revoke(&node[0], 15, take), SK_OK);
	ck_assert_uint_eq(taken, 0);
}

UNIT_TEST(children_that_vanish_midway_do_not_disturb_the_walk)
{
	sim.preempt_every = 1;
	grow(100, 100);
	ck_assert_int_eq(deriv_revoke(&node[0], 8, take), SK_RESTART);
	for (unsigned i = 1; i <= 100; i += 2)
		deriv_remove(&node[i]);
	revoke_all(0, 8);
	for (unsigned i = 2; i <= 100; i += 2) {
		ck_assert_uint_eq(node[i].rights, 7);
		ck_assert_uint_eq(node[i].flags, 0);
	}
}
