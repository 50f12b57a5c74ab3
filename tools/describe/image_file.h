// SPDX-License-Identifier: Apache-2.0
// Looks into program files and device trees, whoever made them.
#ifndef DESCRIBE_IMAGE_FILE_H
#define DESCRIBE_IMAGE_FILE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Memory that an ELF program for little-endian 32-bit MIPS takes.
 * @param kernel true: the highest physical address behind it (kseg0), which a guest's RAM must reach; false: the sum of its
 *               segments in granules of 16 KiB
 * @return 0 when the file is nothing of the kind
 */
uint64_t image_file_memory(const char *path, bool kernel);
/** Whether the file is a whole device tree: every part of it is inside, and well-formed. */
bool image_file_is_tree(const char *path);

#endif
