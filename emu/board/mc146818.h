// SPDX-License-Identifier: Apache-2.0
// MC146818 real-time clock with 128 bytes of CMOS memory, on virtual time.
#ifndef EMU_BOARD_MC146818_H
#define EMU_BOARD_MC146818_H

#include <stdbool.h>
#include <stdint.h>

#include "device.h"
#include "irq.h"
#include "vclock.h"

#define MC146818_START 1704067200 /**< date at tick 0, seconds since 1970: 2024-01-01 00:00:00 UTC */

/**
 * The clock. It never reads the host's: tick 0 is MC146818_START, and the first second ends after a tenth of a second,
 * so that software that waits for an update need not wait for a whole one.
 */
struct mc146818 {
	uint8_t ram[128]; /**< registers; 0 to 9 hold the time only while it is being set */
	uint8_t index;
	int64_t offset; /**< date minus seconds updated so far */
	uint64_t periods_seen;
	struct vclock *clock;
	struct vclock_event second;
	struct vclock_event periodic;
	struct irq_line out;
};

/** Cold start. */
void mc146818_init(struct mc146818 *rtc, struct vclock *clock, struct irq_line out);
/** @return the date that the clock shows, seconds since 1970 */
int64_t mc146818_date(const struct mc146818 *rtc);

/** Ports index and data; dev is a struct mc146818. */
extern const struct device_ops mc146818_ops;

#endif
