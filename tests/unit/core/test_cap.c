// SPDX-License-Identifier: Apache-2.0
// Capability slots: lookup, map, grant, revocation.
#include <skerry/cap.h>

#include "invariants.h"
#include "unit.h"
#include "world.h"

static struct task *a, *b;
static struct factory *f;
static struct cap *root;

static void setup(void)
{
	world_setup();
	a = world_task(NULL, 32);
	b = world_task(NULL, 32);
	f = world_factory(13);
	root = f->obj.root;
}

UNIT_FIXTURE(setup, NULL);

UNIT_TEST(slots_are_those_of_the_table_without_the_first)
{
	ck_assert_ptr_null(cap_slot(a, 0));
	ck_assert_ptr_eq(cap_slot(a, 1), &a->caps[1]);
	ck_assert_ptr_eq(cap_slot(a, 31), &a->caps[31]);
	ck_assert_ptr_null(cap_slot(a, 32));
	ck_assert_ptr_null(cap_slot(a, UINT32_MAX));
}

UNIT_TEST(get_tells_what_is_wrong)
{
	int error = 0;

	ck_assert_ptr_null(cap_get(a, 32, SK_TYPE_NONE, 0, &error));
	ck_assert_int_eq(error, SK_ENOCAP);
	ck_assert_ptr_null(cap_get(a, 7, SK_TYPE_NONE, 0, &error));
	ck_assert_int_eq(error, SK_ENOCAP);
	ck_assert_int_eq(cap_map(root, &a->caps[7], SK_CAP_USE), SK_OK);
	ck_assert_ptr_null(cap_get(a, 7, SK_TYPE_TASK, 0, &error));
	ck_assert_int_eq(error, SK_EPROTO);
	ck_assert_ptr_null(cap_get(a, 7, SK_TYPE_FACTORY, SK_CAP_USE | SK_CAP_CTRL, &error));
	ck_assert_int_eq(error, SK_ERIGHTS);
	ck_assert_ptr_eq(cap_get(a, 7, SK_TYPE_FACTORY, SK_CAP_USE, &error), &a->caps[7]);
	ck_assert_ptr_eq(cap_get(a, 7, SK_TYPE_NONE, 0, &error), &a->caps[7]);
	f->obj.dying = 1;
	ck_assert_ptr_null(cap_get(a, 7, SK_TYPE_FACTORY, 0, &error));
	ck_assert_int_eq(error, SK_EDELETED);
}

UNIT_TEST(empty_tells_what_is_wrong)
{
	int error = 0;

	ck_assert_ptr_eq(cap_empty(a, 9, &error), &a->caps[9]);
	ck_assert_ptr_null(cap_empty(a, 0, &error));
	ck_assert_int_eq(error, SK_ERANGE);
	cap_map(root, &a->caps[9], SK_CAP_ALL);
	ck_assert_ptr_null(cap_empty(a, 9, &error));
	ck_assert_int_eq(error, SK_EEXIST);
}

UNIT_LOOP(map_passes_on_at_most_its_own_rights, 1, 16)
{
	unsigned rights = (unsigned)_i;

	ck_assert_int_eq(cap_map(root, &a->caps[6], rights), SK_OK);
	ck_assert_uint_eq(a->caps[6].d.rights, rights);
	if (!(rights & SK_CAP_COPY)) {
		ck_assert_int_eq(cap_map(&a->caps[6], &b->caps[6], SK_CAP_ALL), SK_ERIGHTS);
		return;
	}
	ck_assert_int_eq(cap_map(&a->caps[6], &b->caps[6], SK_CAP_ALL), SK_OK);
	ck_assert_uint_eq(b->caps[6].d.rights, rights);
	check_invariants(true);
}

UNIT_TEST(map_of_no_right_at_all_is_refused)
{
	ck_assert_int_eq(cap_map(root, &a->caps[6], SK_CAP_COPY | SK_CAP_USE), SK_OK);
	ck_assert_int_eq(cap_map(&a->caps[6], &b->caps[6], SK_CAP_CTRL), SK_ERIGHTS);
	ck_assert_ptr_null(b->caps[6].obj);
}

UNIT_TEST(map_and_grant_need_an_empty_slot)
{
	cap_map(root, &a->caps[6], SK_CAP_ALL);
	cap_map(root, &a->caps[7], SK_CAP_ALL);
	ck_assert_int_eq(cap_map(&a->caps[6], &a->caps[7], SK_CAP_ALL), SK_EEXIST);
	ck_assert_int_eq(cap_grant(&a->caps[6], &a->caps[7], SK_CAP_ALL), SK_EEXIST);
	ck_assert_int_eq(cap_grant(&a->caps[6], &a->caps[6], SK_CAP_ALL), SK_EEXIST);
}

UNIT_TEST(grant_moves_and_keeps_the_place_in_the_tree)
{
	cap_map(root, &a->caps[6], SK_CAP_USE);
	ck_assert_int_eq(cap_grant(&a->caps[6], &b->caps[9], SK_CAP_ALL), SK_OK);
	ck_assert_ptr_null(a->caps[6].obj);
	ck_assert_ptr_eq(b->caps[9].d.parent, &root->d);
	ck_assert_uint_eq(b->caps[9].d.rights, SK_CAP_USE);
	check_invariants(true);
}

UNIT_TEST(grant_of_the_root_capability_moves_the_ownership)
{
	ck_assert_int_eq(cap_grant(root, &a->caps[6], SK_CAP_USE | SK_CAP_CTRL), SK_OK);
	ck_assert_ptr_eq(f->obj.root, &a->caps[6]);
	check_invariants(true);
	ck_assert_int_eq(cap_revoke(&a->caps[6], SK_CAP_ALL, true), SK_OK);
	ck_assert_ptr_null(a->caps[6].obj);
	check_invariants(true);
}

UNIT_TEST(grant_of_what_others_derived_from_is_busy)
{
	cap_map(root, &a->caps[6], SK_CAP_ALL);
	cap_map(&a->caps[6], &a->caps[7], SK_CAP_ALL);
	ck_assert_int_eq(cap_grant(&a->caps[6], &b->caps[6], SK_CAP_ALL), SK_EBUSY);
	ck_assert_int_eq(cap_grant(&a->caps[7], &b->caps[6], 0), SK_ERIGHTS);
}

UNIT_TEST(nothing_is_delegated_from_a_dying_object)
{
	cap_map(root, &a->caps[6], SK_CAP_ALL);
	f->obj.dying = 1;
	ck_assert_int_eq(cap_map(&a->caps[6], &b->caps[6], SK_CAP_ALL), SK_EDYING);
	ck_assert_int_eq(cap_grant(&a->caps[6], &b->caps[6], SK_CAP_ALL), SK_EDYING);
	f->obj.dying = 0;
	a->caps[6].d.flags = DERIV_DYING;
	ck_assert_int_eq(cap_map(&a->caps[6], &b->caps[6], SK_CAP_ALL), SK_EDYING);
	ck_assert_int_eq(cap_grant(&a->caps[6], &b->caps[6], SK_CAP_ALL), SK_EDYING);
}

UNIT_TEST(chain_of_capabilities_ends_at_the_depth_limit)
{
	struct task *t = world_task(NULL, 64);

	cap_map(root, &t->caps[1], SK_CAP_ALL);
	for (unsigned i = 1; i < SK_DERIVATION_DEPTH; i++)
		ck_assert_int_eq(cap_map(&t->caps[i], &t->caps[i + 1], SK_CAP_ALL), SK_OK);
	ck_assert_int_eq(cap_map(&t->caps[SK_DERIVATION_DEPTH], &t->caps[50], SK_CAP_ALL), SK_EDEPTH);
	ck_assert_ptr_null(t->caps[50].obj);
	check_invariants(true);
}

UNIT_TEST(revoke_removes_grandchildren_and_leaves_the_capability)
{
	cap_map(root, &a->caps[6], SK_CAP_ALL);
	cap_map(&a->caps[6], &b->caps[6], SK_CAP_ALL);
	cap_map(&b->caps[6], &b->caps[7], SK_CAP_ALL);
	ck_assert_int_eq(cap_revoke(&a->caps[6], SK_CAP_ALL, false), SK_OK);
	ck_assert_ptr_nonnull(a->caps[6].obj);
	ck_assert_ptr_null(b->caps[6].obj);
	ck_assert_ptr_null(b->caps[7].obj);
	check_invariants(true);
}

UNIT_TEST(revoke_with_self_removes_the_capability_too)
{
	cap_map(root, &a->caps[6], SK_CAP_ALL);
	cap_map(&a->caps[6], &b->caps[6], SK_CAP_ALL);
	ck_assert_int_eq(cap_revoke(&a->caps[6], SK_CAP_ALL, true), SK_OK);
	ck_assert_ptr_null(a->caps[6].obj);
	ck_assert_ptr_null(b->caps[6].obj);
	ck_assert_ptr_eq(root->obj, &f->obj);
	ck_assert_int_eq(cap_revoke(&a->caps[6], SK_CAP_ALL, true), SK_OK);
}

UNIT_TEST(revoke_of_some_rights_leaves_the_others)
{
	cap_map(root, &a->caps[6], SK_CAP_ALL);
	cap_map(&a->caps[6], &b->caps[6], SK_CAP_USE | SK_CAP_CTRL);
	cap_map(&a->caps[6], &b->caps[7], SK_CAP_CTRL);
	ck_assert_int_eq(cap_revoke(&a->caps[6], SK_CAP_CTRL, true), SK_OK);
	ck_assert_uint_eq(a->caps[6].d.rights, SK_CAP_ALL & ~SK_CAP_CTRL);
	ck_assert_uint_eq(b->caps[6].d.rights, SK_CAP_USE);
	ck_assert_ptr_null(b->caps[7].obj);
	check_invariants(true);
}

UNIT_TEST(root_capability_that_keeps_a_right_keeps_its_object)
{
	ck_assert_int_eq(cap_revoke(root, SK_CAP_CTRL, true), SK_OK);
	ck_assert_ptr_eq(root->obj, &f->obj);
	ck_assert_uint_eq(root->d.rights, SK_CAP_ALL & ~SK_CAP_CTRL);
	ck_assert_int_eq(cap_revoke(root, SK_CAP_ALL & ~SK_CAP_CTRL, true), SK_OK);
	ck_assert_ptr_null(root->obj);
	check_invariants(true);
}

UNIT_TEST(removing_a_root_capability_leaves_the_object)
{
	cap_remove(root);
	ck_assert_ptr_null(root->obj);
	ck_assert_ptr_null(f->obj.root);
	ck_assert_uint_eq(kernel.orphans, 0);
	cap_install_root(&a->caps[6], &f->obj, SK_CAP_USE);
	ck_assert_ptr_eq(f->obj.root, &a->caps[6]);
	check_invariants(true);
}
