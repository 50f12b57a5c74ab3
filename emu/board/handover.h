// SPDX-License-Identifier: Apache-2.0
// What the boot loader hands to a kernel: arguments and environment in memory, or a device tree.
#ifndef EMU_BOARD_HANDOVER_H
#define EMU_BOARD_HANDOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bootrom.h"
#include "emu/cpu.h"
#include "image.h"

#define HANDOVER_SEED 32 /**< bytes of random seed for the kernel */

/** All that a hand-over tells the kernel. */
struct handover {
	uint32_t ram_low;   /**< bytes of RAM from physical address 0 on */
	uint64_t ram_total; /**< bytes of all RAM */
	uint64_t clock_hz;
	uint32_t initrd;      /**< physical address */
	uint32_t initrd_size; /**< 0: none */
	const char *kernel_name;
	const char *append; /**< NULL: empty, or what the tree says */
	uint8_t seed[HANDOVER_SEED];
};

/**
 * Puts the initrd near the end of low RAM, as QEMU does, and fills in its place.
 * @return false with a text in @p error (MACHINE_ERROR_SIZE bytes) when it does not fit behind the kernel
 */
bool handover_place_initrd(struct emu_sys *sys, struct handover *handover, const struct image_info *kernel,
                           const void *data, size_t size, char *error);

/**
 * Arguments and environment by YAMON's convention at 0x80002000. Sets entry->a and entry->sp.
 * @return false with a text in @p error when the command line is too long or a kernel lies there
 */
bool handover_yamon(struct emu_sys *sys, const struct handover *handover, const struct image_info *kernel,
                    struct bootrom_entry *entry, char *error);

/**
 * Device tree by UHI. The tree is completed: command line, initrd, seed, and memory when it names none.
 * @param data,size  the tree, hostile; size 0: the tree of the generic board is made
 * @return false with a text in @p error
 */
bool handover_uhi(struct emu_sys *sys, const struct handover *handover, const struct image_info *kernel,
                  const void *data, size_t size, struct bootrom_entry *entry, char *error);

#endif
