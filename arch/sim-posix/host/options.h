/* SPDX-License-Identifier: Apache-2.0 */
/* Command line of skerry-sim. */
#ifndef SKERRY_SIM_OPTIONS_H
#define SKERRY_SIM_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/** Exit codes, the same for every command of the project. */
enum exit_code {
	EXIT_GOOD = 0,
	EXIT_FAILED = 1,    /* a kernel panic, or the host failed us */
	EXIT_BAD_INPUT = 2, /* command line, image or replay */
	EXIT_LIMIT = 124,   /* --limit reached */
};

enum speed {
	SPEED_DEFAULT, /* real on a terminal, else max */
	SPEED_REAL,
	SPEED_MAX,
};

/** What the command line said; strings point into argv. */
struct options {
	const char *image;
	uint32_t ram_mib;
	uint64_t seed;  /* 0: nothing is left to chance */
	uint64_t limit; /* ticks; UINT64_MAX: none */
	enum speed speed;
	const char *record, *replay;
};

/**
 * Parses the command line. Says what is wrong on stderr.
 * @return -1 to go on, or the exit code to end with (help ends with 0)
 */
int options_parse(struct options *options, int argc, char **argv);

#endif
