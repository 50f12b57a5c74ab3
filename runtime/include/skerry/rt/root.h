// SPDX-License-Identifier: Apache-2.0
// What a root task alone can do: take the board's memory, end the board's run.
#ifndef SKERRY_RT_ROOT_H
#define SKERRY_RT_ROOT_H

#include <skerry/abi/boot.h>
#include <skerry/rt/load.h>

/** The largest range of free RAM that @p info lists, nothing of it taken yet; of size 0 when there is none. */
struct rt_ram rt_ram_largest(const struct sk_bootinfo *info);

/** Switches the board off with @p status as the result of the run. */
_Noreturn void rt_power_off(int status);

/** Goes on when @p error is SK_OK; otherwise says that @p what failed, and how, and switches the board off with status 1. */
void rt_must(int error, const char *what);

#endif
