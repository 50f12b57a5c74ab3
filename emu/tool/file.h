// SPDX-License-Identifier: Apache-2.0
// Reading whole files.
#ifndef EMU_TOOL_FILE_H
#define EMU_TOOL_FILE_H

#include <stdbool.h>

#include "emu/machine.h"

/**
 * Reads a file of at most 1 GiB. free(blob->data) is the caller's.
 * @param path  NULL: nothing is read, the blob is empty
 * @return false with a message on stderr; an empty file is an error, too
 */
bool file_read(const char *path, struct machine_blob *blob);

#endif
