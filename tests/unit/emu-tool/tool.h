// SPDX-License-Identifier: Apache-2.0
// Runs the command skerry-emu inside a test.
#ifndef TESTS_EMU_TOOL_TOOL_H
#define TESTS_EMU_TOOL_TOOL_H

#include <stddef.h>

#include "options.h"
#include "programs.h"
#include "unit.h"

/** How a run ended and what it printed. */
struct outcome {
	int code;
	char out[1 << 14], err[1 << 14];
};

/** Makes the folder that the other functions work in; the test's setup. */
void tool_setup(void);
/** Removes the folder; the test's teardown. */
void tool_teardown(void);
/** Path of a file of this name in the folder; valid for the rest of the test. */
const char *tool_path(const char *name);
/** Writes a file in the folder. @return its path */
const char *tool_write(const char *name, const void *data, size_t size);
/** Reads a file in the folder as text, at most @p size - 1 bytes. @return how many bytes it had */
size_t tool_read(const char *name, char *text, size_t size);
/** Writes a program as a raw kernel image. @return its path */
const char *tool_kernel(const struct program *p);
/** A program that echoes the first serial port until it reads 'q', then resets the board. */
const char *tool_echo(void);

/** Parses the arguments (up to NULL; the command's name is added) and runs the session. Standard input is what it is. */
void tool_run(struct outcome *o, const char *const *args);
/** As tool_run() with the arguments given one by one. */
#define TOOL(o, ...) tool_run(o, (const char *const[]){__VA_ARGS__, NULL})
/** Makes standard input this descriptor, which is closed. */
void tool_input(int fd);

#endif
