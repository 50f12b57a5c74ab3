// SPDX-License-Identifier: Apache-2.0
// The other ends: servers that answer calls, and threads that wait for signals.
#include "smp.h"

void serve(void)
{
	struct rt_msg m;
	int error = rt_wait(&m);

	for (;;) {
		if (error)
			smp_error("a server's wait", &smp.worker[0], (sk_word_t)error, 0);
		m.tag = SK_TAG(SK_PROTO_OK, 2, 0);
		m.w[1] = ~m.w[0];
		error = rt_reply_wait(&m);
	}
}

/* What was posted before the signal is seen after it: a signal that is lost leaves the two different for ever. */
void listen_for_signals(unsigned cpu)
{
	struct rt_msg m;

	for (;;) {
		int error = rt_wait(&m);

		if (error)
			smp_error("a listener's wait", &smp.worker[0], (sk_word_t)error, cpu);
		sk_word_t posted = __atomic_load_n(&smp.posted[cpu], __ATOMIC_SEQ_CST);

		__atomic_store_n(&smp.seen[cpu], posted, __ATOMIC_SEQ_CST);
	}
}
