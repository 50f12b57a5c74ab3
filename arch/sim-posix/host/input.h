/* SPDX-License-Identifier: Apache-2.0 */
/* The terminal, and the one way in for what comes from outside: stamped with virtual time, recorded, replayed. */
#ifndef SKERRY_SIM_INPUT_H
#define SKERRY_SIM_INPUT_H

#include "options.h"

/** Opens the terminal and the files; @p seed is part of a recording and comes out of one. @return false with a message. */
bool input_open(const struct options *options, uint64_t *seed);

/** Records that the run was ended from outside, here. A machine that ends by itself does so in the replay, without being told. */
void input_stopped(void);

/** Closes the recording, restores the terminal. @return false with a message when output was lost. */
bool input_close(void);

/** Takes what has arrived, or what is due of a replay, and holds real time. @return false when the run is to end. */
bool input_poll(void);

/** Latest tick up to which the machine may run before it calls input_poll() again. */
uint64_t input_next(void);

/** Nothing happens before @p until (UINT64_MAX: ever) unless something is typed: lets the time pass. */
void input_idle(uint64_t until);

/** Character for the kernel's console. */
void input_terminal(char c);
/** Takes a key that waits, or -1. */
int input_key(void);

#endif
