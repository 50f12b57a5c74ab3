// SPDX-License-Identifier: Apache-2.0
// Loading of images into a machine's memory. Images are hostile input.
#ifndef EMU_BOARD_IMAGE_H
#define EMU_BOARD_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emu/cpu.h"

/** What a loaded kernel occupies. */
struct image_info {
	uint32_t entry; /**< virtual address */
	uint32_t low;   /**< first physical address */
	uint32_t high;  /**< physical address behind the last byte, BSS included */
};

#define IMAGE_RAW_BASE 0x00100000u /**< physical address of images without a header */

/**
 * Loads a kernel: a static little-endian MIPS ELF, or anything else as a raw image at IMAGE_RAW_BASE, entered there.
 * Segments go to their physical address within kseg0; everything must fit into RAM.
 * @param ram_low  bytes of RAM from physical address 0 on
 * @param error    MACHINE_ERROR_SIZE bytes
 * @return false with a text in @p error; memory may have been written
 */
bool image_load_kernel(struct emu_sys *sys, const void *data, size_t size, uint32_t ram_low, struct image_info *info,
                       char *error);

/** Looks a symbol up in an ELF image. @return false when the image has no such symbol */
bool image_symbol(const void *data, size_t size, const char *name, uint32_t *address);

#endif
