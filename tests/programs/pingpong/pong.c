// SPDX-License-Identifier: Apache-2.0
// Server of the ping-pong system: adds numbers, and sums what the client wrote into the shared page.
#include <skerry/rt/ipc.h>
#include <skerry/rt/print.h>
#include <skerry/rt/start.h>

#include "pingpong.h"

static sk_word_t sum_shared(sk_word_t count)
{
	const volatile sk_word_t *page = (const volatile sk_word_t *)SHARED_ADDR;
	sk_word_t sum = 0;

	for (sk_word_t i = 0; i < count && i < SK_PAGE_SIZE / sizeof(*page); i++)
		sum += page[i];
	return sum;
}

int rt_main(sk_word_t arg)
{
	struct rt_msg m;

	(void)arg;
	rt_printf("pong: serving\n");
	int error = rt_wait(&m);

	for (;;) {
		if (error) {
			rt_printf("pong: receive failed: %d\n", error);
			return 1;
		}
		sk_word_t proto = SK_TAG_PROTO(m.tag);

		if (m.label != PONG_LABEL || (proto != PROTO_ADD && proto != PROTO_SHARED)) {
			m.w[0] = (sk_word_t)SK_EPROTO;
			m.tag = SK_TAG(SK_PROTO_ERROR, 1, 0);
		} else {
			m.w[0] = proto == PROTO_ADD ? m.w[0] + m.w[1] : sum_shared(m.w[0]);
			m.tag = SK_TAG(SK_PROTO_OK, 1, 0);
		}
		error = rt_reply_wait(&m);
	}
}
