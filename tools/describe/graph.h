// SPDX-License-Identifier: Apache-2.0
// A picture of a system.
#ifndef DESCRIBE_GRAPH_H
#define DESCRIBE_GRAPH_H

#include "system.h"

#include <stdio.h>

/** Draws the resolved system as SVG: domains with memory and run time, links between them, devices below. */
void graph_write(FILE *out, const struct system *s);

#endif
