// SPDX-License-Identifier: Apache-2.0
// One run of a machine with everything around it.
#ifndef EMU_TOOL_SESSION_H
#define EMU_TOOL_SESSION_H

#include "options.h"

/**
 * Loads the images, runs the machine to its end and says on stderr why it ended.
 * @return the exit code
 */
int session_run(const struct options *options);

#endif
