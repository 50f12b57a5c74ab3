// SPDX-License-Identifier: Apache-2.0
// One compilation, from the name of a system file to a resolved system or findings.
#ifndef DESCRIBE_DESCRIBE_H
#define DESCRIBE_DESCRIBE_H

#include "system.h"

/** Everything of one compilation; large, and full of pointers into itself: not to be copied. */
struct describe {
	struct arena arena;
	struct sources sources;
	struct report report;
	struct images images;
	struct system system;
};

/** Prepares a compilation of the file @p file. */
void describe_init(struct describe *d, const char *file);
/** Compiles; report.count is 0 when the system is good. images_catalogue() may be called before. */
void describe_compile(struct describe *d);
/** The rest of describe_compile() behind dtc: @p text is what dtc printed. */
void describe_text(struct describe *d, const char *text);
/** Frees everything. */
void describe_free(struct describe *d);

#endif
