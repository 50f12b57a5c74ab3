// SPDX-License-Identifier: Apache-2.0
// The tables: words, problems, suggestions, priorities.
#include <report.h>
#include <string.h>
#include <system.h>
#include <unit.h>
#include <words.h>

UNIT_TEST(every_word_tells_its_limits)
{
	for (unsigned i = 0; i < word_count; i++) {
		const struct word *w = &words[i];

		ck_assert_msg(w->about && *w->about && w->where, "%s", w->name);
		ck_assert_msg(w->least <= w->most && (w->type == WORD_FLAG) == (w->most == 0), "%s", w->name);
		ck_assert_msg(w->type != WORD_NUMBER || w->from <= w->to, "%s", w->name);
		ck_assert_msg((w->type != WORD_NAME && w->type != WORD_TEXT) || w->to > 0, "%s", w->name);
		ck_assert_ptr_eq(word_find(w->name, (enum node_kind)(w->where & -w->where)), w);
	}
}

UNIT_TEST(numbers_of_problems_rise)
{
	for (unsigned i = 1; i < PROBLEM_COUNT; i++)
		ck_assert_uint_gt(problem_of((enum problem_id)i)->number, problem_of((enum problem_id)(i - 1))->number);
}

UNIT_TEST(near_words_are_suggested)
{
	static const char *const names[] = {"memory-kib", NULL, "memory-mib", "priority"};

	ck_assert_str_eq(nearest("memroy-kib", names, 4), "memory-kib");
	ck_assert_str_eq(nearest("memory-mb", names, 4), "memory-mib");
	ck_assert_str_eq(nearest("Priority", names, 4), "priority");
	ck_assert_ptr_null(nearest("colour", names, 4));
	ck_assert_ptr_null(nearest("a-word-that-is-much-longer-than-any-property-there-is", names, 4));
}

UNIT_TEST(priorities_fall_with_the_period)
{
	ck_assert_uint_eq(system_default_priority(1), 150);
	ck_assert_uint_eq(system_default_priority(199), 150);
	ck_assert_uint_eq(system_default_priority(200), 142);
	for (uint32_t period = 1; period < 10000000; period += period / 3 + 1)
		ck_assert_uint_ge(system_default_priority(period), system_default_priority(period + period / 3 + 1));
	ck_assert_uint_ge(system_default_priority(10000000), 1);
}
