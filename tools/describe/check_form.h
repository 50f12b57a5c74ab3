// SPDX-License-Identifier: Apache-2.0
// Checks of the form: names, types, counts and ranges against the table of words.
#ifndef DESCRIBE_CHECK_FORM_H
#define DESCRIBE_CHECK_FORM_H

#include "report.h"
#include "tree.h"

/** Most bytes of a name, without the zero behind it. */
#define NAME_LENGTH 23

/** Checks everything below @p tree that the table of words can tell; what is found goes to @p r. */
void check_form(struct report *r, const struct tree *tree);

#endif
