// SPDX-License-Identifier: Apache-2.0
// Start of a program: where it begins, how it ends.
#ifndef SKERRY_RT_START_H
#define SKERRY_RT_START_H

#include <skerry/abi/types.h>

/** The program's own main function; @p arg is what its creator put into a0 (the root task: its boot information). */
int rt_main(sk_word_t arg);

/** Ends the calling thread for good: reports to the parent gate, if there is one, and never returns. */
_Noreturn void rt_exit(int status);

#endif
