// SPDX-License-Identifier: Apache-2.0
// The command line: what each option sets, and what is refused.
#include "tool.h"

#include <string.h>

UNIT_FIXTURE(tool_setup, tool_teardown);

UNIT_TEST(each_option_is_taken)
{
	static const char *const line[] = {
	        "skerry-emu", "-M",         "generic",      "--cpu",    "p5600",   "-smp",
	        "4",          "-m",         "512",          "-kernel",  "k",       "-initrd",
	        "i",          "-append",    "a b",          "-dtb",     "d",       "-nographic",
	        "-serial",    "null",       "-serial",      "file:log", "-serial", "mon:stdio",
	        "-trace",     "t",          "-trace-insns", "-symbols", "s",       "-seed",
	        "0x10",       "-clock",     "200M",         "-limit",   "3k",      "-record",
	        "r",          "-no-reboot", "-no-fpu",      "-free",    "-count",  "modes",
	        "-count",     "a,b",
	};
	struct options o;

	ck_assert_int_eq(options_parse(&o, sizeof(line) / sizeof(line[0]), (char **)(uintptr_t)line), -1);
	ck_assert_int_eq(o.machine.board, MACHINE_GENERIC);
	ck_assert_int_eq(o.machine.profile, EMU_P5600);
	ck_assert_uint_eq(o.machine.cpus, 4);
	ck_assert_uint_eq(o.machine.ram_mib, 512);
	ck_assert_str_eq(o.kernel, "k");
	ck_assert_str_eq(o.initrd, "i");
	ck_assert_str_eq(o.machine.append, "a b");
	ck_assert_str_eq(o.dtb, "d");
	ck_assert_uint_eq(o.serials, 3);
	ck_assert_int_eq(o.serial[0].kind, SERIAL_NULL);
	ck_assert_int_eq(o.serial[1].kind, SERIAL_FILE);
	ck_assert_str_eq(o.serial[1].path, "log");
	ck_assert_int_eq(o.serial[2].kind, SERIAL_STDIO);
	ck_assert_str_eq(o.trace, "t");
	ck_assert(o.trace_insns && o.no_reboot && o.machine.no_fpu && o.free_running && !o.gdb_wait);
	ck_assert_str_eq(o.symbols, "s");
	ck_assert_uint_eq(o.machine.seed, 16);
	ck_assert_uint_eq(o.machine.clock_hz, 200000000);
	ck_assert_uint_eq(o.limit, 3000);
	ck_assert_str_eq(o.record, "r");
	ck_assert_ptr_null(o.replay);
	ck_assert_uint_eq(o.counts, 2);
	ck_assert_int_eq(o.gdb_port, -1);
}

UNIT_TEST(debugger_options_are_taken)
{
	static const char *const line[] = {"skerry-emu", "-kernel", "k", "-gdb", "1234",
	                                   "-S",         "-replay", "r", "-M",   "malta"};
	struct options o;

	ck_assert_int_eq(options_parse(&o, sizeof(line) / sizeof(line[0]), (char **)(uintptr_t)line), -1);
	ck_assert_int_eq(o.gdb_port, 1234);
	ck_assert(o.gdb_wait);
	ck_assert_str_eq(o.replay, "r");
	ck_assert_uint_eq(o.limit, UINT64_MAX);
}

static const char *const refused[][8] = {
        {NULL},
        {"-kernel"},
        {"kernel"},
        {"-display", "none"},
        {"-kernel", "x", "-M", "boston"},
        {"-kernel", "x", "-cpu", "4Kc"},
        {"-kernel", "x", "-smp", "0"},
        {"-kernel", "x", "-smp", "two"},
        {"-kernel", "x", "-m", "99999"},
        {"-kernel", "x", "-m", "-5"},
        {"-kernel", "x", "-clock", "fast"},
        {"-kernel", "x", "-clock", "99999999999999999G"},
        {"-kernel", "x", "-seed", "1k"},
        {"-kernel", "x", "-limit", "3T"},
        {"-kernel", "x", "-gdb", "65536"},
        {"-kernel", "x", "-serial", "file:"},
        {"-kernel", "x", "-serial", "tcp"},
        {"-kernel", "x", "-serial", "stdio", "-serial", "stdio"},
        {"-kernel", "x", "-count", "everything"},
        {"-kernel", "x", "-trace-insns"},
        {"-kernel", "x", "-S"},
        {"-kernel", "x", "-gdb", "0", "-count", "modes"},
        {"-kernel", "x", "-record", "a", "-replay", "b"},
};

UNIT_LOOP(bad_lines_are_refused_in_one_line, 0, sizeof(refused) / sizeof(refused[0]))
{
	struct outcome o;

	tool_run(&o, refused[_i]);
	ck_assert_int_eq(o.code, EXIT_BAD_INPUT);
	ck_assert_str_eq(o.out, "");
	ck_assert_int_eq(strncmp(o.err, "skerry-emu: ", 12), 0);
	ck_assert_ptr_eq(strchr(o.err, '\n'), o.err + strlen(o.err) - 1);
}

UNIT_TEST(options_that_repeat_have_an_end)
{
	struct outcome o;

	TOOL(&o, "-serial", "null", "-serial", "null", "-serial", "null", "-serial", "null");
	ck_assert_int_eq(o.code, EXIT_BAD_INPUT);
	ck_assert_ptr_nonnull(strstr(o.err, "only 3 serial ports"));
	TOOL(&o, "-count", "1,2", "-count", "1,2", "-count", "1,2", "-count", "1,2", "-count", "1,2", "-count", "1,2");
	ck_assert_ptr_nonnull(strstr(o.err, "no -kernel"));
}

UNIT_TEST(help_goes_to_standard_output)
{
	struct outcome o;

	TOOL(&o, "--help");
	ck_assert_int_eq(o.code, EXIT_GOOD);
	ck_assert_str_eq(o.err, "");
	ck_assert_ptr_nonnull(strstr(o.out, "\n  -limit N "));
}
