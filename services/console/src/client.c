// SPDX-License-Identifier: Apache-2.0
// The client's side of the console service.
#include <skerry/console_client.h>
#include <skerry/console_proto.h>
#include <skerry/rt/object.h>
#include <skerry/rt/print.h>
#include <skerry/rt/serve.h>
#include <skerry/rt/string.h>

#define BYTE_WORDS ((CONSOLE_BYTES + 3) / 4)
/* A console that is gone comes back, if at all, within some restarts. */
#define TRIES      20
#define TRY_US     50000

bool console_open(struct console *c, const struct rt_startup *s)
{
	sk_word_t bind[] = {SK_SLOT_THREAD, 0};

	*c = (struct console){rt_cap(s, "console"), rt_cap(s, "console-event")};
	return c->gate && c->event && rt_invoke(c->event, SK_IRQ_BIND, bind, 2, 0) == SK_OK;
}

/* Calls the service, also one that is just being started again. */
static int request(const struct console *c, sk_word_t operation, sk_word_t *words, unsigned count, unsigned room)
{
	int error = rt_request(c->gate, operation, words, count, room);

	for (unsigned i = 0; error && error != SK_EINVAL && i < TRIES; i++) {
		rt_sleep_us(TRY_US);
		error = rt_request(c->gate, operation, words, count, room);
	}
	return error;
}

void console_write(const struct console *c, const char *text, unsigned length)
{
	while (length) {
		unsigned n = length > CONSOLE_BYTES ? CONSOLE_BYTES : length;
		sk_word_t words[1 + BYTE_WORDS] = {n};

		memcpy(&words[1], text, n);
		if (request(c, CONSOLE_WRITE, words, 1 + (n + 3) / 4, 0))
			return;
		text += n;
		length -= n;
	}
}

void console_print(const struct console *c, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	int n = rt_vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	console_write(c, text, (unsigned)n < sizeof(text) ? (unsigned)n : sizeof(text) - 1);
}

/* @return how many bytes there were at once */
static unsigned take(const struct console *c, char *to, unsigned room)
{
	sk_word_t words[1 + BYTE_WORDS] = {0};

	if (request(c, CONSOLE_READ, words, 0, 1 + BYTE_WORDS) || words[0] > CONSOLE_BYTES)
		return 0;
	unsigned n = words[0] < room ? words[0] : room;

	memcpy(to, &words[1], n);
	return n;
}

unsigned console_read(const struct console *c, char *to, unsigned room, sk_word_t us)
{
	unsigned n = take(c, to, room);
	struct rt_msg m;

	if (n)
		return n;
	(void)rt_recv(c->event, SK_TIMEOUTS(SK_TIMEOUT_NEVER, rt_timeout_us(us)), &m);
	return take(c, to, room);
}
