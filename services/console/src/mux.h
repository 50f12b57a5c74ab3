// SPDX-License-Identifier: Apache-2.0
// The console multiplexer without its system calls, so that it can be tested natively.
#ifndef CONSOLE_MUX_H
#define CONSOLE_MUX_H

#include <stdbool.h>
#include <stdint.h>

#define MUX_CLIENTS 16
#define MUX_LINE    240 /* longest piece of a line that is held back */
#define MUX_INPUT   256 /* bytes typed ahead; a power of two */
#define MUX_NAME    24

/** One client. */
struct mux_client {
	bool used;
	char name[MUX_NAME];
	char line[MUX_LINE]; /* output that has not appeared yet */
	unsigned length;
	uint8_t input[MUX_INPUT];
	unsigned head, tail; /* free running */
	unsigned lost;       /* input bytes dropped because the client did not read */
};

/** The multiplexer. */
struct mux {
	struct mux_client client[MUX_CLIENTS];
	int focus;     /* who gets what is typed, -1: nobody */
	int open_line; /* whose unfinished line stands on the terminal, -1: none */
	bool escaped;  /* the escape character came */
	bool colour;
	void (*put)(void *ctx, const char *text, unsigned length); /* to the terminal */
	void (*wake)(void *ctx, unsigned client);                  /* there is new input */
	void *ctx;
};

/** Empty multiplexer; put, wake, ctx and colour are the caller's to fill. */
void mux_init(struct mux *m);
/** Enters client @p index with @p name; the first one gets the focus. False when the index is out of range or taken. */
bool mux_add(struct mux *m, unsigned index, const char *name);
/** Output of client @p index. */
void mux_write(struct mux *m, unsigned index, const char *text, unsigned length);
/** Shows what clients hold back: nobody has written for a while. */
void mux_flush(struct mux *m);
/** A character was typed. */
void mux_typed(struct mux *m, uint8_t c);
/** Takes up to @p room bytes of input of client @p index. */
unsigned mux_read(struct mux *m, unsigned index, uint8_t *to, unsigned room);

#endif
