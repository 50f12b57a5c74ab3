// SPDX-License-Identifier: Apache-2.0
// Console multiplexer: whole lines with their owner's name, one focus for what is typed.
#include "mux.h"

#include <skerry/console_proto.h>

/* Without the C library: this file runs on the target too. */
static unsigned text_length(const char *s)
{
	unsigned n = 0;

	while (s[n])
		n++;
	return n;
}

static void put(struct mux *m, const char *text)
{
	m->put(m->ctx, text, text_length(text));
}

void mux_init(struct mux *m)
{
	*m = (struct mux){.focus = -1, .open_line = -1};
}

bool mux_add(struct mux *m, unsigned index, const char *name)
{
	if (index >= MUX_CLIENTS || m->client[index].used)
		return false;
	struct mux_client *c = &m->client[index];

	*c = (struct mux_client){.used = true};
	for (unsigned i = 0; i + 1 < MUX_NAME && name[i]; i++)
		c->name[i] = name[i];
	if (m->focus < 0)
		m->focus = (int)index;
	return true;
}

static void prefix(struct mux *m, unsigned index)
{
	static const char colours[] = "263541";
	char colour[] = "\033[3xm";

	if (m->open_line == (int)index)
		return;
	if (m->open_line >= 0)
		put(m, "\n");
	if (m->colour) {
		colour[3] = colours[index % (sizeof(colours) - 1)];
		put(m, colour);
	}
	put(m, m->client[index].name);
	put(m, m->colour ? "|\033[0m " : "| ");
	m->open_line = (int)index;
}

static void show(struct mux *m, unsigned index)
{
	struct mux_client *c = &m->client[index];

	if (!c->length)
		return;
	prefix(m, index);
	m->put(m->ctx, c->line, c->length);
	if (c->line[c->length - 1] == '\n')
		m->open_line = -1;
	c->length = 0;
}

void mux_write(struct mux *m, unsigned index, const char *text, unsigned length)
{
	if (index >= MUX_CLIENTS || !m->client[index].used)
		return;
	struct mux_client *c = &m->client[index];

	for (unsigned i = 0; i < length; i++) {
		if (text[i] == '\r')
			continue;
		c->line[c->length++] = text[i];
		if (text[i] == '\n' || c->length == MUX_LINE)
			show(m, index);
	}
}

void mux_flush(struct mux *m)
{
	for (unsigned i = 0; i < MUX_CLIENTS; i++)
		show(m, i);
}

static void announce(struct mux *m)
{
	if (m->open_line >= 0)
		put(m, "\n");
	m->open_line = -1;
	put(m, "console: focus on ");
	put(m, m->focus >= 0 ? m->client[m->focus].name : "nobody");
	put(m, "\n");
}

static void list(struct mux *m)
{
	char number[] = "  0 ";

	if (m->open_line >= 0)
		put(m, "\n");
	m->open_line = -1;
	for (unsigned i = 0; i < MUX_CLIENTS; i++) {
		if (!m->client[i].used)
			continue;
		number[0] = (int)i == m->focus ? '*' : ' ';
		number[2] = (char)(i < 10 ? '0' + i : 'a' + (i - 10));
		put(m, number);
		put(m, m->client[i].name);
		put(m, "\n");
	}
}

static void focus_step(struct mux *m, unsigned step)
{
	unsigned at = m->focus < 0 ? 0 : (unsigned)m->focus;

	for (unsigned i = 0; i < MUX_CLIENTS; i++) {
		at = (at + step) % MUX_CLIENTS;
		if (m->client[at].used) {
			m->focus = (int)at;
			announce(m);
			return;
		}
	}
}

static void give(struct mux *m, uint8_t byte)
{
	if (m->focus < 0)
		return;
	struct mux_client *c = &m->client[m->focus];

	if (c->head - c->tail == MUX_INPUT) {
		c->lost++;
		return;
	}
	c->input[c->head++ % MUX_INPUT] = byte;
	m->wake(m->ctx, (unsigned)m->focus);
}

static void command(struct mux *m, uint8_t c)
{
	unsigned index = c >= '0' && c <= '9' ? c - 0u - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10u : MUX_CLIENTS;

	if (c == CONSOLE_ESCAPE) {
		give(m, c);
	} else if (c == 'n') {
		focus_step(m, 1);
	} else if (c == 'p') {
		focus_step(m, MUX_CLIENTS - 1);
	} else if (c == 'l') {
		list(m);
	} else if (index < MUX_CLIENTS && m->client[index].used) {
		m->focus = (int)index;
		announce(m);
	}
}

void mux_typed(struct mux *m, uint8_t c)
{
	if (m->escaped) {
		m->escaped = false;
		command(m, c);
	} else if (c == CONSOLE_ESCAPE) {
		m->escaped = true;
	} else {
		give(m, c);
	}
}

unsigned mux_read(struct mux *m, unsigned index, uint8_t *to, unsigned room)
{
	unsigned n = 0;

	if (index >= MUX_CLIENTS)
		return 0;
	struct mux_client *c = &m->client[index];

	while (n < room && c->tail != c->head)
		to[n++] = c->input[c->tail++ % MUX_INPUT];
	return n;
}
