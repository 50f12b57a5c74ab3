// SPDX-License-Identifier: Apache-2.0
// What the monitor shows of a domain.
#include "show.h"
#include "unit.h"

#include <skerry/abi/error.h>
#include <string.h>

static const struct control_domain radio = {
        .name = "radio",
        .life = CONTROL_RUNS,
        .kind = SYS_GUEST,
        .status = 1,
        .restarts = 2,
        .restarts_most = 3,
        .budget_us = 4000,
        .period_us = 10000,
        .priority = 94,
        .used_low = 5,
        .used_high = 1,
        .overruns = 7,
        .memory_bytes = 96 << 20,
        .kernel_bytes = 128 << 10,
        .kernel_used = 40 << 10,
};
static char text[SHOW_MOST];

UNIT_TEST(list_has_a_line_for_a_domain)
{
	show_list(text, &radio);
	ck_assert_str_eq(text, "radio                   runs     restarts 2 of 3, last status 1\n");
}

UNIT_TEST(row_stands_below_its_heading)
{
	show_row(text, &radio);
	ck_assert_str_eq(text,
	                 "radio                   runs     4294967301         7         2        98304    40 of 128\n");
	ck_assert_uint_eq((size_t)(strstr(show_heading, "state") - show_heading),
	                  (size_t)(strstr(text, "runs") - text));
}

UNIT_TEST(domain_is_told_in_full)
{
	show_domain(text, &radio);
	ck_assert_str_eq(text,
	                 "radio: runs, a guest\n"
	                 "  time: 4000 us in every 10000 us, priority 94, CPU 0; used 4294967301 us, ran out 7 times\n"
	                 "  memory: 98304 KiB; kernel memory: 40 of 128 KiB\n"
	                 "  restarts: 2 of 3; last status 1\n");
}

UNIT_TEST(each_state_has_a_word)
{
	static const char *const words[] = {"down", "runs", "waits", "stopped", "?"};

	for (unsigned i = 0; i < 5; i++) {
		struct control_domain d = radio;

		d.life = i;
		d.kind = SYS_APP;
		show_domain(text, &d);
		ck_assert_ptr_nonnull(strstr(text, words[i]));
		ck_assert_ptr_nonnull(strstr(text, "a program"));
	}
}

UNIT_TEST(longest_values_fit)
{
	struct control_domain d;

	memset(&d, 0xff, sizeof(d));
	memset(d.name, 'x', sizeof(d.name) - 1);
	d.name[sizeof(d.name) - 1] = 0;
	show_domain(text, &d);
	ck_assert_ptr_nonnull(strstr(text, "last status -1\n"));
	show_row(text, &d);
	ck_assert_int_eq(text[strlen(text) - 1], '\n');
}

UNIT_TEST(errors_have_words)
{
	ck_assert_str_eq(show_error(SK_OK), "done");
	ck_assert_str_eq(show_error(SK_ENOENT), "no domain has this name");
	ck_assert_str_eq(show_error(SK_ESTATE), "it is that already");
	ck_assert_str_eq(show_error(SK_ENOMEM), "too little memory");
	ck_assert_str_eq(show_error(SK_EBUSY), "failed; the log says why");
}
