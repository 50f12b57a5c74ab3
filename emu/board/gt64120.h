// SPDX-License-Identifier: Apache-2.0
// Galileo GT-64120 system controller: CPU decoder, PCI bus 0, interrupt acknowledge.
#ifndef EMU_BOARD_GT64120_H
#define EMU_BOARD_GT64120_H

#include "bus.h"
#include "i8259.h"
#include "pci.h"
#include "ports.h"

#define GT64120_REGS 0x1000u /**< bytes of registers */

/**
 * The controller. Its four windows follow the decoder registers: own registers (0x14000000 after reset), PCI I/O and
 * two ranges of PCI memory, on which nothing answers. SDRAM decoding is fixed by the board.
 */
struct gt64120 {
	uint32_t reg[GT64120_REGS / 4];
	struct window own, io, mem[2];
	struct pci_bus pci;
	struct pci_function bridge;
	struct ports *ports;
	struct i8259_pair *pic;
};

/** Connects the controller; gt64120_reset() follows. */
void gt64120_init(struct gt64120 *gt, struct bus *bus, struct ports *ports, struct i8259_pair *pic);
/** Registers and windows as after reset of a little-endian board. PCI functions other than the bridge are kept. */
void gt64120_reset(struct gt64120 *gt);

#endif
