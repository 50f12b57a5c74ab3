// SPDX-License-Identifier: Apache-2.0
// The unit-test support itself: fixtures run around each case, loops count, expected signals are expected.
#include "unit.h"

#include <stdlib.h>

static int depth;
static int seen;

static void enter(void)
{
	depth++;
}

static void leave(void)
{
	depth--;
}

UNIT_FIXTURE(enter, leave);

UNIT_TEST(fixture_runs_before_the_case)
{
	ck_assert_int_eq(depth, 1);
}

UNIT_LOOP(loop_passes_each_index, 3, 6)
{
	ck_assert_int_ge(_i, 3);
	ck_assert_int_lt(_i, 6);
}

UNIT_TEST(each_case_starts_from_fresh_state)
{
	ck_assert_int_eq(seen, 0);
	seen = 1;
}

UNIT_TEST(no_case_sees_what_another_left)
{
	ck_assert_int_eq(seen, 0);
	seen = 1;
}

UNIT_SIGNAL(abort_is_seen_as_the_expected_signal, SIGABRT)
{
	abort();
}
