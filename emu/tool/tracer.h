// SPDX-License-Identifier: Apache-2.0
// The trace file: one line for each exception, device access and, if wanted, instruction.
#ifndef EMU_TOOL_TRACER_H
#define EMU_TOOL_TRACER_H

#include <stdbool.h>
#include <stdio.h>

#include "emu/machine.h"

/**
 * A trace being written. Lines begin with tick and processor:
 * "i PC WORD TEXT", "x NAME PC VECTOR" (exception), "r PA SIZE VALUE" and "w PA SIZE VALUE" (device access).
 */
struct tracer {
	FILE *file;
	struct machine *machine;
};

/** Opens the file and connects the callbacks. @return false with a message on stderr */
bool tracer_open(struct tracer *tracer, struct machine *machine, const char *path, bool insns);
/** Closes the file if it is open. @return false with a message when something could not be written */
bool tracer_close(struct tracer *tracer);

#endif
