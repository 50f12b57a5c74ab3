// SPDX-License-Identifier: Apache-2.0
// Checks of one property's values, and the ways to read them afterwards.
#ifndef DESCRIBE_CHECK_VALUES_H
#define DESCRIBE_CHECK_VALUES_H

#include "report.h"
#include "words.h"

/** Checks the values of @p p against @p w; references are looked up below @p root. */
void check_values(struct report *r, struct node *root, const struct prop *p, const struct word *w);

/** Value @p i of the number property @p name of @p n, or @p otherwise when it is not there. The form was checked. */
uint32_t value_number(const struct node *n, const char *name, unsigned i, uint32_t otherwise);
/** Value @p i of the text property @p name, or @p otherwise. */
const char *value_text(const struct node *n, const char *name, unsigned i, const char *otherwise);

#endif
