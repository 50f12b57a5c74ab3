// SPDX-License-Identifier: Apache-2.0
// A line of input, edited as it is typed.
#ifndef MONITOR_LINE_H
#define MONITOR_LINE_H

#include <stdbool.h>

#define LINE_MOST 79

struct line {
	char text[LINE_MOST + 1];
	unsigned length;
};

/**
 * Takes a typed character: printable ones are appended, backspace and delete take the last one away, Ctrl-U all, return ends the line; others are ignored, as
 * is what does not fit.
 * @param echo what to show for it, a terminated text of at most 3 * LINE_MOST characters
 * @return true when the line is complete; @p l keeps it until line_start()
 */
bool line_type(struct line *l, char c, char echo[3 * LINE_MOST + 1]);

/** Begins an empty line. */
void line_start(struct line *l);

#endif
