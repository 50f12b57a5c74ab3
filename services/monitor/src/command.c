// SPDX-License-Identifier: Apache-2.0
// Reading a command.
#include "command.h"

/** Whether a command takes the name of a domain. */
enum operand { WITHOUT, MAY_HAVE, NEEDS };

static const struct {
	const char *word;
	enum command_verb verb;
	enum operand operand;
} commands[] = {
        {"help", COMMAND_HELP, WITHOUT},         {"list", COMMAND_LIST, WITHOUT}, {"stats", COMMAND_STATS, MAY_HAVE},
        {"stop", COMMAND_STOP, NEEDS},           {"start", COMMAND_START, NEEDS}, {"restart", COMMAND_RESTART, NEEDS},
        {"shutdown", COMMAND_SHUTDOWN, WITHOUT},
};

const char command_help[] = "list           domains and what they are doing\n"
                            "stats [NAME]   processor time and memory; with a name, all there is to know\n"
                            "stop NAME      stops a domain\n"
                            "start NAME     starts one that is down\n"
                            "restart NAME   stops it and starts it with cleared memory\n"
                            "shutdown       stops all and switches the board off\n";

static const char *skip_spaces(const char *s)
{
	while (*s == ' ')
		s++;
	return s;
}

/* Whether the word at @p s is @p word. */
static bool is_word(const char *s, const char *word)
{
	while (*word && *s == *word) {
		s++;
		word++;
	}
	return !*word && (*s == ' ' || !*s);
}

/* Takes the word at @p *s into @p name. False when it is too long for one. */
static bool take_name(const char **s, char name[SYS_NAME])
{
	unsigned n = 0;

	for (; **s && **s != ' '; (*s)++) {
		if (n == SYS_NAME - 1)
			return false;
		name[n++] = **s;
	}
	name[n] = 0;
	return true;
}

static const char *read_operand(enum operand operand, const char *s, struct command *c)
{
	s = skip_spaces(s);
	if (!take_name(&s, c->name))
		return "no domain has so long a name";
	if (operand == NEEDS && !c->name[0])
		return "of which domain? 'list' shows them";
	if (operand == WITHOUT && c->name[0])
		return "this command stands alone";
	return *skip_spaces(s) ? "one domain at a time" : 0;
}

bool command_parse(const char *line, struct command *c, const char **wrong)
{
	const char *s = skip_spaces(line);

	*c = (struct command){.verb = COMMAND_NONE};
	*wrong = 0;
	if (!*s)
		return true;
	for (unsigned i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (!is_word(s, commands[i].word))
			continue;
		while (*s && *s != ' ')
			s++;
		*wrong = read_operand(commands[i].operand, s, c);
		c->verb = *wrong ? COMMAND_NONE : commands[i].verb;
		return !*wrong;
	}
	*wrong = "no such command; 'help' lists them";
	return false;
}
