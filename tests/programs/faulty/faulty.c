// SPDX-License-Identifier: Apache-2.0
// Fails as it is told.
#include <skerry/console_client.h>
#include <skerry/rt/print.h>
#include <skerry/rt/start.h>
#include <skerry/rt/string.h>

#define NOWHERE 0x6f000000
#define LOOK_US 20000

/* Ends the program when it comes back: the access should have. */
static int fail(const struct console *c, const char *word)
{
	if (strcmp(word, "crash") != 0) {
		console_print(c, "no way to fail: %s\n", word);
		return -1;
	}
	console_print(c, "doing %s\n", word);
	*(volatile sk_word_t *)NOWHERE = 1;
	return 3;
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
