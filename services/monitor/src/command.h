// SPDX-License-Identifier: Apache-2.0
// The monitor's commands.
#ifndef MONITOR_COMMAND_H
#define MONITOR_COMMAND_H

#include <skerry/system_form.h>
#include <stdbool.h>

enum command_verb {
	COMMAND_NONE, /**< an empty line */
	COMMAND_HELP,
	COMMAND_LIST,
	COMMAND_STATS,
	COMMAND_STOP,
	COMMAND_START,
	COMMAND_RESTART,
	COMMAND_SHUTDOWN,
};

struct command {
	enum command_verb verb;
	char name[SYS_NAME]; /**< of a domain; empty: none was given */
};

/** One line for each command, for `help`. */
extern const char command_help[];

/** Reads the command in @p line. @return false: it is none, and @p *wrong says why */
bool command_parse(const char *line, struct command *c, const char **wrong);

#endif
