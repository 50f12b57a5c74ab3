/* SPDX-License-Identifier: Apache-2.0 */
/* Contract: time. */
#ifndef SKERRY_ARCH_TIMER_H
#define SKERRY_ARCH_TIMER_H

#include <skerry/base.h>

/** Ticks since boot, monotonic, never wraps. Its low 32 bits are the cycle counter user code reads (rdhwr $2 on MIPS):
 * the KIP's clock relies on it. Any context. */
ticks_t arch_time_now(void);
/** Arms this CPU's timer: entry_timer() at @p when or soon after, at once if it has passed; ~0 disarms. Lock held. */
void arch_timer_program(ticks_t when);
/** Conversions, rounding up for to-ticks and down for to-us; saturate instead of overflowing. */
ticks_t arch_us_to_ticks(uint64_t us);
uint64_t arch_ticks_to_us(ticks_t t);

#endif
