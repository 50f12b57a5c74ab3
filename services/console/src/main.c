// SPDX-License-Identifier: Apache-2.0
// The console service: clients' text to the terminal, what is typed to the client in focus.
#include "mux.h"

#include <skerry/console_proto.h>
#include <skerry/rt/object.h>
#include <skerry/rt/print.h>
#include <skerry/rt/start.h>
#include <skerry/rt/startup.h>
#include <skerry/rt/string.h>

#define UART_LABEL 0x75617274 /* "uart": no client's label */
/** Unfinished lines appear, and a terminal without interrupt is asked for input, this often. */
#define PAUSE_US   20000

static struct mux mux;
static sk_word_t events[MUX_CLIENTS]; /* slots of the clients' notifications */
static sk_word_t uart_irq;

static void put(void *ctx, const char *text, unsigned length)
{
	(void)ctx;
	rt_log(text, length);
}

static void wake(void *ctx, unsigned client)
{
	sk_word_t w[] = {1};

	(void)ctx;
	if (events[client])
		(void)rt_invoke(events[client], SK_IRQ_TRIGGER, w, 1, 0);
}

static void read_terminal(void)
{
	sk_word_t c;

	while (rt_invoke(SK_SLOT_LOG, SK_LOG_READ, &c, 0, 1) == SK_OK)
		mux_typed(&mux, (uint8_t)c);
}

static void find_clients(const struct rt_startup *s)
{
	for (sk_word_t i = 0; i < s->param_count; i++) {
		const struct rt_param *p = &s->param[i];
		char name[RT_NAME_MAX];

		rt_snprintf(name, sizeof(name), "event-%u", (unsigned)p->value);
		sk_word_t slot = rt_cap(s, name);

		if (slot && mux_add(&mux, p->value, p->name))
			events[p->value] = slot;
	}
	mux.colour = rt_param(s, "colour", 0) != 0;
}

/* Message word @p i of the request in @p m. */
static sk_word_t word(const struct rt_msg *m, unsigned i)
{
	/* A message ends before word 64. */
	// cppcheck-suppress arrayIndexOutOfBoundsCond
	return i < SK_MSG_REG_WORDS ? m->w[i] : rt_utcb()->mr[i];
}

static void refuse(struct rt_msg *m, int error)
{
	m->tag = SK_TAG(SK_PROTO_ERROR, 1, 0);
	m->w[0] = (sk_word_t)error;
}

static void serve_write(struct rt_msg *m)
{
	sk_word_t length = m->w[0], words[CONSOLE_BYTES / 4];

	if (length == 0 || length > CONSOLE_BYTES || SK_TAG_WORDS(m->tag) < 1 + (length + 3) / 4) {
		refuse(m, SK_EINVAL);
		return;
	}
	for (unsigned i = 0; i < (length + 3) / 4; i++)
		words[i] = word(m, i + 1);
	mux_write(&mux, m->label, (const char *)words, length);
	m->tag = SK_TAG(SK_PROTO_OK, 0, 0);
}

static void serve_read(struct rt_msg *m)
{
	sk_word_t words[CONSOLE_BYTES / 4] = {0};
	unsigned length = mux_read(&mux, m->label, (uint8_t *)words, CONSOLE_BYTES);

	m->w[0] = length;
	for (unsigned i = 0; i < (length + 3) / 4; i++) {
		if (i + 1 < SK_MSG_REG_WORDS)
			m->w[i + 1] = words[i];
		else
			rt_utcb()->mr[i + 1] = words[i];
	}
	m->tag = SK_TAG(SK_PROTO_OK, 1 + (length + 3) / 4, 0);
}

int rt_main(sk_word_t arg)
{
	const struct rt_startup *s = (const struct rt_startup *)arg;
	const sk_word_t timeouts = SK_TIMEOUTS(SK_TIMEOUT_NEVER, rt_timeout_us(PAUSE_US));
	sk_word_t op = SK_OP_WAIT;
	struct rt_msg m = {0};

	mux_init(&mux);
	mux.put = put;
	mux.wake = wake;
	find_clients(s);
	uart_irq = rt_cap(s, "uart-irq");
	if (uart_irq) {
		sk_word_t w[] = {SK_SLOT_THREAD, UART_LABEL};

		(void)rt_invoke(uart_irq, SK_IRQ_BIND, w, 2, 0);
		(void)rt_invoke(uart_irq, SK_IRQ_ACK, w, 0, 0);
	}
	for (;;) {
		int error = rt_ipc(SK_SEL(0, op), timeouts, &m);

		op = SK_OP_WAIT;
		if (error == SK_ETIMEOUT || m.label == UART_LABEL) {
			if (error)
				mux_flush(&mux);
			read_terminal();
			if (!error)
				(void)rt_invoke(uart_irq, SK_IRQ_ACK, NULL, 0, 0);
			m = (struct rt_msg){0};
			continue;
		}
		if (error) {
			m = (struct rt_msg){0};
			continue;
		}
		if (SK_TAG_PROTO(m.tag) == CONSOLE_WRITE)
			serve_write(&m);
		else if (SK_TAG_PROTO(m.tag) == CONSOLE_READ)
			serve_read(&m);
		else
			refuse(&m, SK_EPROTO);
		op = SK_OP_REPLY_WAIT;
	}
}
