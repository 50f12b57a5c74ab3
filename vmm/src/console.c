// SPDX-License-Identifier: Apache-2.0
// Line buffer with a name before each line.
#include <vmm/console.h>

static void append(struct vmm_console *console, char c)
{
	if (console->length == sizeof(console->buf))
		vmm_console_flush(console);
	console->buf[console->length++] = c;
}

static void append_char(struct vmm_console *console, char c)
{
	if (console->name && !console->inside_line) {
		for (const char *p = console->name; *p; p++)
			append(console, *p);
		append(console, '|');
		append(console, ' ');
	}
	console->inside_line = c != '\n';
	append(console, c);
	if (c == '\n')
		vmm_console_flush(console);
}

void vmm_console_put(struct vmm_console *console, uint8_t byte)
{
	bool held = console->held_cr;

	// The receiver of named lines ends its lines itself, so of "\r\n" only the line feed goes on.
	console->held_cr = console->name && byte == '\r';
	if (held && byte != '\n')
		append_char(console, '\r');
	if (!console->held_cr)
		append_char(console, (char)byte);
}

void vmm_console_flush(struct vmm_console *console)
{
	if (console->length == 0)
		return;
	console->write(console->ctx, console->buf, console->length);
	console->length = 0;
}

void vmm_console_end_line(struct vmm_console *console)
{
	if (console->inside_line)
		append_char(console, '\n');
	vmm_console_flush(console);
}
