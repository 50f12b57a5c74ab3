// SPDX-License-Identifier: Apache-2.0
// Runs dtc, which reads the source and prints it with types and places.
#ifndef DESCRIBE_DTC_H
#define DESCRIBE_DTC_H

#include "report.h"

/**
 * Annotated source of the file @p name, zero-terminated, in the report's arena.
 * @return NULL with at least one finding when dtc refuses the file; ends the program (exit code 4) when dtc is not installed
 */
const char *dtc_annotate(struct report *r, struct sources *s, const char *name);

/** Turns dtc's messages @p text about the file into findings. For dtc_annotate() and its tests. */
void dtc_complain(struct report *r, struct sources *s, const char *text);

#endif
