// SPDX-License-Identifier: Apache-2.0
// Framing of gdb's remote protocol: packets with checksums on a socket, and hexadecimal.
#ifndef EMU_TOOL_GDB_WIRE_H
#define EMU_TOOL_GDB_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Result of gdb_wire_receive(). */
enum gdb_wire {
	GDB_WIRE_PACKET,
	GDB_WIRE_INTERRUPT, /**< the debugger's Ctrl-C */
	GDB_WIRE_CLOSED,
};

/** A listening socket on the loopback interface. @p port 0 becomes the one chosen. @return the socket, or -1 */
int gdb_wire_listen(int *port);
/** Accepts the next debugger; waits for one. @return the connection, or -1 */
int gdb_wire_accept(int listener);
/** @return whether something can be read or accepted now; waits at most @p milliseconds, forever if negative */
bool gdb_wire_ready(int socket, int milliseconds);
/** Drops noise. @return whether a packet, an interrupt or the connection's end waits to be received; never blocks */
bool gdb_wire_begun(int socket);
/** Receives the next packet into @p packet (zero-terminated; longer ones are refused) and acknowledges it. */
enum gdb_wire gdb_wire_receive(int socket, char *packet, size_t size, bool ack);
/** Sends a packet and, with @p ack, waits for its acknowledgement. @return false when the connection broke */
bool gdb_wire_send(int socket, const char *packet, size_t length, bool ack);

/** Writes bytes as hexadecimal, without end. @return the end of what was written */
char *gdb_hex_put(char *to, const void *bytes, size_t count);
/** Reads @p count bytes of hexadecimal. @return false when there are not enough digits */
bool gdb_hex_get(const char *from, void *bytes, size_t count);

#endif
