// SPDX-License-Identifier: Apache-2.0
// Intel PIIX4 south bridge: ISA bridge with PIRQ routing, and power management.
#ifndef EMU_BOARD_PIIX4_H
#define EMU_BOARD_PIIX4_H

#include <stdbool.h>
#include <stdint.h>

#include "i8259.h"
#include "pci.h"
#include "ports.h"
#include "vclock.h"

/** What the bridge asks of the board. */
enum piix4_request {
	PIIX4_RESET,
	PIIX4_POWER_OFF,
};

/** Functions 0 (ISA) and 3 (power management); the board has neither disks nor USB. */
struct piix4 {
	struct pci_function isa, pm;
	uint8_t pirq_levels; /**< INTA to INTD */
	uint8_t reset_control;
	uint16_t pm_status, pm_enable, pm_control;
	struct ports *ports;
	struct i8259_pair *pic;
	struct vclock *clock;
	void (*request)(void *ctx, enum piix4_request request);
	void *request_ctx;
};

/** Claims the bridge's ports and PCI functions in @p slot. */
void piix4_init(struct piix4 *piix4, struct pci_bus *pci, unsigned slot, struct ports *ports, struct i8259_pair *pic,
                struct vclock *clock);
/** Reset, with PIRQ A and B on 10, C and D on 11 as the board's monitor sets them. */
void piix4_reset(struct piix4 *piix4);
/** Level of PCI interrupt @p input (0: INTA to 3: INTD); @p ctx is a struct piix4. Fits struct irq_line. */
void piix4_set_pirq(void *ctx, unsigned input, bool level);

#endif
