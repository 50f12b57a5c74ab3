// SPDX-License-Identifier: Apache-2.0
// Driver for the PC's pair of 8259 interrupt controllers.
#ifndef DRIVERS_I8259_H
#define DRIVERS_I8259_H

#include <drivers/mmio.h>
#include <stdbool.h>

#define I8259_LINES   16
#define I8259_CASCADE 2 /* line of the first chip on which the second one sits */

/** The pair. The first two members are the user's to set; the rest belongs to the driver. */
struct i8259 {
	struct mmio io;  /**< ISA I/O space, register number = port */
	uint16_t vector; /**< number that an acknowledge cycle gives for line 0; a multiple of 8 */
	uint16_t masked; /**< what stands in the mask registers */
};

/** Initializes both chips: all lines masked but the cascade, edge triggered, fully nested, manual end of interrupt. */
void i8259_init(struct i8259 *pic);

/** Masks @p line (0 to 15). Idempotent. */
void i8259_mask(struct i8259 *pic, unsigned line);

/** Unmasks @p line (0 to 15) as an edge or level triggered one. Idempotent. */
void i8259_unmask(struct i8259 *pic, unsigned line, bool edge);

/**
 * Ends the interrupt that an acknowledge cycle answered with @p vector, after masking its line so that it stays quiet
 * until unmasked.
 * @return the line, or -1 for a spurious one (the request went away before the acknowledge).
 */
int i8259_accept(struct i8259 *pic, unsigned vector);

#endif
