// SPDX-License-Identifier: Apache-2.0
// Debugger stub: gdb's remote serial protocol on a loopback TCP port.
#ifndef EMU_TOOL_GDB_H
#define EMU_TOOL_GDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emu/machine.h"
#include "options.h"

#define GDB_PACKET      4096 /**< largest packet, in characters */
#define GDB_BREAKPOINTS 64

/** Signals that stops are reported as. */
enum gdb_signal {
	GDB_SIGNAL_INT = 2,
	GDB_SIGNAL_ILL = 4,
	GDB_SIGNAL_TRAP = 5,
};

/** The stub. One debugger at a time; processors are its threads, numbered from 1. */
struct gdb {
	struct machine *machine;
	int listener;             /**< -1: no stub */
	int client;               /**< -1: nobody attached */
	bool stopped;             /**< the debugger has the machine */
	bool no_ack, no_ack_next; /**< acknowledgements are off; will be after the present answer */
	bool reset_due;           /**< the instruction stepped over asked for a reset */
	enum gdb_signal signal;   /**< of the last stop */
	unsigned current;         /**< processor of register and memory packets */
	unsigned stepping;        /**< processor to step */
	uint32_t breakpoint[GDB_BREAKPOINTS];
	unsigned breakpoints;
	char packet[GDB_PACKET + 1];
	char reply[2 * GDB_PACKET];
	size_t length; /**< of the reply */
};

/** What the session does next. */
enum gdb_next {
	GDB_RUN,
	GDB_RESET,
	GDB_KILL,
};

/** Listens if the options say so, and waits for a debugger with -S. @return false with a message on stderr */
bool gdb_open(struct gdb *gdb, struct machine *machine, const struct options *options);
/** Tells an attached debugger the exit code and closes. */
void gdb_close(struct gdb *gdb, int code);
/** Accepts a debugger, sees its interrupt; while it has the machine stopped, serves it until it lets go. */
enum gdb_next gdb_poll(struct gdb *gdb);
/** @return whether a debugger is attached */
bool gdb_is_attached(const struct gdb *gdb);
/** Stops for the debugger if this end of a run is its business. @return false when it is not */
bool gdb_stops_for(struct gdb *gdb, enum machine_end end, const struct emu_exit *exit);

#endif
