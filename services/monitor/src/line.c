// SPDX-License-Identifier: Apache-2.0
// Editing a line of input.
#include "line.h"

#define BACKSPACE 0x08
#define CTRL_U    0x15
#define DELETE    0x7f

static unsigned rub_out(struct line *l, char *echo)
{
	l->length--;
	echo[0] = '\b';
	echo[1] = ' ';
	echo[2] = '\b';
	return 3;
}

bool line_type(struct line *l, char c, char echo[3 * LINE_MOST + 1])
{
	bool complete = c == '\r' || c == '\n';
	unsigned n = 0;

	if (complete) {
		echo[n++] = '\n';
	} else if ((c == BACKSPACE || c == DELETE) && l->length) {
		n = rub_out(l, echo);
	} else if (c == CTRL_U) {
		while (l->length)
			n += rub_out(l, &echo[n]);
	} else if (c >= ' ' && c < DELETE && l->length < LINE_MOST) {
		l->text[l->length++] = c;
		echo[n++] = c;
	}
	l->text[l->length] = 0;
	echo[n] = 0;
	return complete;
}

void line_start(struct line *l)
{
	l->length = 0;
	l->text[0] = 0;
}
