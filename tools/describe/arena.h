// SPDX-License-Identifier: Apache-2.0
// Memory that lives as long as one compilation and is freed in one go.
#ifndef DESCRIBE_ARENA_H
#define DESCRIBE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

/** Starts as all zeros. */
struct arena {
	struct arena_block *blocks;
};

/** Zeroed memory for @p count objects of @p size bytes, aligned for any type. Ends the program when there is none. */
void *arena_take(struct arena *a, size_t count, size_t size);
/** A copy of @p length characters with a zero behind them. */
char *arena_text(struct arena *a, const char *text, size_t length);
/** Formatted text. */
char *arena_format(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Formatted text, from a list of arguments. */
char *arena_vformat(struct arena *a, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
/** Frees everything taken so far. */
void arena_free(struct arena *a);

#endif
