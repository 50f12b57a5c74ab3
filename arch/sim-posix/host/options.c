// SPDX-License-Identifier: Apache-2.0
// Command line of skerry-sim.
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RAM_MIB_DEFAULT 256
#define RAM_MIB_MAX     2048

static const char usage[] =
        "usage: skerry-sim [OPTION]... IMAGE\n"
        "Runs a system image as a process: the kernel natively, its programs and guests on the processor model.\n"
        "  --memory MIB     RAM, 16 to 2048 (default 256)\n"
        "  --seed N         preemption and the time of kernel entries follow the random sequence N; 0: no chance "
        "(default)\n"
        "  --limit TICKS    ends with exit code 124 after this many ticks (instructions); k, M, G for thousands\n"
        "  --speed WHAT     real: never ahead of the host's clock (default on a terminal); max: does not look at it\n"
        "  --record FILE    writes what is typed with its point in time\n"
        "  --replay FILE    types what was recorded; with it the run is the same, to the bit\n"
        "On a terminal Ctrl-A X ends the run, Ctrl-A A types Ctrl-A.\n";

static int bad(const char *what, const char *value)
{
	fprintf(stderr, "skerry-sim: %s: %s; --help lists the options\n", value, what);
	return EXIT_BAD_INPUT;
}

static bool parse_number(const char *text, bool thousands, uint64_t max, uint64_t *value)
{
	static const char suffixes[] = "kMG";
	uint64_t factor = 1;
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 0);
	if (end == text || errno || text[0] == '-')
		return false;
	const char *suffix = thousands && *end ? strchr(suffixes, *end) : NULL;

	if (suffix) {
		for (const char *s = suffixes; s <= suffix; s++)
			factor *= 1000;
		end++;
	}
	if (*end || *value > max / factor)
		return false;
	*value *= factor;
	return true;
}

static int set_speed(struct options *o, const char *value)
{
	if (strcmp(value, "real") == 0)
		o->speed = SPEED_REAL;
	else if (strcmp(value, "max") == 0)
		o->speed = SPEED_MAX;
	else
		return bad("the speed is real or max", value);
	return -1;
}

static int set_memory(struct options *o, const char *value)
{
	uint64_t n;

	if (!parse_number(value, false, RAM_MIB_MAX, &n) || n < 16)
		return bad("the memory is 16 to 2048 MiB", value);
	o->ram_mib = (uint32_t)n;
	return -1;
}

static int set(struct options *o, int option, const char *value)
{
	switch (option) {
	case 'm':
		return set_memory(o, value);
	case 's':
		return parse_number(value, false, UINT64_MAX, &o->seed) ? -1 : bad("the seed is a number", value);
	case 'l':
		return parse_number(value, true, UINT64_MAX - 1, &o->limit)
		               ? -1
		               : bad("the limit is a number of ticks", value);
	case 'v':
		return set_speed(o, value);
	case 'r':
		o->record = value;
		return -1;
	case 'p':
		o->replay = value;
		return -1;
	case 'h':
		fputs(usage, stdout);
		return EXIT_GOOD;
	default:
		fputs(usage, stderr);
		return EXIT_BAD_INPUT;
	}
}

int options_parse(struct options *options, int argc, char **argv)
{
	static const struct option names[] = {
	        {"memory", required_argument, NULL, 'm'}, {"seed", required_argument, NULL, 's'},
	        {"limit", required_argument, NULL, 'l'},  {"speed", required_argument, NULL, 'v'},
	        {"record", required_argument, NULL, 'r'}, {"replay", required_argument, NULL, 'p'},
	        {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0},
	};
	int option;

	*options = (struct options){.ram_mib = RAM_MIB_DEFAULT, .limit = UINT64_MAX};
	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
		int code = set(options, option, optarg);

		if (code >= 0)
			return code;
	}
	if (options->record && options->replay)
		return bad("a replay is not recorded again", options->record);
	if (optind + 1 != argc) {
		fputs(usage, stderr);
		return EXIT_BAD_INPUT;
	}
	options->image = argv[optind];
	return -1;
}
