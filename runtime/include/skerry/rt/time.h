// SPDX-License-Identifier: Apache-2.0
// Time: the kernel's clock, read without a system call, and sleeping.
#ifndef SKERRY_RT_TIME_H
#define SKERRY_RT_TIME_H

#include <skerry/abi/kip.h>

/** Microseconds since the kernel started; never goes back on one processor. */
uint64_t rt_time_us(void);

/** Sleeps for at least @p us microseconds (up to about 17 minutes; longer is cut). */
void rt_sleep_us(sk_word_t us);

/** The relative timeout closest above @p us microseconds, for SK_TIMEOUTS. */
sk_word_t rt_timeout_us(sk_word_t us);

/** What the clock page @p kip says when the cycle counter stands at @p counter; the kernel is not writing to it meanwhile. */
uint64_t rt_clock_us(const struct sk_kip *kip, uint32_t counter);

#endif
