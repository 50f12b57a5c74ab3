// SPDX-License-Identifier: Apache-2.0
// Server of the pair: counts the rounds and watches its memory.
#include <skerry/rt/print.h>
#include <skerry/rt/start.h>

#include "pair.h"

#define KEY 0x5e77e700u

int rt_main(sk_word_t arg)
{
	const struct rt_region *memory = rt_region((const struct rt_startup *)arg, "memory");
	sk_word_t rounds = 0;
	struct rt_msg m;

	if (!memory)
		return 2;
	pair_fill(memory, KEY);
	for (int error = rt_wait(&m);; error = rt_reply_wait(&m)) {
		if (error) {
			rt_printf("pair: the server cannot receive: %d\n", error);
			return 1;
		}
		m.tag = SK_TAG(SK_PROTO_OK, 2, 0);
		m.w[0] = ++rounds;
		m.w[1] = pair_intact(memory, KEY);
	}
}
