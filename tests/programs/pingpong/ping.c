// SPDX-License-Identifier: Apache-2.0
// Client of the ping-pong system: calls the server, shares a page with it, and touches memory that its pager must provide.
#include <skerry/rt/ipc.h>
#include <skerry/rt/print.h>
#include <skerry/rt/start.h>

#include "pingpong.h"

static int ask(sk_word_t proto, sk_word_t a, sk_word_t b, sk_word_t *answer)
{
	struct rt_msg m = {.tag = SK_TAG(proto, 2, 0), .w = {a, b}};
	int error = rt_call(PONG_GATE, &m);

	if (!error && SK_TAG_PROTO(m.tag) != SK_PROTO_OK)
		error = (int)m.w[0];
	*answer = m.w[0];
	return error;
}

static int play(void)
{
	sk_word_t total = 0;

	for (sk_word_t i = 1; i <= ROUNDS; i++) {
		int error = ask(PROTO_ADD, total, i, &total);

		if (error) {
			rt_printf("ping: call %u failed: %d\n", (unsigned)i, error);
			return 1;
		}
	}
	rt_printf("ping: %u calls, sum %u\n", ROUNDS, (unsigned)total);
	return total == ROUNDS * (ROUNDS + 1) / 2 ? 0 : 1;
}

static int share(void)
{
	volatile sk_word_t *page = (volatile sk_word_t *)SHARED_ADDR;
	sk_word_t sum = 0;

	for (sk_word_t i = 0; i < 100; i++)
		page[i] = i * i;
	int error = ask(PROTO_SHARED, 100, 0, &sum);

	rt_printf("ping: pong sums the shared page to %u\n", (unsigned)sum);
	return error || sum != 328350;
}

static int fault(void)
{
	volatile sk_word_t *paged = (volatile sk_word_t *)PAGED_ADDR;

	paged[3] = 42;
	rt_printf("ping: paged memory holds %u %u\n", (unsigned)paged[3], (unsigned)paged[4]);
	return paged[3] != 42 || paged[4] != 0;
}

int rt_main(sk_word_t arg)
{
	sk_word_t answer;

	(void)arg;
	if (play() || share() || fault())
		return 1;
	int refused = ask(99, 0, 0, &answer);

	rt_printf("ping: a wrong request is answered with %d\n", refused);
	return refused == SK_EPROTO ? 0 : 1;
}
