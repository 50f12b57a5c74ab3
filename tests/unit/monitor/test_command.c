// SPDX-License-Identifier: Apache-2.0
// Reading commands.
#include "command.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static struct command c;
static const char *wrong;

static const struct {
	const char *line;
	enum command_verb verb;
	const char *name;
} good[] = {
        {"", COMMAND_NONE, ""},
        {"   ", COMMAND_NONE, ""},
        {"help", COMMAND_HELP, ""},
        {"list", COMMAND_LIST, ""},
        {"  list  ", COMMAND_LIST, ""},
        {"stats", COMMAND_STATS, ""},
        {"stats alpha", COMMAND_STATS, "alpha"},
        {"stop alpha", COMMAND_STOP, "alpha"},
        {"start   alpha  ", COMMAND_START, "alpha"},
        {"restart abcdefghijklmnopqrstuvw", COMMAND_RESTART, "abcdefghijklmnopqrstuvw"},
        {"shutdown", COMMAND_SHUTDOWN, ""},
};

UNIT_LOOP(commands_are_read, 0, sizeof(good) / sizeof(good[0]))
{
	ck_assert(command_parse(good[_i].line, &c, &wrong));
	ck_assert_ptr_null(wrong);
	ck_assert_int_eq(c.verb, good[_i].verb);
	ck_assert_str_eq(c.name, good[_i].name);
}

static const struct {
	const char *line, *wrong;
} bad[] = {
        {"lis", "no such command; 'help' lists them"},
        {"lists", "no such command; 'help' lists them"},
        {"LIST", "no such command; 'help' lists them"},
        {"list alpha", "this command stands alone"},
        {"shutdown now", "this command stands alone"},
        {"stop", "of which domain? 'list' shows them"},
        {"restart  ", "of which domain? 'list' shows them"},
        {"stop alpha beta", "one domain at a time"},
        {"stats abcdefghijklmnopqrstuvwx", "no domain has so long a name"},
};

UNIT_LOOP(what_is_wrong_is_told, 0, sizeof(bad) / sizeof(bad[0]))
{
	ck_assert(!command_parse(bad[_i].line, &c, &wrong));
	ck_assert_str_eq(wrong, bad[_i].wrong);
	ck_assert_int_eq(c.verb, COMMAND_NONE);
}

UNIT_TEST(help_names_every_command)
{
	for (unsigned i = 3; i < sizeof(good) / sizeof(good[0]); i++) {
		char word[16];

		ck_assert_int_eq(sscanf(good[i].line, "%15s", word), 1);
		ck_assert_ptr_nonnull(strstr(command_help, word));
	}
}
