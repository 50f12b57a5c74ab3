// SPDX-License-Identifier: Apache-2.0
// The host's end of the serial ports: keys from pipes and terminals, record and replay, pacing.
#include "tool.h"

#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

UNIT_FIXTURE(tool_setup, tool_teardown);

static struct outcome o;

/* Standard input becomes a pipe holding this text. @return the writing end, when it shall stay open */
static int typed(const char *text, bool open)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
	tool_input(ends[0]);
	if (!open)
		close(ends[1]);
	return ends[1];
}

UNIT_TEST(what_is_typed_reaches_the_guest)
{
	typed("twenty-one letters and q", false);
	TOOL(&o, "-kernel", tool_echo(), "-no-reboot", "-limit", "100M");
	ck_assert_int_eq(o.code, EXIT_GOOD);
	ck_assert_str_eq(o.out, "twenty-one letters and q");
}

UNIT_TEST(a_recorded_run_replays)
{
	char keys[4096];
	int end = typed("abcq", true);
	const char *kernel = tool_echo();

	TOOL(&o, "-kernel", kernel, "-no-reboot", "-limit", "100M", "-record", tool_path("keys"));
	ck_assert_str_eq(o.out, "abcq");
	close(end);
	tool_read("keys", keys, sizeof(keys));
	ck_assert_ptr_nonnull(strstr(keys, " 0 61\n"));
	typed("zzz", false); /* not listened to */
	TOOL(&o, "-kernel", kernel, "-no-reboot", "-limit", "100M", "-replay", tool_path("keys"));
	ck_assert_int_eq(o.code, EXIT_GOOD);
	ck_assert_str_eq(o.out, "abcq");
}

UNIT_TEST(a_replay_types_at_its_tick)
{
	static const char keys[] = "700000 0 61\n800001 0 62\n1000000 0 71\n";

	TOOL(&o, "-kernel", tool_echo(), "-no-reboot", "-limit", "100M", "-replay",
	     tool_write("keys", keys, sizeof(keys) - 1));
	ck_assert_int_eq(o.code, EXIT_GOOD);
	ck_assert_str_eq(o.out, "abq");
	ck_assert_ptr_nonnull(strstr(o.err, "tick 10000"));
}

UNIT_TEST(a_damaged_replay_types_no_more)
{
	static const char *const damage[] = {"1000 0 61\n2000 9 62\n", "1000 0 61\n2000 0 100\n",
	                                     "1000 0 61\nnonsense\n"};

	for (unsigned i = 0; i < 3; i++) {
		TOOL(&o, "-kernel", tool_echo(), "-no-reboot", "-limit", "10k", "-replay",
		     tool_write("keys", damage[i], strlen(damage[i])));
		ck_assert_int_eq(o.code, EXIT_LIMIT);
		ck_assert_str_eq(o.out, "a");
		ck_assert_ptr_nonnull(strstr(o.err, "the replay is damaged"));
	}
}

UNIT_TEST(ports_go_to_files)
{
	struct program p = {.count = 0};
	char arg[128], text[8];

	snprintf(arg, sizeof(arg), "file:%s", tool_path("tty1"));
	prog_sb(&p, KSEG1 | 0x180003f8, 'a');
	prog_sb(&p, KSEG1 | 0x180002f8, 'b');
	prog_sb(&p, KSEG1 | 0x1f000900, 'c');
	prog_reset(&p);
	typed("", false);
	TOOL(&o, "-kernel", tool_kernel(&p), "-no-reboot", "-serial", "null", "-serial", arg, "-serial", "stdio");
	ck_assert_int_eq(o.code, EXIT_GOOD);
	ck_assert_str_eq(o.out, "c");
	ck_assert_uint_eq(tool_read("tty1", text, sizeof(text)), 1);
	ck_assert_str_eq(text, "b");
}

/* Standard input becomes a terminal on which this was typed. @return the other end */
static int terminal(const char *keys)
{
	struct termios settings;
	int master, slave;

	ck_assert_int_eq(openpty(&master, &slave, NULL, NULL, NULL), 0);
	/* Typed before the command makes it raw: nothing may wait for the end of a line. */
	tcgetattr(slave, &settings);
	settings.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	tcsetattr(slave, TCSANOW, &settings);
	ck_assert_int_eq(write(master, keys, strlen(keys)), (ssize_t)strlen(keys));
	tool_input(slave);
	return master;
}

UNIT_TEST(terminal_keys_quit_and_escape)
{
	struct termios before, after;
	int master = terminal("a\001\001b\001cd\001x");

	tcgetattr(STDIN_FILENO, &before);
	TOOL(&o, "-kernel", tool_echo(), "-limit", "1G");
	ck_assert_int_eq(o.code, EXIT_GOOD);
	/* Ctrl-A twice is one; Ctrl-A and another key is nothing; what was typed last may not have been sent. */
	ck_assert_int_eq(strncmp(o.out, "a\001bd", strlen(o.out)), 0);
	tcgetattr(STDIN_FILENO, &after);
	ck_assert_uint_eq(before.c_lflag, after.c_lflag);
	ck_assert_uint_eq(before.c_iflag, after.c_iflag);
	close(master);
}

UNIT_TEST(idle_time_keeps_to_the_hosts_clock_while_someone_may_type)
{
	struct program p = {.count = 0};
	int end;
	const char *kernel;

	/* Waits for the timer 50 ms ahead; its interrupt finds empty memory, which leads back here. */
	prog_mtc0(&p, ZERO, 9);
	prog_li(&p, T0, 8000000);
	prog_mtc0(&p, T0, 11);
	prog_li(&p, T0, 0x10008001);
	prog_mtc0(&p, T0, 12);
	prog_wait(&p);
	prog_hang(&p);
	kernel = tool_kernel(&p);
	end = typed("", true);
	TOOL(&o, "-kernel", kernel, "-limit", "1M");
	ck_assert_int_eq(o.code, EXIT_LIMIT);
	close(end);
	end = typed("", true);
	TOOL(&o, "-kernel", kernel, "-limit", "1M", "-free");
	ck_assert_int_eq(o.code, EXIT_LIMIT);
	close(end);
}
