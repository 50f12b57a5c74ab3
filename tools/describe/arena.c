// SPDX-License-Identifier: Apache-2.0
// Memory that lives as long as one compilation.
#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
	struct arena_block *next;
	max_align_t data[];
};

void *arena_take(struct arena *a, size_t count, size_t size)
{
	struct arena_block *b = NULL;

	if (size == 0 || count <= (SIZE_MAX - sizeof(*b)) / size)
		b = calloc(1, sizeof(*b) + count * size);
	if (!b) {
		fputs("skerry-describe: out of memory\n", stderr);
		exit(1);
	}
	b->next = a->blocks;
	a->blocks = b;
	return b->data;
}

char *arena_text(struct arena *a, const char *text, size_t length)
{
	char *copy = arena_take(a, length + 1, 1);

	memcpy(copy, text, length);
	return copy;
}

char *arena_vformat(struct arena *a, const char *format, va_list args)
{
	va_list again;

	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, again);

	va_end(again);
	char *text = arena_take(a, (size_t)(length < 0 ? 0 : length) + 1, 1);

	if (length > 0)
		vsnprintf(text, (size_t)length + 1, format, args);
	return text;
}

char *arena_format(struct arena *a, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *text = arena_vformat(a, format, args);

	va_end(args);
	return text;
}

void arena_free(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *next = a->blocks->next;

		free(a->blocks);
		a->blocks = next;
	}
}
