// SPDX-License-Identifier: Apache-2.0
// The client's side of the console service.
#ifndef SKERRY_CONSOLE_CLIENT_H
#define SKERRY_CONSOLE_CLIENT_H

#include <skerry/rt/startup.h>
#include <stdbool.h>

/** A program's end of its console. */
struct console {
	sk_word_t gate, event; /**< slots */
};

/** Finds the console of this program and lets the calling thread, its only user, hear of input. False when the description gives it none. */
bool console_open(struct console *c, const struct rt_startup *s);

/** Prints @p length bytes. While the service is being started again it waits, for about a second; then the rest is lost. */
void console_write(const struct console *c, const char *text, unsigned length);

/** Formats (rt/print.h) and prints at most 255 characters. */
void console_print(const struct console *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Takes what was typed, at most @p room bytes (CONSOLE_BYTES); waits for it, at most @p us microseconds. @return how many bytes, 0 after that time */
unsigned console_read(const struct console *c, char *to, unsigned room, sk_word_t us);

#endif
