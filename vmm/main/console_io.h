// SPDX-License-Identifier: Apache-2.0
// The guest's console: to the console service, or to the kernel log where there is none.
#ifndef VMM_MAIN_CONSOLE_IO_H
#define VMM_MAIN_CONSOLE_IO_H

#include <skerry/console_proto.h>
#include <stdbool.h>
#include <vmm/machine.h>

/** Connection to the console service. */
struct console_io {
	sk_word_t gate; /**< slot of its gate, 0: none */
	bool more;      /**< the service may have more input than was read */
	uint8_t input[CONSOLE_BYTES];
	unsigned next, count; /**< bytes of input not yet given to the guest */
};

/** Prints @p count bytes, at most CONSOLE_BYTES. */
void console_io_write(struct console_io *io, const char *bytes, unsigned count);

/** The service signalled new input: gives the guest as much as it takes. */
void console_io_event(struct console_io *io, struct vmm *vmm);

/** The guest takes input again. */
void console_io_feed(struct console_io *io, struct vmm *vmm);

#endif
