// SPDX-License-Identifier: Apache-2.0
// Whole runs: how they end, with which exit code, and what is said of it.
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

/* A program that prints a letter and then does what the caller adds. */
static struct program prints(char letter)
{
	struct program p = {.count = 0};

	prog_sb(&p, KSEG1 | 0x180003f8, (uint8_t)letter);
	return p;
}

UNIT_TEST(a_reset_ends_or_starts_over)
{
	struct program p = prints('r');
	const char *kernel;

	prog_reset(&p);
	kernel = tool_kernel(&p);
	TOOL(&o, "-kernel", kernel, "-no-reboot");
	ck_assert_int_eq(o.code, EXIT_GOOD);
	ck_assert_str_eq(o.out, "r");
	ck_assert_ptr_nonnull(strstr(o.err, "the guest reset the board"));
	TOOL(&o, "-kernel", kernel, "-limit", "500");
	ck_assert_int_eq(o.code, EXIT_LIMIT);
	ck_assert_int_eq(strncmp(o.out, "rrr", 3), 0);
}

UNIT_TEST(switching_off_ends_well)
{
	struct program p = {.count = 0};

	prog_sw(&p, KSEG1 | 0x1be00cf8, 0x80005340); /* power management: base of its ports, and on */
	prog_sw(&p, KSEG1 | 0x1be00cfc, 0x1001);
	prog_sw(&p, KSEG1 | 0x1be00cf8, 0x80005380);
	prog_sw(&p, KSEG1 | 0x1be00cfc, 1);
	prog_li(&p, T0, 0x2000);
	prog_li(&p, T1, KSEG1 | 0x18001004);
	prog_emit(&p, 0xa5280000); /* sh t0, 0(t1) */
	prog_hang(&p);
	TOOL(&o, "-kernel", tool_kernel(&p), "-limit", "1M");
	ck_assert_int_eq(o.code, EXIT_GOOD);
	ck_assert_ptr_nonnull(strstr(o.err, "switched the machine off"));
}

UNIT_TEST(limit_counts_to_the_instruction)
{
	struct program p = {.count = 0};

	prog_hang(&p);
	TOOL(&o, "-kernel", tool_kernel(&p), "-limit", "12345", "-count", "modes");
	ck_assert_int_eq(o.code, EXIT_LIMIT);
	ck_assert_ptr_nonnull(strstr(o.err, "limit of 12345 instructions reached"));
	ck_assert_ptr_nonnull(strstr(o.err, "count: cpu 0: 12345 instructions"));
	ck_assert_ptr_nonnull(strstr(o.err, "pc 0x8010000"));
}

UNIT_TEST(a_processor_that_waits_for_ever_is_told)
{
	struct program p = {.count = 0};

	prog_mtc0(&p, ZERO, 12);
	prog_wait(&p);
	prog_hang(&p);
	TOOL(&o, "-kernel", tool_kernel(&p), "-limit", "1M");
	ck_assert_int_eq(o.code, EXIT_GUEST_FAILED);
	ck_assert_ptr_nonnull(strstr(o.err, "every processor waits"));
	ck_assert_ptr_nonnull(strstr(o.err, "(waits)"));
	TOOL(&o, "-kernel", tool_kernel(&p), "-limit", "1M", "-cpu", "P5600", "-smp", "2");
	ck_assert_int_eq(o.code, EXIT_GUEST_FAILED);
	ck_assert_ptr_nonnull(strstr(o.err, "cpu 1: pc 0xbfc00000"));
	ck_assert_ptr_nonnull(strstr(o.err, "(not started)"));
}

UNIT_TEST(what_is_not_modelled_is_named)
{
	struct program p = {.count = 0};

	prog_li(&p, T0, 0x08000000); /* Config5.MSAEn */
	prog_emit(&p, 0x40888005);   /* mtc0 t0, config5 */
	prog_emit(&p, 0x000000c0);
	prog_emit(&p, 0x7800000e); /* MSA */
	TOOL(&o, "-kernel", tool_kernel(&p), "-cpu", "P5600");
	ck_assert_int_eq(o.code, EXIT_NOT_SUPPORTED);
	ck_assert_ptr_nonnull(strstr(o.err, "instruction 0x7800000e"));
	ck_assert_ptr_nonnull(strstr(o.err, "at pc 0x80100010"));
}

UNIT_TEST(images_that_cannot_be_used_are_bad_input)
{
	struct program p = {.count = 0};
	static char big[2 << 20];
	const char *kernel;

	prog_hang(&p);
	kernel = tool_kernel(&p);
	TOOL(&o, "-kernel", tool_path("none"));
	ck_assert_int_eq(o.code, EXIT_BAD_INPUT);
	TOOL(&o, "-kernel", "/");
	ck_assert_int_eq(o.code, EXIT_BAD_INPUT);
	ck_assert_ptr_nonnull(strstr(o.err, "not a regular file"));
	TOOL(&o, "-kernel", tool_write("empty", "", 0));
	ck_assert_int_eq(o.code, EXIT_BAD_INPUT);
	ck_assert_ptr_nonnull(strstr(o.err, "empty file"));
	TOOL(&o, "-kernel", kernel, "-initrd", tool_write("big", big, sizeof(big)), "-m", "2");
	ck_assert_int_eq(o.code, EXIT_BAD_INPUT);
	ck_assert_ptr_nonnull(strstr(o.err, "does not fit"));
	TOOL(&o, "-kernel", kernel, "-dtb", tool_write("tree", "no tree", 7));
	ck_assert_int_eq(o.code, EXIT_BAD_INPUT);
	TOOL(&o, "-kernel", tool_write("cut", "\177ELF\1\1\1", 7));
	ck_assert_int_eq(o.code, EXIT_BAD_INPUT);
}

UNIT_TEST(what_the_host_refuses_is_a_failure)
{
	struct program p = prints('x');
	const char *kernel;

	prog_reset(&p);
	kernel = tool_kernel(&p);
	TOOL(&o, "-kernel", kernel, "-no-reboot", "-serial", "file:/nowhere/tty");
	ck_assert_int_eq(o.code, EXIT_FAILED);
	TOOL(&o, "-kernel", kernel, "-no-reboot", "-trace", "/nowhere/trace");
	ck_assert_int_eq(o.code, EXIT_FAILED);
	TOOL(&o, "-kernel", kernel, "-no-reboot", "-record", "/nowhere/keys");
	ck_assert_int_eq(o.code, EXIT_FAILED);
	TOOL(&o, "-kernel", kernel, "-no-reboot", "-replay", "/nowhere/keys");
	ck_assert_int_eq(o.code, EXIT_FAILED);
	TOOL(&o, "-kernel", kernel, "-no-reboot", "-serial", "file:/dev/full");
	ck_assert_int_eq(o.code, EXIT_FAILED);
	ck_assert_ptr_nonnull(strstr(o.err, "output was lost"));
	TOOL(&o, "-kernel", kernel, "-no-reboot", "-trace", "/dev/full");
	ck_assert_int_eq(o.code, EXIT_FAILED);
	ck_assert_ptr_nonnull(strstr(o.err, "could not be written"));
}
