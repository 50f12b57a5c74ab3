// SPDX-License-Identifier: Apache-2.0
// 8254 interval timer, three counters on virtual time.
#ifndef EMU_BOARD_I8254_H
#define EMU_BOARD_I8254_H

#include <stdbool.h>
#include <stdint.h>

#include "device.h"
#include "irq.h"
#include "vclock.h"

#define I8254_HZ 1193182u /**< input clock of all counters */

/** One counter. Counting is not simulated step by step: value and output follow from the start time. */
struct i8254_counter {
	uint64_t start;  /**< input clock period in which the count was loaded */
	uint32_t reload; /**< 1 to 65536 */
	uint16_t latch;
	uint8_t status_latch;
	uint8_t low;    /**< first byte of a two-byte write */
	uint8_t mode;   /**< 0 to 5 */
	uint8_t access; /**< 1 low byte, 2 high byte, 3 both */
	bool bcd;
	bool loaded; /**< a count has been written since the mode was */
	bool second_write;
	bool second_read;
	bool latched;
	bool status_latched;
};

/** The timer. Gates are tied high, as on the boards modelled; only counter 0 has its output connected. */
struct i8254 {
	struct i8254_counter counter[3];
	struct vclock *clock;
	struct vclock_event edge;
	struct irq_line out;
};

/** Resets; all counters wait for a mode and a count. */
void i8254_init(struct i8254 *pit, struct vclock *clock, struct irq_line out);

/** Four ports; dev is a struct i8254. */
extern const struct device_ops i8254_ops;

#endif
