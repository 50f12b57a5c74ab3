// SPDX-License-Identifier: Apache-2.0
// What is wrong with a description: collected, sorted by place, and shown to people or programs.
#ifndef DESCRIBE_REPORT_H
#define DESCRIBE_REPORT_H

#include "problems.h"
#include "source.h"

#include <stdio.h>

/** One thing that is wrong. */
struct finding {
	const struct problem *problem;
	struct place place;
	const char *message, *hint;
	struct finding *next;
};

struct report {
	struct arena *arena;
	struct finding *findings; /* sorted by file, line, column */
	const char *file;         /* the system file: its findings come first */
	unsigned count;
};

/** Enters problem @p id at @p place (NULL: the file as a whole), with a message. */
void report_add(struct report *r, enum problem_id id, const struct place *place, const char *format, ...)
        __attribute__((format(printf, 4, 5)));
/** As report_add(), with a hint of its own instead of the problem's. @p hint may be NULL. */
void report_hint(struct report *r, enum problem_id id, const struct place *place, const char *hint, const char *format,
                 ...) __attribute__((format(printf, 5, 6)));

/** Prints everything for a person, with the lines of the source; @p colour with escape sequences. */
void report_print(const struct report *r, struct sources *s, FILE *out, bool colour);

/**
 * The one of @p names that somebody may have meant by @p word: a few letters differ. NULL when none is near.
 * @param names  @p count texts; NULL entries are skipped
 */
const char *nearest(const char *word, const char *const *names, unsigned count);
/** A hint "did you mean 'x'?" from nearest(), or NULL. */
const char *nearest_hint(struct arena *a, const char *word, const char *const *names, unsigned count);

#endif
