// SPDX-License-Identifier: Apache-2.0
// Client of the pair: calls the server every millisecond, watches its memory, says now and then how far it got.
#include <skerry/rt/print.h>
#include <skerry/rt/start.h>

#include "pair.h"

#define KEY   0xc11e4700u
#define SAY   100 /* rounds */
#define SLEEP 1000

int rt_main(sk_word_t arg)
{
	const struct rt_startup *startup = (const struct rt_startup *)arg;
	const struct rt_region *memory = rt_region(startup, "memory");
	sk_word_t gate = rt_cap(startup, "pair");

	if (!memory || !gate)
		return 2;
	pair_fill(memory, KEY);
	for (sk_word_t round = 1;; round++) {
		struct rt_msg m = {.tag = SK_TAG(PAIR_ROUND, 1, 0), .w = {round}};
		int error = rt_call(gate, &m);

		if (error || m.w[0] != round || m.w[1] != 1 || !pair_intact(memory, KEY)) {
			rt_printf("pair: HARMED in round %u: error %d, server's round %u, its memory %u\n",
			          (unsigned)round, error, (unsigned)m.w[0], (unsigned)m.w[1]);
			return 1;
		}
		if (round % SAY == 0)
			rt_printf("pair: %u rounds, memory intact\n", (unsigned)round);
		rt_sleep_us(SLEEP);
	}
}
