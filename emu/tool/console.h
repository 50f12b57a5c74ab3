// SPDX-License-Identifier: Apache-2.0
// The host's end of the serial ports: terminal, files, and the log of what was typed.
#ifndef EMU_TOOL_CONSOLE_H
#define EMU_TOOL_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "emu/machine.h"
#include "options.h"

#define CONSOLE_QUEUE 1024

/** One port's output. */
struct console_port {
	FILE *out; /**< NULL: nowhere */
	bool owned;
};

/** All ports of a machine. There is one at a time, as there is one terminal. */
struct console {
	struct machine *machine;
	struct console_port port[MACHINE_UARTS];
	int input_port;   /**< port that stdin types on, -1: none */
	bool input_open;  /**< stdin has not ended */
	bool interactive; /**< someone may type at any time: stdin is a terminal or a pipe */
	bool raw;         /**< the terminal's settings were changed */
	bool escape;      /**< the last key was Ctrl-A */
	bool quit;        /**< Ctrl-A X was typed */
	uint8_t queue[CONSOLE_QUEUE];
	unsigned head, count;
	FILE *record, *replay;
	uint64_t replay_at; /**< tick of the next replayed key, UINT64_MAX: none */
	unsigned replay_port;
	uint8_t replay_byte;
	bool replay_damaged;
};

/** Opens files, connects ports, makes the terminal raw. @return false with a message on stderr */
bool console_open(struct console *console, struct machine *machine, const struct options *options);
/** Flushes, closes, restores the terminal. @return false when output was lost */
bool console_close(struct console *console);

/** Types what has arrived on stdin, or what is due of a replay. Between runs. */
void console_poll(struct console *console);
/** @return tick before which the machine must pause for a replayed key; UINT64_MAX when there is none */
uint64_t console_next(const struct console *console);
/** Waits up to @p milliseconds for a key, after showing what was written. */
void console_wait(struct console *console, int milliseconds);
/** Shows what was written so far. */
void console_flush(struct console *console);

#endif
