// SPDX-License-Identifier: Apache-2.0
// Fails as it is told.
#include <skerry/console_client.h>
#include <skerry/rt/print.h>
#include <skerry/rt/start.h>
#include <skerry/rt/string.h>

#define NOWHERE 0x6f000000
#define LOOK_US 20000

static void crash(const struct console *c)
{
	(void)c;
	*(volatile sk_word_t *)NOWHERE = 1;
}

static const struct {
	const char *word;
	void (*fail)(const struct console *c);
} ways[] = {
        {"crash", crash},
};

/* Ends when it comes back: what was tried has not ended it. */
static int fail(const struct console *c, const char *word)
{
	for (unsigned i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(word, ways[i].word) != 0)
			continue;
		console_print(c, "doing %s\n", word);
		ways[i].fail(c);
		return 3;
	}
	console_print(c, "no way to fail: %s\n", word);
	return -1;
}

int rt_main(sk_word_t arg)
{
	const struct rt_startup *s = (const struct rt_startup *)arg;
	struct console console;
	char word[32], typed[32];
	unsigned length = 0;
	int status = -1;

	if (!console_open(&console, s))
		return 2;
	console_print(&console, "ready\n");
	while (status < 0) {
		unsigned n = console_read(&console, typed, sizeof(typed), LOOK_US);

		for (unsigned i = 0; i < n && status < 0; i++) {
			if (typed[i] != '\n') {
				word[length] = typed[i];
				length += length < sizeof(word) - 1;
				continue;
			}
			word[length] = 0;
			length = 0;
			status = fail(&console, word);
		}
	}
	return status;
}
