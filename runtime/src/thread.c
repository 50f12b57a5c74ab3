// SPDX-License-Identifier: Apache-2.0
// Sleeping, timeouts and the end of a program.
#include <skerry/rt/ipc.h>
#include <skerry/rt/start.h>

sk_word_t rt_timeout_us(sk_word_t us)
{
	sk_word_t exponent = 0;

	if (us == 0)
		return SK_TIMEOUT_ZERO;
	while (us > 0x3ff && exponent < 31) {
		us = (us + 1) >> 1;
		exponent++;
	}
	return SK_TIMEOUT_REL(us, exponent);
}

void rt_sleep_us(sk_word_t us)
{
	struct rt_msg m = {0};

	/* Receiving from the own thread can only time out. */
	(void)rt_recv(SK_SLOT_THREAD, SK_TIMEOUTS(SK_TIMEOUT_NEVER, rt_timeout_us(us)), &m);
}

void rt_exit(int status)
{
	struct rt_msg m = {.tag = SK_TAG(SK_PROTO_ERROR, 1, 0), .w = {(sk_word_t)status}};

	(void)rt_send(SK_SLOT_PARENT, &m);
	for (;;)
		(void)rt_recv(SK_SLOT_THREAD, RT_FOREVER, &m);
}
