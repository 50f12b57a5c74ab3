// SPDX-License-Identifier: Apache-2.0
// Command line of skerry-emu: one table of options.
#include "options.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int __attribute__((format(printf, 1, 2))) bad(const char *format, ...)
{
	va_list args;

	fputs("skerry-emu: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("; -help lists the options\n", stderr);
	return EXIT_BAD_INPUT;
}

/* A number, with k, M or G for thousands when @thousands. */
static bool parse_number(const char *text, bool thousands, uint64_t max, uint64_t *value)
{
	static const char suffixes[] = "kMG";
	const char *suffix;
	char *end;
	uint64_t factor = 1;

	errno = 0;
	*value = strtoull(text, &end, 0);
	if (end == text || errno != 0 || text[0] == '-')
		return false;
	suffix = thousands && *end != '\0' ? strchr(suffixes, *end) : NULL;
	if (suffix != NULL) {
		for (const char *s = suffixes; s <= suffix; s++)
			factor *= 1000;
		end++;
	}
	if (*end != '\0' || *value > max / factor)
		return false;
	*value *= factor;
	return true;
}

static int set_board(struct options *o, const char *value)
{
	if (strcmp(value, "malta") == 0)
		o->machine.board = MACHINE_MALTA;
	else if (strcmp(value, "generic") == 0)
		o->machine.board = MACHINE_GENERIC;
	else
		return bad("unknown board \"%s\": there are malta and generic", value);
	return -1;
}

static int set_cpu(struct options *o, const char *value)
{
	int profile = emu_profile_by_name(value);

	if (profile < 0)
		return bad("unknown processor \"%s\": there are 24Kf, P5600, interAptiv and sk24k", value);
	o->machine.profile = (enum emu_profile)profile;
	return -1;
}

static int set_smp(struct options *o, const char *value)
{
	uint64_t n;

	if (!parse_number(value, false, MACHINE_MAX_CPUS, &n) || n == 0)
		return bad("-smp takes 1 to %d, not \"%s\"", MACHINE_MAX_CPUS, value);
	o->machine.cpus = (unsigned)n;
	return -1;
}

static int set_memory(struct options *o, const char *value)
{
	uint64_t n;

	if (!parse_number(value, false, MACHINE_MAX_RAM, &n) || n == 0)
		return bad("-m takes 1 to %d MiB, not \"%s\"", MACHINE_MAX_RAM, value);
	o->machine.ram_mib = (uint32_t)n;
	return -1;
}

static int set_clock(struct options *o, const char *value)
{
	if (!parse_number(value, true, UINT64_MAX, &o->machine.clock_hz))
		return bad("-clock takes a frequency in Hz, not \"%s\"", value);
	return -1;
}

static int set_seed(struct options *o, const char *value)
{
	if (!parse_number(value, false, UINT64_MAX, &o->machine.seed))
		return bad("-seed takes a number, not \"%s\"", value);
	return -1;
}

static int set_limit(struct options *o, const char *value)
{
	if (!parse_number(value, true, UINT64_MAX - 1, &o->limit))
		return bad("-limit takes a number of instructions, not \"%s\"", value);
	return -1;
}

static int set_gdb(struct options *o, const char *value)
{
	uint64_t port;

	if (!parse_number(value, false, 65535, &port))
		return bad("-gdb takes a port number, not \"%s\"", value);
	o->gdb_port = (int)port;
	return -1;
}

static int add_serial(struct options *o, const char *value)
{
	struct serial_option *serial = &o->serial[o->serials];

	if (o->serials == MACHINE_UARTS)
		return bad("there are only %d serial ports", MACHINE_UARTS);
	if (strcmp(value, "stdio") == 0 || strcmp(value, "mon:stdio") == 0)
		serial->kind = SERIAL_STDIO;
	else if (strcmp(value, "null") == 0)
		serial->kind = SERIAL_NULL;
	else if (strncmp(value, "file:", 5) == 0 && value[5] != '\0')
		*serial = (struct serial_option){SERIAL_FILE, value + 5};
	else
		return bad("-serial takes stdio, null or file:PATH, not \"%s\"", value);
	o->serials++;
	return -1;
}

static int add_count(struct options *o, const char *value)
{
	if (strcmp(value, "modes") != 0 && strchr(value, ',') == NULL)
		return bad("-count takes modes or FROM,TO, not \"%s\"", value);
	if (o->counts == OPTIONS_MAX_COUNTS)
		return bad("at most %d times -count", OPTIONS_MAX_COUNTS);
	o->count[o->counts++] = value;
	return -1;
}

static int accept(struct options *o, const char *value)
{
	(void)o;
	(void)value;
	return -1;
}

struct option {
	const char *name;
	const char *argument; /* NULL: a switch */
	const char *help;
	int (*set)(struct options *o, const char *value);
	size_t field; /* without set: a const char *, or a bool for a switch */
};

#define TEXT(name, argument, field, help)                                   \
	{                                                                   \
		name, argument, help, NULL, offsetof(struct options, field) \
	}
#define FLAG(name, field, help)                                         \
	{                                                               \
		name, NULL, help, NULL, offsetof(struct options, field) \
	}
#define CALL(name, argument, set, help)      \
	{                                    \
		name, argument, help, set, 0 \
	}

static const struct option table[] = {
        CALL("M", "BOARD", set_board, "malta (default), or generic: RAM, a serial port and a reset word"),
        CALL("cpu", "NAME", set_cpu, "24Kf (default), P5600, interAptiv, sk24k"),
        CALL("smp", "N", set_smp, "processors, 1 to 4; more than one with malta and P5600"),
        CALL("m", "MIB", set_memory, "memory, 1 to 2048 MiB (default 128)"),
        TEXT("kernel", "FILE", kernel, "ELF kernel, or a raw image for 0x80100000"),
        TEXT("initrd", "FILE", initrd, "initial RAM disk"),
        TEXT("append", "TEXT", machine.append, "kernel command line"),
        TEXT("dtb", "FILE", dtb, "device tree; the kernel is entered by UHI (generic makes one itself)"),
        CALL("nographic", NULL, accept, "accepted: a board here never has graphics"),
        CALL("serial", "WHERE", add_serial, "stdio, null or file:PATH; in the order tty0, tty1, CBUS"),
        CALL("gdb", "PORT", set_gdb, "wait for gdb on this port of the loopback interface; 0: any, printed"),
        FLAG("S", gdb_wait, "with -gdb: do not start before gdb says so"),
        TEXT("trace", "FILE", trace, "write exceptions and device accesses to a file"),
        FLAG("trace-insns", trace_insns, "with -trace: every instruction too"),
        CALL("count", "WHAT", add_count, "modes: instructions by mode; FROM,TO: between symbols or addresses"),
        TEXT("symbols", "FILE", symbols, "ELF file with the symbols for -count (default: the kernel)"),
        CALL("seed", "N", set_seed, "start of everything that is left to chance (default 0)"),
        CALL("clock", "HZ", set_clock, "instructions in a second of virtual time (default 320M)"),
        CALL("limit", "N", set_limit, "end with code 124 after N instructions; k, M and G are thousands"),
        TEXT("record", "FILE", record, "write the keys typed, with their ticks"),
        TEXT("replay", "FILE", replay, "type what -record wrote, at the same ticks"),
        FLAG("no-reboot", no_reboot, "end with code 0 when the guest resets the board"),
        FLAG("no-fpu", machine.no_fpu, "processors without FPU"),
        FLAG("free", free_running, "idle time passes at once even when someone may type"),
};

static void help(void)
{
	puts("skerry-emu: runs a kernel on a modelled MIPS32 board, deterministically.\n"
	     "\n"
	     "usage: skerry-emu -kernel FILE [option...]\n");
	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char left[32];

		snprintf(left, sizeof(left), "-%s %s", table[i].name,
		         table[i].argument != NULL ? table[i].argument : "");
		printf("  %-16s %s\n", left, table[i].help);
	}
	puts("\n"
	     "On a terminal, Ctrl-A X ends the run, Ctrl-A Ctrl-A sends Ctrl-A.\n"
	     "exit codes: 0 the guest reset (-no-reboot) or switched off, 1 the host failed, 2 bad input, 3 not "
	     "modelled,\n"
	     "5 the guest can never run again, 124 -limit reached");
}

static int apply(struct options *o, const struct option *option, const char *value)
{
	char *field = (char *)o + option->field;

	if (option->set != NULL)
		return option->set(o, value);
	if (option->argument != NULL)
		*(const char **)(void *)field = value;
	else
		*(bool *)(void *)field = true;
	return -1;
}

static const struct option *find_option(const char *name)
{
	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	}
	return NULL;
}

static int check(const struct options *o)
{
	unsigned stdio = 0;

	for (unsigned i = 0; i < o->serials; i++)
		stdio += o->serial[i].kind == SERIAL_STDIO;
	if (o->kernel == NULL)
		return bad("no -kernel");
	if (stdio > 1)
		return bad("only one serial port can be stdio");
	if (o->trace_insns && o->trace == NULL)
		return bad("-trace-insns needs -trace");
	if (o->gdb_wait && o->gdb_port < 0)
		return bad("-S needs -gdb");
	if (o->gdb_port >= 0 && o->counts != 0)
		return bad("-gdb and -count do not go together: both need the breakpoints");
	if (o->record != NULL && o->replay != NULL)
		return bad("-record and -replay do not go together");
	return -1;
}

int options_parse(struct options *options, int argc, char **argv)
{
	*options = (struct options){.gdb_port = -1, .limit = UINT64_MAX};
	for (int i = 1; i < argc; i++) {
		const char *name = argv[i];
		const struct option *option;
		int result;

		if (strcmp(name, "-h") == 0 || strcmp(name, "-help") == 0 || strcmp(name, "--help") == 0) {
			help();
			return EXIT_GOOD;
		}
		if (name[0] != '-')
			return bad("\"%s\" is not an option", name);
		name += name[1] == '-' ? 2 : 1;
		option = find_option(name);
		if (option == NULL)
			return bad("unknown option \"%s\"", argv[i]);
		if (option->argument != NULL && i + 1 == argc)
			return bad("-%s needs %s", name, option->argument);
		result = apply(options, option, option->argument != NULL ? argv[++i] : NULL);
		if (result >= 0)
			return result;
	}
	return check(options);
}
