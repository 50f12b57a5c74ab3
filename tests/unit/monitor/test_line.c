// SPDX-License-Identifier: Apache-2.0
// Editing a line.
#include "line.h"
#include "unit.h"

static struct line l;
static char echo[3 * LINE_MOST + 1];

static void empty(void)
{
	line_start(&l);
}

UNIT_FIXTURE(empty, NULL);

static bool type(const char *text)
{
	bool complete = false;

	for (; *text; text++) {
		ck_assert(!complete);
		complete = line_type(&l, *text, echo);
	}
	return complete;
}

UNIT_TEST(typed_text_is_kept_and_shown)
{
	ck_assert(!type("list"));
	ck_assert_str_eq(echo, "t");
	ck_assert_str_eq(l.text, "list");
	ck_assert(type("\r"));
	ck_assert_str_eq(echo, "\n");
	ck_assert_str_eq(l.text, "list");
	line_start(&l);
	ck_assert_str_eq(l.text, "");
	ck_assert(type("\n"));
}

UNIT_TEST(backspace_and_delete_take_the_last_away)
{
	type("abc\x7f");
	ck_assert_str_eq(echo, "\b \b");
	ck_assert_str_eq(l.text, "ab");
	type("\b\b\b");
	ck_assert_str_eq(echo, "");
	ck_assert_str_eq(l.text, "");
}

UNIT_TEST(control_u_takes_all_away)
{
	type("abc\x15");
	ck_assert_str_eq(echo, "\b \b\b \b\b \b");
	ck_assert_str_eq(l.text, "");
}

UNIT_TEST(what_does_not_fit_is_ignored)
{
	for (unsigned i = 0; i < LINE_MOST; i++)
		type("x");
	type("y");
	ck_assert_str_eq(echo, "");
	ck_assert_uint_eq(l.length, LINE_MOST);
	ck_assert_int_eq(l.text[LINE_MOST], 0);
	type("\x15");
	ck_assert_uint_eq(l.length, 0);
}

UNIT_LOOP(other_characters_are_ignored, 1, 256)
{
	char c = (char)_i;

	if ((_i >= ' ' && _i < 0x7f) || c == '\r' || c == '\n')
		return;
	ck_assert(!line_type(&l, c, echo));
	ck_assert_str_eq(echo, "");
	ck_assert_uint_eq(l.length, 0);
}
