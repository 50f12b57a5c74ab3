// SPDX-License-Identifier: Apache-2.0
// Boot ROM: the few instructions that run between reset and the kernel, and YAMON's print services.
#ifndef EMU_BOARD_BOOTROM_H
#define EMU_BOARD_BOOTROM_H

#include <stdbool.h>
#include <stdint.h>

#define BOOTROM_BASE     0x1fc00000u /**< physical address */
#define BOOTROM_SIZE     0x400000u   /**< bytes */
#define BOOTROM_REVISION 0x420u      /**< Malta with CoreLV */

/** How the kernel is entered. */
struct bootrom_entry {
	uint32_t pc;
	uint32_t a[4];
	uint32_t sp;
	bool galileo; /**< first move the GT-64120's registers and open its PCI windows, as YAMON leaves them */
};

/** Writes code, service vector and revision into @p rom, BOOTROM_SIZE bytes that are zero. */
void bootrom_build(uint8_t *rom, const struct bootrom_entry *entry);

#endif
