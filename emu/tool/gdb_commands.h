// SPDX-License-Identifier: Apache-2.0
// The debugger's commands to a stopped machine.
#ifndef EMU_TOOL_GDB_COMMANDS_H
#define EMU_TOOL_GDB_COMMANDS_H

#include "gdb.h"

/** What a command asks for. */
enum gdb_verb {
	GDB_DID,       /**< done; gdb->reply, gdb->length is the answer */
	GDB_CONTINUES, /**< run; the answer comes when it stops */
	GDB_STEPS,     /**< one instruction on gdb->stepping */
	GDB_DETACHES,  /**< answer OK and let go */
	GDB_KILLS,     /**< end the machine */
};

/** Carries out gdb->packet. The packet is hostile input. */
enum gdb_verb gdb_command(struct gdb *gdb);
/** Removes all breakpoints that commands set. */
void gdb_commands_forget(struct gdb *gdb);

#endif
