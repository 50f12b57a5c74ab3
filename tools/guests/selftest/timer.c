// SPDX-License-Identifier: Apache-2.0
// Time: clocks never go backwards, sleeps last long enough, an interval timer keeps firing.
#include "selftest.h"

#include <signal.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t fired;

static void on_alarm(int number)
{
	(void)number;
	fired++;
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static int clock_is_monotonic(void)
{
	long long last = now_ns();

	for (int i = 0; i < 200; i++) {
		long long now = now_ns();

		REQUIRE(now >= last);
		last = now;
	}
	return 0;
}

static int sleep_lasts_long_enough(void)
{
	struct timespec pause_for = {.tv_sec = 0, .tv_nsec = 30000000};
	long long before = now_ns();
	long long slept;

	REQUIRE(nanosleep(&pause_for, NULL) == 0);
	slept = now_ns() - before;
	REQUIRE(slept >= 30000000);
	return 0;
}

static int interval_timer_fires(void)
{
	struct itimerval every = {.it_interval = {.tv_usec = 20000}, .it_value = {.tv_usec = 20000}};
	struct itimerval off = {.it_interval = {.tv_usec = 0}, .it_value = {.tv_usec = 0}};
	long long before = now_ns();
	sigset_t blocked;
	sigset_t open;

	REQUIRE(signal(SIGALRM, on_alarm) != SIG_ERR);
	/* Blocked outside of sigsuspend, so that none fires between the look at the count and the wait. */
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGALRM);
	REQUIRE(sigprocmask(SIG_BLOCK, &blocked, &open) == 0);
	REQUIRE(setitimer(ITIMER_REAL, &every, NULL) == 0);
	while (fired < 5)
		sigsuspend(&open);
	REQUIRE(setitimer(ITIMER_REAL, &off, NULL) == 0);
	REQUIRE(now_ns() - before >= 80000000);
	return 0;
}

static int timer_interrupts_a_loop(void)
{
	struct itimerval once = {.it_interval = {.tv_usec = 0}, .it_value = {.tv_usec = 20000}};
	volatile unsigned int turns = 0;

	REQUIRE(signal(SIGALRM, on_alarm) != SIG_ERR);
	REQUIRE(setitimer(ITIMER_REAL, &once, NULL) == 0);
	while (fired == 0)
		turns++;
	REQUIRE(turns > 0);
	return 0;
}

const struct check timer_checks[] = {
        {"clock_is_monotonic", clock_is_monotonic},
        {"sleep_lasts_long_enough", sleep_lasts_long_enough},
        {"interval_timer_fires", interval_timer_fires},
        {"timer_interrupts_a_loop", timer_interrupts_a_loop},
        {NULL, NULL},
};
