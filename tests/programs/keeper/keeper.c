// SPDX-License-Identifier: Apache-2.0
// Works a little in every period, and counts how often that was not done in time.
#include <skerry/rt/ipc.h>
#include <skerry/rt/print.h>
#include <skerry/rt/start.h>
#include <skerry/rt/time.h>

#define PERIOD_US   5000
#define DEADLINE_US 2500
#define WORK        10000 /* steps */
#define SAY         50    /* periods */

static void sleep_until(uint64_t when)
{
	struct rt_msg m;

	rt_utcb()->deadline[1] = when;
	(void)rt_recv(SK_SLOT_THREAD, SK_TIMEOUTS(SK_TIMEOUT_NEVER, SK_TIMEOUT_ABSOLUTE), &m);
}

static void work(void)
{
	for (volatile unsigned i = 0; i < WORK; i++)
		;
}

int rt_main(sk_word_t arg)
{
	uint64_t next = rt_time_us() + PERIOD_US;
	unsigned missed = 0, worst = 0;

	(void)arg;
	for (unsigned round = 1;; round++, next += PERIOD_US) {
		sleep_until(next);
		work();
		unsigned took = (unsigned)(rt_time_us() - next);

		missed += took > DEADLINE_US;
		worst = took > worst ? took : worst;
		if (round % SAY == 0)
			rt_printf("keeper: %u rounds, %u missed, worst %u us\n", round, missed, worst);
	}
}
