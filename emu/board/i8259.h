// SPDX-License-Identifier: Apache-2.0
// The pair of 8259A interrupt controllers of a PC-style south bridge.
#ifndef EMU_BOARD_I8259_H
#define EMU_BOARD_I8259_H

#include <stdbool.h>
#include <stdint.h>

#include "device.h"
#include "irq.h"

/** One controller. */
struct i8259 {
	uint8_t irr;         /**< requests */
	uint8_t isr;         /**< in service */
	uint8_t imr;         /**< masked */
	uint8_t lines;       /**< input levels */
	uint8_t elcr;        /**< level-triggered inputs */
	uint8_t elcr_mask;   /**< inputs whose trigger can be chosen */
	uint8_t vector_base; /**< bits 7:3 of the vector */
	uint8_t lowest;      /**< input of lowest priority */
	uint8_t icw;         /**< next initialisation word, 0 when initialised */
	uint8_t cascade;     /**< master: mask of the inputs with a slave */
	bool level_mode;     /**< ICW1.LTIM */
	bool single;
	bool want_icw4;
	bool auto_eoi;
	bool rotate_auto_eoi;
	bool special_mask;
	bool fully_nested; /**< special fully nested mode */
	bool read_isr;
	bool poll;
	struct irq_line out;
};

/** Master and slave, the slave on the master's input 2. */
struct i8259_pair {
	struct i8259 chip[2]; /**< 0: master */
};

/** Resets both; @p out is the master's INT output. */
void i8259_init(struct i8259_pair *pair, struct irq_line out);
/** Sets ISA interrupt input 0 to 15; @p ctx is the pair. Fits struct irq_line. */
void i8259_set(void *ctx, unsigned input, bool level);
/** Interrupt acknowledge cycle. @return the vector; input 7's when nothing is pending any more (spurious) */
uint8_t i8259_acknowledge(struct i8259_pair *pair);

/** Two ports each, dev is a struct i8259 (pair->chip[n]). */
extern const struct device_ops i8259_ops;
/** The edge/level registers 0x4d0 and 0x4d1, dev is the pair. */
extern const struct device_ops i8259_elcr_ops;

#endif
