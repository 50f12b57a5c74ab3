// SPDX-License-Identifier: Apache-2.0
// The source files themselves: lines for messages, and what dtc's output leaves out.
#ifndef DESCRIBE_SOURCE_H
#define DESCRIBE_SOURCE_H

#include "tree.h"

struct source_file;

/** Files read so far; starts as zeros but for the arena. */
struct sources {
	struct arena *arena;
	struct source_file *files;
};

/** Largest source file that is read, in bytes. */
#define SOURCE_MAX (4u << 20)

/** The text of the file @p name, zero-terminated, @p size bytes; NULL when it cannot be read or is too large. */
const char *source_text(struct sources *s, const char *name, size_t *size);
/** Line @p line of file @p name; its length without the line's end in @p length. NULL when there is none. */
const char *source_line(struct sources *s, const char *name, unsigned line, size_t *length);

/**
 * Goes through every property below @p root again in the source: each value gets a place of its own, and each reference the
 * label it was written with, which dtc replaces by a number. A property whose source does not look like dtc's output (an
 * included binary, an expression over several values) keeps its own place for all of its values.
 */
void source_annotate(struct sources *s, struct node *root);

#endif
