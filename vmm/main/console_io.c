// SPDX-License-Identifier: Apache-2.0
// Console input and output of the guest over messages.
#include "console_io.h"

#include <skerry/rt/object.h>
#include <skerry/rt/print.h>
#include <skerry/rt/string.h>

#define BYTE_WORDS ((CONSOLE_BYTES + 3) / 4)

void console_io_write(struct console_io *io, const char *bytes, unsigned count)
{
	sk_word_t words[1 + BYTE_WORDS];

	if (!io->gate) {
		rt_log(bytes, count);
		return;
	}
	words[0] = count;
	memcpy(&words[1], bytes, count);
	// The guest must not stop because the console is gone: what it says then is in the kernel log.
	if (rt_invoke(io->gate, CONSOLE_WRITE, words, 1 + (count + 3) / 4, 0) != SK_OK)
		rt_log(bytes, count);
}

static void refill(struct console_io *io)
{
	sk_word_t words[1 + BYTE_WORDS] = {0};

	io->next = io->count = 0;
	io->more = false;
	if (rt_invoke(io->gate, CONSOLE_READ, words, 0, 1 + BYTE_WORDS) != SK_OK || words[0] > CONSOLE_BYTES)
		return;
	memcpy(io->input, &words[1], words[0]);
	io->count = words[0];
	io->more = io->count > 0;
}

void console_io_feed(struct console_io *io, struct vmm *vmm)
{
	for (;;) {
		if (io->next == io->count) {
			if (!io->more)
				return;
			refill(io);
		} else if (vmm_input(vmm, io->input[io->next])) {
			io->next++;
		} else {
			return;
		}
	}
}

void console_io_event(struct console_io *io, struct vmm *vmm)
{
	io->more = io->gate != 0;
	console_io_feed(io, vmm);
}
