// SPDX-License-Identifier: Apache-2.0
// What the tables tell people and editors.
#ifndef DESCRIBE_REFERENCE_H
#define DESCRIBE_REFERENCE_H

#include <stdio.h>

/** Writes the reference of words and problems as Markdown. */
void reference_write(FILE *out);
/** Writes a JSON schema of the tree that a description is, with texts, numbers and references as dtc's YAML has them. */
void schema_write(FILE *out);

#endif
