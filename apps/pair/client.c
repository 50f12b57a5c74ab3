// SPDX-License-Identifier: Apache-2.0
// Client of the pair: calls the server every millisecond (on a console, ten times a second), watches its memory, says how far it got.
#include <skerry/console_client.h>
#include <skerry/rt/print.h>
#include <skerry/rt/start.h>

#include "pair.h"

#define KEY   0xc11e4700u
#define SAY   100 /* rounds */
#define SLEEP 1000
/* With a console; each look at the keys is paid for by the console service. */
#define LOOK  100000

/* Waits; whether the user, or the time without a console, asks for a report. */
static bool asked(const struct console *console, bool has_console, sk_word_t round)
{
	char keys[16];

	if (!has_console) {
		rt_sleep_us(SLEEP);
		return round % SAY == 0;
	}
	for (unsigned n = console_read(console, keys, sizeof(keys), LOOK); n > 0; n--)
		if (keys[n - 1] == '\n' || keys[n - 1] == '\r')
			return true;
	return false;
}

int rt_main(sk_word_t arg)
{
	const struct rt_startup *startup = (const struct rt_startup *)arg;
	const struct rt_region *memory = rt_region(startup, "memory");
	sk_word_t gate = rt_cap(startup, "pair");
	struct console console;
	bool has_console = console_open(&console, startup);

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
		if (!asked(&console, has_console, round))
			continue;
		if (has_console)
			console_print(&console, "pair: %u rounds, memory intact\n", (unsigned)round);
		else
			rt_printf("pair: %u rounds, memory intact\n", (unsigned)round);
	}
}
