// SPDX-License-Identifier: Apache-2.0
// The monitor: commands typed on its console, carried out by the root task.
#include "command.h"
#include "line.h"
#include "show.h"

#include <skerry/console_client.h>
#include <skerry/console_proto.h>
#include <skerry/rt/print.h>
#include <skerry/rt/serve.h>
#include <skerry/rt/start.h>
#include <skerry/rt/string.h>

/* A console that is started again forgets whom it was about to wake. */
#define LOOK_US 1000000

struct monitor {
	struct console console;
	sk_word_t control;
};

static void say(const struct monitor *m, const char *text)
{
	console_write(&m->console, text, (unsigned)strlen(text));
}

/* The domain at place @p i. False: there are no more. */
static bool look(const struct monitor *m, unsigned i, struct control_domain *d)
{
	sk_word_t words[CONTROL_DOMAIN_WORDS] = {i};

	if (rt_request(m->control, CONTROL_LIST, words, 1, CONTROL_DOMAIN_WORDS))
		return false;
	memcpy(d, words, sizeof(*d));
	d->name[SYS_NAME - 1] = 0;
	return true;
}

static void list(const struct monitor *m)
{
	struct control_domain d;
	char text[SHOW_MOST];

	for (unsigned i = 0; look(m, i, &d); i++) {
		show_list(text, &d);
		say(m, text);
	}
}

static void stats(const struct monitor *m, const char *name)
{
	struct control_domain d;
	char text[SHOW_MOST];
	bool found = !name[0];

	if (!name[0])
		say(m, show_heading);
	for (unsigned i = 0; look(m, i, &d); i++) {
		if (name[0] && strcmp(d.name, name) != 0)
			continue;
		found = true;
		if (name[0])
			show_domain(text, &d);
		else
			show_row(text, &d);
		say(m, text);
	}
	if (!found)
		console_print(&m->console, "%s: %s\n", name, show_error(SK_ENOENT));
}

static void change(const struct monitor *m, sk_word_t operation, const char *name)
{
	sk_word_t words[CONTROL_NAME_WORDS] = {0};

	rt_strlcpy((char *)words, name, SYS_NAME);
	console_print(&m->console, "%s: %s\n", name,
	              show_error(rt_request(m->control, operation, words, CONTROL_NAME_WORDS, 0)));
}

static void carry_out(const struct monitor *m, const struct command *c)
{
	switch (c->verb) {
	case COMMAND_NONE:
		break;
	case COMMAND_HELP:
		say(m, command_help);
		break;
	case COMMAND_LIST:
		list(m);
		break;
	case COMMAND_STATS:
		stats(m, c->name);
		break;
	case COMMAND_STOP:
		change(m, CONTROL_STOP, c->name);
		break;
	case COMMAND_START:
		change(m, CONTROL_START, c->name);
		break;
	case COMMAND_RESTART:
		change(m, CONTROL_RESTART, c->name);
		break;
	case COMMAND_SHUTDOWN:
		(void)rt_request(m->control, CONTROL_SHUTDOWN, NULL, 0, 0);
		break;
	}
}

static void obey(const struct monitor *m, const char *line)
{
	struct command c;
	const char *wrong;

	if (command_parse(line, &c, &wrong))
		carry_out(m, &c);
	else
		console_print(&m->console, "%s\n", wrong);
	say(m, "> ");
}

int rt_main(sk_word_t arg)
{
	const struct rt_startup *s = (const struct rt_startup *)arg;
	struct monitor m = {.control = rt_cap(s, "control")};
	char typed[CONSOLE_BYTES], echo[3 * LINE_MOST + 1];
	struct line line;

	if (!console_open(&m.console, s) || !m.control) {
		rt_printf("%s: the description gives it no console or no control\n", s->name);
		return 2;
	}
	line_start(&line);
	say(&m, "monitor: 'help' lists the commands\n> ");
	for (;;) {
		unsigned n = console_read(&m.console, typed, sizeof(typed), LOOK_US);

		for (unsigned i = 0; i < n; i++) {
			bool complete = line_type(&line, typed[i], echo);

			say(&m, echo);
			if (!complete)
				continue;
			obey(&m, line.text);
			line_start(&line);
		}
	}
}
