// SPDX-License-Identifier: Apache-2.0
// Ends, restarts with back-off, requests, shutdown.
#include "policy.h"
#include "unit.h"

#include <skerry/abi/error.h>
#include <stdio.h>
#include <string.h>

enum { SERVICE, WORKER, OTHER, DOMAINS };

static struct policy p;
static uint64_t clock_us;
static int start_error;
static char said[512];

static void note(const char *what, unsigned domain)
{
	size_t n = strlen(said);

	ck_assert_uint_lt(n + strlen(what) + 3, sizeof(said));
	(void)snprintf(said + n, sizeof(said) - n, "%s%u ", what, domain);
}

static int start(void *ctx, unsigned domain)
{
	ck_assert_ptr_eq(ctx, &p);
	note("+", domain);
	return start_error;
}

static void stop(void *ctx, unsigned domain)
{
	ck_assert_ptr_eq(ctx, &p);
	note("-", domain);
}

static void power_off(void *ctx, int status)
{
	ck_assert_ptr_eq(ctx, &p);
	note("off", (unsigned)status);
}

static void tell(void *ctx, unsigned domain, enum policy_note what)
{
	static const char *const names[] = {"started", "stopping", "restart", "down"};

	ck_assert_ptr_eq(ctx, &p);
	note(names[what], domain);
}

static uint64_t now(void *ctx)
{
	ck_assert_ptr_eq(ctx, &p);
	return clock_us;
}

static const struct policy_ops ops = {start, stop, power_off, tell, now};

static void heard(const char *wanted)
{
	ck_assert_str_eq(said, wanted);
	said[0] = 0;
}

static void three_that_run(void)
{
	p = (struct policy){.ops = &ops, .ctx = &p, .domains = DOMAINS};
	p.domain[SERVICE].rules = (struct policy_rules){.on_end = SYS_END_RESTART, .restarts = 1000};
	p.domain[WORKER].rules =
	        (struct policy_rules){.on_end = SYS_END_RESTART, .restarts = 3, .keeps_the_system = true};
	p.domain[OTHER].rules = (struct policy_rules){.on_end = SYS_END_STOP, .keeps_the_system = true};
	clock_us = 1000;
	start_error = SK_OK;
	said[0] = 0;
	for (unsigned i = 0; i < DOMAINS; i++)
		ck_assert_int_eq(policy_first_start(&p, i), SK_OK);
	heard("+0 +1 +2 ");
}

UNIT_FIXTURE(three_that_run, NULL);

UNIT_TEST(nothing_is_due_while_all_run)
{
	ck_assert_uint_eq(policy_due(&p), POLICY_NEVER);
	policy_tick(&p);
	heard("");
}

UNIT_TEST(failed_domain_starts_again_after_its_wait)
{
	policy_ended(&p, WORKER, 1);
	heard("-1 restart1 ");
	ck_assert_int_eq(p.domain[WORKER].life, POLICY_WAITS);
	ck_assert_uint_eq(policy_due(&p), 1000 + POLICY_BACK_OFF_US);
	clock_us = policy_due(&p) - 1;
	policy_tick(&p);
	heard("");
	clock_us++;
	policy_tick(&p);
	heard("+1 ");
	ck_assert_int_eq(p.domain[WORKER].life, POLICY_RUNS);
	ck_assert_uint_eq(policy_due(&p), POLICY_NEVER);
}

UNIT_TEST(earliest_wait_is_due_first)
{
	policy_ended(&p, WORKER, 1);
	clock_us += 10;
	policy_ended(&p, SERVICE, 1);
	ck_assert_uint_eq(policy_due(&p), 1000 + POLICY_BACK_OFF_US);
}

UNIT_TEST(wait_grows_with_each_failure_up_to_the_most)
{
	for (unsigned i = 1; i <= 150; i++) {
		policy_ended(&p, SERVICE, 1);
		uint64_t wait = (uint64_t)i * POLICY_BACK_OFF_US;

		ck_assert_uint_eq(policy_due(&p) - clock_us,
		                  wait < POLICY_BACK_OFF_MOST_US ? wait : POLICY_BACK_OFF_MOST_US);
		clock_us = policy_due(&p);
		policy_tick(&p);
		said[0] = 0;
	}
}

UNIT_TEST(domain_that_ran_long_waits_shortly_again)
{
	for (unsigned i = 0; i < 2; i++) {
		policy_ended(&p, WORKER, 1);
		clock_us = policy_due(&p);
		policy_tick(&p);
	}
	clock_us += POLICY_HEALTHY_US;
	policy_ended(&p, WORKER, 1);
	ck_assert_uint_eq(policy_due(&p) - clock_us, POLICY_BACK_OFF_US);
}

UNIT_TEST(restarts_are_counted_and_end)
{
	for (unsigned i = 0; i < 3; i++) {
		policy_ended(&p, WORKER, 7);
		clock_us = policy_due(&p);
		policy_tick(&p);
	}
	ck_assert_uint_eq(p.domain[WORKER].restarts, 3);
	said[0] = 0;
	policy_ended(&p, WORKER, 7);
	heard("-1 down1 ");
	ck_assert_int_eq(p.domain[WORKER].life, POLICY_DOWN);
	ck_assert_int_eq(p.domain[WORKER].status, 7);
}

UNIT_TEST(good_end_is_no_reason_to_start_again)
{
	policy_ended(&p, WORKER, 0);
	heard("-1 down1 ");
}

UNIT_TEST(final_status_is_no_reason_to_start_again)
{
	p.domain[WORKER].rules.final_status = 5;
	policy_ended(&p, WORKER, 5);
	heard("-1 down1 ");
}

UNIT_TEST(system_ends_with_the_last_that_keeps_it)
{
	policy_ended(&p, OTHER, 4);
	heard("-2 down2 ");
	policy_ended(&p, WORKER, 0);
	heard("-1 down1 off0 ");
}

UNIT_TEST(one_that_waits_keeps_the_system)
{
	policy_ended(&p, WORKER, 1);
	policy_ended(&p, OTHER, 0);
	heard("-1 restart1 -2 down2 ");
}

UNIT_TEST(domain_can_end_the_system_with_its_status)
{
	p.domain[OTHER].rules.on_end = SYS_END_SYSTEM;
	policy_ended(&p, OTHER, 6);
	heard("-2 off6 ");
}

UNIT_TEST(end_of_one_that_does_not_run_is_nothing)
{
	policy_ended(&p, WORKER, 1);
	said[0] = 0;
	policy_ended(&p, WORKER, 1);
	heard("");
	ck_assert_uint_eq(p.domain[WORKER].restarts, 1);
}

UNIT_TEST(restart_that_fails_counts_as_a_failure)
{
	policy_ended(&p, WORKER, 1);
	said[0] = 0;
	start_error = SK_ENOMEM;
	clock_us = policy_due(&p);
	policy_tick(&p);
	heard("+1 restart1 ");
	ck_assert_uint_eq(policy_due(&p) - clock_us, 2 * POLICY_BACK_OFF_US);
}

UNIT_TEST(first_start_that_fails_is_told)
{
	start_error = SK_ENOENT;
	p.domain[OTHER].life = POLICY_DOWN;
	ck_assert_int_eq(policy_first_start(&p, OTHER), SK_ENOENT);
	ck_assert_int_eq(p.domain[OTHER].life, POLICY_DOWN);
}

UNIT_TEST(stop_is_for_what_is_up)
{
	ck_assert_int_eq(policy_stop(&p, WORKER), SK_OK);
	heard("-1 stopping1 ");
	ck_assert_int_eq(p.domain[WORKER].life, POLICY_STOPPED);
	ck_assert_int_eq(policy_stop(&p, WORKER), SK_ESTATE);
	heard("");
	policy_ended(&p, SERVICE, 1);
	said[0] = 0;
	/* It waits: there is nothing to take away. */
	ck_assert_int_eq(policy_stop(&p, SERVICE), SK_OK);
	heard("stopping0 ");
	ck_assert_uint_eq(policy_due(&p), POLICY_NEVER);
}

UNIT_TEST(start_is_for_what_is_down_and_gives_all_restarts)
{
	ck_assert_int_eq(policy_start(&p, WORKER), SK_ESTATE);
	policy_ended(&p, WORKER, 1);
	ck_assert_int_eq(policy_start(&p, WORKER), SK_ESTATE);
	ck_assert_int_eq(policy_stop(&p, WORKER), SK_OK);
	said[0] = 0;
	ck_assert_int_eq(policy_start(&p, WORKER), SK_OK);
	heard("+1 started1 ");
	ck_assert_uint_eq(p.domain[WORKER].restarts, 0);
}

UNIT_TEST(start_that_fails_is_answered)
{
	ck_assert_int_eq(policy_stop(&p, OTHER), SK_OK);
	said[0] = 0;
	start_error = SK_ENOMEM;
	ck_assert_int_eq(policy_start(&p, OTHER), SK_ENOMEM);
	heard("+2 ");
	ck_assert_int_eq(p.domain[OTHER].life, POLICY_DOWN);
}

UNIT_TEST(restart_is_for_all)
{
	ck_assert_int_eq(policy_restart(&p, WORKER), SK_OK);
	heard("-1 stopping1 +1 started1 ");
	ck_assert_int_eq(policy_stop(&p, WORKER), SK_OK);
	said[0] = 0;
	ck_assert_int_eq(policy_restart(&p, WORKER), SK_OK);
	heard("+1 started1 ");
}

UNIT_TEST(shutdown_goes_from_the_last_to_the_first)
{
	policy_ended(&p, WORKER, 1);
	said[0] = 0;
	policy_shutdown(&p);
	heard("-2 stopping2 stopping1 -0 stopping0 off0 ");
}
