// SPDX-License-Identifier: Apache-2.0
// Runner of the guest's self-test: each check in a child of its own, a PASS or FAIL line for each, one summary line.
#include "selftest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Guest time after which a check that hangs is ended by SIGALRM. */
#define CHECK_SECONDS 60

/* A failing line does not fit an exit code, so it comes through this pipe. */
static int line_pipe[2];

int ended_with(int child)
{
	int status;

	if (waitpid(child, &status, 0) != child)
		return 255;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

static int run_one(const struct check *check)
{
	int line = 0;
	int end;
	int child = fork();

	if (child == 0) {
		alarm(CHECK_SECONDS);
		line = check->run();
		if (write(line_pipe[1], &line, sizeof(line)) != sizeof(line))
			_exit(255);
		_exit(line != 0);
	}
	end = child < 0 ? 255 : ended_with(child);
	if (end <= 1 && read(line_pipe[0], &line, sizeof(line)) == sizeof(line) && line == 0) {
		printf("PASS %s\n", check->name);
		return 0;
	}
	if (end > 256)
		printf("FAIL %s: ended by signal %d\n", check->name, end - 256);
	else
		printf("FAIL %s: line %d\n", check->name, line);
	return 1;
}

int main(int argc, char **argv)
{
	static const struct check *const lists[] = {process_checks, signal_checks, timer_checks, memory_checks,
	                                            fpu_checks,     code_checks,   system_checks};
	const char *only = argc > 1 ? argv[1] : "";
	int passed = 0;
	int failed = 0;

	/* The process check runs this program again to see that exec works. */
	if (strcmp(only, "--exec-check") == 0)
		return argc == 3 && strcmp(argv[2], "argument") == 0 ? 42 : 1;
	if (strcmp(only, "--mark") == 0)
		return argc == 3 ? mark((unsigned int)atoi(argv[2])) : 1;
	setvbuf(stdout, NULL, _IONBF, 0);
	if (pipe(line_pipe) != 0) {
		printf("FAIL pipe\nselftest: 0 passed, 1 failed\n");
		return 1;
	}
	for (unsigned int i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		for (const struct check *check = lists[i]; check->name; check++) {
			if (!strstr(check->name, only))
				continue;
			if (run_one(check))
				failed++;
			else
				passed++;
		}
	}
	printf("selftest: %d passed, %d failed\n", passed, failed);
	return failed != 0 || passed == 0;
}
