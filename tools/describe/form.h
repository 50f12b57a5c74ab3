// SPDX-License-Identifier: Apache-2.0
// The outputs of a compilation.
#ifndef DESCRIBE_FORM_H
#define DESCRIBE_FORM_H

#include "system.h"

#include <stdio.h>

/** Fills the compact form that the root task instantiates. The system resolved without findings. */
void form_fill(const struct system *s, struct sys_form *form);
/** Writes findings and, when there are none, the resolved system as JSON. @p s may be NULL with findings. */
void json_write(FILE *out, const struct report *r, const struct system *s);

#endif
