// SPDX-License-Identifier: Apache-2.0
// Collects a guest's console output into pieces worth a message, each line with the guest's name in front.
#ifndef VMM_CONSOLE_H
#define VMM_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

#define VMM_CONSOLE_BUFFER 200

/** Output of one guest. */
struct vmm_console {
	void (*write)(void *ctx, const char *bytes, unsigned count); /**< takes everything */
	void *ctx;
	const char *name; /**< put before each line as `name| `; NULL: bytes pass as they are */
	unsigned length;
	bool inside_line;
	bool held_cr; /**< a carriage return came; it is dropped if a line feed follows */
	char buf[VMM_CONSOLE_BUFFER];
};

/** Adds a byte. Passes on what has collected at the end of a line and when the buffer is full. */
void vmm_console_put(struct vmm_console *console, uint8_t byte);

/** Passes on what has collected, also in the middle of a line. */
void vmm_console_flush(struct vmm_console *console);

/** Ends the line the guest is in, if it is, and passes everything on: the next output comes from someone else. */
void vmm_console_end_line(struct vmm_console *console);

#endif
