// SPDX-License-Identifier: Apache-2.0
// Driver for channel 0 of the PC's 8254 interval timer, used as a reference clock.
#ifndef DRIVERS_I8254_H
#define DRIVERS_I8254_H

#include <drivers/mmio.h>

/** Input clock of the timer. */
#define I8254_HZ 1193182u

/** Lets channel 0 count down from 65536 again and again. @p io is ISA I/O space, register number = port. */
void i8254_start(struct mmio io);

/** Current count of channel 0: decreases by one each 1 / I8254_HZ s, modulo 65536. */
uint16_t i8254_read(struct mmio io);

#endif
