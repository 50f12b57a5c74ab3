// SPDX-License-Identifier: Apache-2.0
// Protocol of the console service: clients write text and read what was typed to them.
#ifndef SKERRY_CONSOLE_PROTO_H
#define SKERRY_CONSOLE_PROTO_H

/*
 * A client has the gate "console" and the notification object "console-event" (startup page). The service knows each client by the gate's label.
 * Operations are calls; the answer's protocol is SK_PROTO_OK, or SK_PROTO_ERROR with the code in w0.
 */

/** w0 number of bytes (1 to CONSOLE_BYTES), the bytes in words 1 and up: text to print. Lines of different clients are never mixed: a line
 *  appears when it is complete, or when its client pauses. */
#define CONSOLE_WRITE 1
/** -> w0 number of bytes (0 to CONSOLE_BYTES), the bytes in words 1 and up: what was typed. The notification is triggered whenever there is new
 *  input. */
#define CONSOLE_READ  2
#define CONSOLE_BYTES 232

/** Typed first, it makes the next key a command to the console itself: the focus's number, n or p for next and previous, l for a list, the
 *  character itself to send it. */
#define CONSOLE_ESCAPE 0x01 /* Ctrl-A */

#endif
