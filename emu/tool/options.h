// SPDX-License-Identifier: Apache-2.0
// Command line of skerry-emu.
#ifndef EMU_TOOL_OPTIONS_H
#define EMU_TOOL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "emu/machine.h"

#define OPTIONS_MAX_COUNTS 16

/** Exit codes, the same for every command of the project. */
enum exit_code {
	EXIT_GOOD = 0,
	EXIT_FAILED = 1,        /**< the host failed us: a file cannot be written, a port not opened */
	EXIT_BAD_INPUT = 2,     /**< command line or image */
	EXIT_NOT_SUPPORTED = 3, /**< the guest used something that is not modelled */
	EXIT_GUEST_FAILED = 5,  /**< the guest can never run again */
	EXIT_LIMIT = 124,       /**< -limit reached */
};

/** Where a serial port goes. */
enum serial_kind {
	SERIAL_DEFAULT,
	SERIAL_STDIO,
	SERIAL_NULL,
	SERIAL_FILE,
};

struct serial_option {
	enum serial_kind kind;
	const char *path;
};

/** What the command line said; strings point into argv. */
struct options {
	struct machine_config machine; /**< without the images */
	const char *kernel, *initrd, *dtb;
	struct serial_option serial[MACHINE_UARTS];
	unsigned serials;
	int gdb_port; /**< -1: none, 0: any */
	bool gdb_wait;
	const char *trace;
	bool trace_insns;
	const char *count[OPTIONS_MAX_COUNTS]; /**< "modes" or "FROM,TO" */
	unsigned counts;
	const char *symbols; /**< NULL: the kernel's own */
	const char *record, *replay;
	uint64_t limit; /**< instructions; UINT64_MAX: none */
	bool no_reboot;
	bool free_running; /**< idle time does not wait for the host's clock */
};

/**
 * Parses the command line. Says what is wrong on stderr.
 * @return -1 to go on, or the exit code to end with (help and version end with 0)
 */
int options_parse(struct options *options, int argc, char **argv);

#endif
