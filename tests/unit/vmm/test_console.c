// SPDX-License-Identifier: Apache-2.0
// Console output: line buffer, and what is recognised in it.
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <vmm/console.h>
#include <vmm/panic.h>

static char text[4096];
static unsigned length, writes;

static void collect(void *ctx, const char *bytes, unsigned count)
{
	ck_assert_ptr_eq(ctx, text);
	ck_assert_uint_gt(count, 0);
	ck_assert_uint_le(count, VMM_CONSOLE_BUFFER);
	memcpy(text + length, bytes, count);
	length += count;
	writes++;
}

static struct vmm_console console = {.write = collect, .ctx = text, .name = "left"};

static void put(const char *s)
{
	while (*s)
		vmm_console_put(&console, (uint8_t)*s++);
}

UNIT_TEST(console_names_each_line)
{
	put("one\r\ntwo\n\nthree");
	ck_assert_str_eq(text, "left| one\nleft| two\nleft| \n");
	ck_assert_uint_eq(writes, 3);
	vmm_console_flush(&console);
	vmm_console_flush(&console);
	ck_assert_str_eq(text, "left| one\nleft| two\nleft| \nleft| three");
	ck_assert_uint_eq(writes, 4);
	put(" four\n");
	ck_assert_str_eq(text, "left| one\nleft| two\nleft| \nleft| three four\n");
}

UNIT_TEST(console_keeps_carriage_returns_inside_a_line)
{
	put("10%\r20%\r\r\n");
	ck_assert_str_eq(text, "left| 10%\r20%\r\n");
}

UNIT_TEST(console_without_name_passes_bytes)
{
	console.name = NULL;
	put("a\r\nb\r");
	vmm_console_flush(&console);
	ck_assert_str_eq(text, "a\r\nb\r");
}

UNIT_TEST(console_passes_long_lines_in_pieces)
{
	for (unsigned i = 0; i < 500; i++)
		vmm_console_put(&console, 'x');
	put("\n");
	ck_assert_uint_eq(length, strlen("left| ") + 500 + 1);
	ck_assert_uint_eq(writes, 3);
}

UNIT_TEST(console_ends_an_open_line_once)
{
	put("login: ");
	vmm_console_end_line(&console);
	vmm_console_end_line(&console);
	ck_assert_str_eq(text, "left| login: \n");
}

static enum vmm_panic_state watch(struct vmm_panic *panic, const char *s)
{
	enum vmm_panic_state state = panic->state;

	while (*s)
		state = vmm_panic_watch(panic, (uint8_t)*s++);
	return state;
}

UNIT_TEST(panic_is_seen_at_the_end_of_its_lines)
{
	struct vmm_panic panic = {0};

	ck_assert_int_eq(watch(&panic, "[    0.100000] Booting\r\n"), VMM_PANIC_NONE);
	ck_assert_int_eq(watch(&panic, "[    1.234567] Kernel panic - not syncing: no init"), VMM_PANIC_NONE);
	ck_assert_int_eq(watch(&panic, "\r\n"), VMM_PANIC_BEGUN);
	ck_assert_int_eq(watch(&panic, "[    1.3] Kernel panic - not syncing: again\n"), VMM_PANIC_BEGUN);
	ck_assert_int_eq(watch(&panic, "[    1.300000] ---[ end Kernel panic - not syncing: no init ]---\n"),
	                 VMM_PANIC_ENDED);
	ck_assert_int_eq(watch(&panic, "more\n"), VMM_PANIC_ENDED);
}

UNIT_TEST(panic_without_time_stamps)
{
	struct vmm_panic panic = {0};

	ck_assert_int_eq(watch(&panic, "Kernel panic - not syncing\n---[ end"), VMM_PANIC_BEGUN);
	ck_assert_int_eq(watch(&panic, "\n"), VMM_PANIC_BEGUN);
	ck_assert_int_eq(watch(&panic, "[0]---[ end Kernel panic\n"), VMM_PANIC_ENDED);
}

UNIT_TEST(panic_text_elsewhere_is_no_panic)
{
	struct vmm_panic panic = {0};

	ck_assert_int_eq(watch(&panic, "sh: Kernel panic - not syncing\n"), VMM_PANIC_NONE);
	ck_assert_int_eq(watch(&panic, "Kernel panic - not sync\n"), VMM_PANIC_NONE);
	ck_assert_int_eq(watch(&panic, "[ Kernel panic - not syncing\n"), VMM_PANIC_NONE);
	ck_assert_int_eq(watch(&panic, "[    1.3] ---[ end Kernel panic - not syncing\n"), VMM_PANIC_NONE);
	ck_assert_int_eq(watch(&panic, "KKernel panic - not syncing\n\n"), VMM_PANIC_NONE);
}
