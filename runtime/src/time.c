// SPDX-License-Identifier: Apache-2.0
// Reading the clock and sleeping.
#include <skerry/rt/ipc.h>
#include <skerry/rt/time.h>

static uint32_t cycle_counter(void)
{
	uint32_t count;

	__asm__ volatile("rdhwr %0, $2" : "=r"(count));
	return count;
}

uint64_t rt_time_us(void)
{
	const struct sk_kip *kip = (const struct sk_kip *)SK_KIP_ADDR;

	for (;;) {
		sk_word_t seq = __atomic_load_n(&kip->seq, __ATOMIC_ACQUIRE);
		uint64_t us = rt_clock_us(kip, cycle_counter());

		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (!(seq & 1) && __atomic_load_n(&kip->seq, __ATOMIC_RELAXED) == seq)
			return us;
	}
}

void rt_sleep_us(sk_word_t us)
{
	struct rt_msg m = {0};

	/* Receiving from the own thread can only time out. */
	(void)rt_recv(SK_SLOT_THREAD, SK_TIMEOUTS(SK_TIMEOUT_NEVER, rt_timeout_us(us)), &m);
}
