// SPDX-License-Identifier: Apache-2.0
// Counts between places, and traces: exact, and the same for the same seed.
#include "tool.h"

#include <fcntl.h>
#include <string.h>

static void setup(void)
{
	tool_setup();
	tool_input(open("/dev/null", O_RDONLY));
}

UNIT_FIXTURE(setup, tool_teardown);

static struct outcome o;

/* Ten rounds of: li, two instructions; a store to the serial port. */
static const char *rounds(void)
{
	struct program p = {.count = 0};

	prog_li(&p, T2, 10);                  /* 0x80100000 */
	prog_sb(&p, KSEG1 | 0x180003f8, 'x'); /* 0x80100008: five instructions */
	prog_emit(&p, 0x254affff);            /* 0x8010001c: addiu t2, t2, -1 */
	prog_bne(&p, T2, ZERO, 2);            /* 0x80100020 */
	prog_reset(&p);                       /* 0x80100028 */
	return tool_kernel(&p);
}

UNIT_TEST(passages_are_counted_exactly)
{
	TOOL(&o, "-kernel", rounds(), "-no-reboot", "-count", "0x80100008,0x8010001c", "-count",
	     "0x8010001c,0x80100008", "-count", "0x80100000,0x80100028", "-count", "0x80100028,0x80100000");
	ck_assert_int_eq(o.code, EXIT_GOOD);
	ck_assert_str_eq(o.out, "xxxxxxxxxx");
	ck_assert_ptr_nonnull(strstr(o.err, "count: 0x80100008,0x8010001c: passages 10, least 5, most 5, sum 50\n"));
	ck_assert_ptr_nonnull(strstr(o.err, "count: 0x8010001c,0x80100008: passages 9, least 3, most 3, sum 27\n"));
	ck_assert_ptr_nonnull(strstr(o.err, "count: 0x80100000,0x80100028: passages 1, least 82, most 82, sum 82\n"));
	ck_assert_ptr_nonnull(strstr(o.err, "count: 0x80100028,0x80100000: no passage\n"));
	ck_assert_ptr_null(strstr(o.err, "count: cpu"));
}

UNIT_TEST(places_that_do_not_exist_are_refused)
{
	TOOL(&o, "-kernel", rounds(), "-count", "start,0x80100000");
	ck_assert_int_eq(o.code, EXIT_BAD_INPUT);
	ck_assert_ptr_nonnull(strstr(o.err, "no symbol \"start\""));
	TOOL(&o, "-kernel", rounds(), "-count", "0x80100000,12nonsense");
	ck_assert_int_eq(o.code, EXIT_BAD_INPUT);
	TOOL(&o, "-kernel", rounds(), "-symbols", tool_path("none"), "-count", "0x80100000,0x80100004");
	ck_assert_int_eq(o.code, EXIT_BAD_INPUT);
}

UNIT_TEST(modes_are_counted_apart)
{
	struct program p = {.count = 0};

	prog_li(&p, T0, 0x10000010); /* user mode, low addresses through the TLB: the first fetch faults */
	prog_mtc0(&p, T0, 12);
	prog_hang(&p);
	TOOL(&o, "-kernel", tool_kernel(&p), "-limit", "1000", "-count", "modes");
	ck_assert_int_eq(o.code, EXIT_LIMIT);
	ck_assert_ptr_nonnull(strstr(o.err, "count: cpu 0: 1000 instructions: kernel "));
	ck_assert_ptr_nonnull(strstr(o.err, ", user 1, debug 0; interrupts 0, exceptions "));
}

UNIT_TEST(one_seed_gives_one_trace)
{
	static char first[1 << 16], second[1 << 16];
	const char *kernel = rounds();

	for (unsigned i = 0; i < 2; i++)
		TOOL(&o, "-kernel", kernel, "-no-reboot", "-seed", "7", "-trace-insns", "-trace",
		     tool_path(i ? "second" : "first"));
	ck_assert_int_eq(o.code, EXIT_GOOD);
	ck_assert_uint_gt(tool_read("first", first, sizeof(first)), 3000);
	tool_read("second", second, sizeof(second));
	ck_assert_str_eq(first, second);
	ck_assert_ptr_nonnull(strstr(first, " 0 i 80100000 3c0a0000 lui"));
	ck_assert_ptr_nonnull(strstr(first, " 0 w 180003f8 1 78\n"));
}

UNIT_TEST(trace_names_exceptions)
{
	static char text[1 << 14];
	struct program p = {.count = 0};

	prog_emit(&p, 0x0000000c); /* syscall, to a vector without code */
	TOOL(&o, "-kernel", tool_kernel(&p), "-limit", "200", "-trace", tool_path("trace"));
	ck_assert_int_eq(o.code, EXIT_LIMIT);
	tool_read("trace", text, sizeof(text));
	ck_assert_ptr_nonnull(strstr(text, " 0 x sys 80100000 "));
	ck_assert_ptr_null(strstr(text, " i "));
}
