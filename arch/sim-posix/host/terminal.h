/* SPDX-License-Identifier: Apache-2.0 */
/* The host's terminal: raw while the machine runs, and the keys that are meant for the simulator. */
#ifndef SKERRY_SIM_TERMINAL_H
#define SKERRY_SIM_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

#define TERMINAL_NOTHING (-1) /* first key of a pair */
#define TERMINAL_QUIT    (-2)

/** Makes standard input raw if it is a terminal, which is what it returns. Undone on every way out. */
bool terminal_open(void);
void terminal_close(void);

/** What a byte from standard input means: a key for the machine, or TERMINAL_*. */
int terminal_key(uint8_t byte);

#endif
