// SPDX-License-Identifier: Apache-2.0
// Terminal handling: raw mode that is undone on every way out, non-blocking input, record and replay.
#include "console.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum {
	CTRL_A = 1,
};

/* The terminal as it was found; signal handlers and atexit() reach it only here. */
static struct termios found;
static volatile sig_atomic_t changed;

static void restore_terminal(void)
{
	if (changed)
		tcsetattr(STDIN_FILENO, TCSANOW, &found);
	changed = 0;
}

static void die_of_signal(int signal_number)
{
	restore_terminal();
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static void make_raw(struct console *console)
{
	static const int fatal[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGSEGV, SIGABRT, SIGBUS, SIGFPE};
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, &found) != 0)
		return;
	raw = found;
	raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
	raw.c_lflag &= ~(tcflag_t)(ECHO | ICANON | IEXTEN | ISIG);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	atexit(restore_terminal);
	for (unsigned i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		signal(fatal[i], die_of_signal);
	changed = 1;
	console->raw = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

static void put(void *ctx, uint8_t byte)
{
	const struct console_port *port = ctx;

	if (port->out != NULL)
		putc(byte, port->out);
}

static bool open_file(FILE **file, const char *path, const char *mode)
{
	if (path == NULL)
		return true;
	*file = fopen(path, mode);
	if (*file == NULL)
		fprintf(stderr, "skerry-emu: %s: %s\n", path, strerror(errno));
	return *file != NULL;
}

static bool connect_ports(struct console *console, const struct options *options)
{
	unsigned usual = options->machine.board == MACHINE_MALTA && options->dtb == NULL ? 0 : MACHINE_CBUS;

	console->input_port = -1;
	for (unsigned i = 0; i < MACHINE_UARTS; i++) {
		const struct serial_option *serial = &options->serial[i];
		struct console_port *port = &console->port[i];
		bool stdio = serial->kind == SERIAL_STDIO || (options->serials == 0 && i == usual);

		if (stdio) {
			port->out = stdout;
			console->input_port = (int)i;
		} else if (serial->kind == SERIAL_FILE) {
			if (!open_file(&port->out, serial->path, "w"))
				return false;
			port->owned = true;
		}
		machine_serial(console->machine, i, put, port);
	}
	return true;
}

/* Takes up the next line of a replay. */
static void read_replay(struct console *console)
{
	unsigned port, byte;

	console->replay_at = UINT64_MAX;
	if (console->replay == NULL || feof(console->replay))
		return;
	if (fscanf(console->replay, "%" SCNu64 " %u %x\n", &console->replay_at, &port, &byte) != 3 ||
	    port >= MACHINE_UARTS || byte > 0xff) {
		console->replay_at = UINT64_MAX;
		console->replay_damaged = true;
		fputs("skerry-emu: the replay is damaged; nothing more is typed\n", stderr);
		return;
	}
	console->replay_port = port;
	console->replay_byte = (uint8_t)byte;
}

static void look_at_stdin(struct console *console, const struct options *options)
{
	struct stat status;

	console->input_open = console->input_port >= 0 && options->replay == NULL;
	if (!console->input_open)
		return;
	if (isatty(STDIN_FILENO))
		make_raw(console);
	console->interactive = fstat(STDIN_FILENO, &status) != 0 || isatty(STDIN_FILENO) || S_ISFIFO(status.st_mode) ||
	                       S_ISSOCK(status.st_mode);
}

bool console_open(struct console *console, struct machine *machine, const struct options *options)
{
	memset(console, 0, sizeof(*console));
	console->machine = machine;
	if (!connect_ports(console, options) || !open_file(&console->record, options->record, "w") ||
	    !open_file(&console->replay, options->replay, "r"))
		return false;
	read_replay(console);
	look_at_stdin(console, options);
	return true;
}

bool console_close(struct console *console)
{
	bool good = fflush(stdout) == 0 && !ferror(stdout);

	for (unsigned i = 0; i < MACHINE_UARTS; i++) {
		struct console_port *port = &console->port[i];

		machine_serial(console->machine, i, NULL, NULL);
		/* A write that failed during the run is only remembered by the stream. */
		if (port->owned) {
			good = !ferror(port->out) && good;
			good = fclose(port->out) == 0 && good;
		}
	}
	if (console->record != NULL)
		good = fclose(console->record) == 0 && good;
	if (console->replay != NULL)
		fclose(console->replay);
	restore_terminal();
	if (!good)
		fputs("skerry-emu: output was lost\n", stderr);
	return good;
}

static void enqueue(struct console *console, uint8_t byte)
{
	if (console->raw && console->escape) {
		console->escape = false;
		if (byte == 'x' || byte == 'X')
			console->quit = true;
		if (byte != CTRL_A)
			return;
	} else if (console->raw && byte == CTRL_A) {
		console->escape = true;
		return;
	}
	console->queue[(console->head + console->count++) % CONSOLE_QUEUE] = byte;
}

static void read_stdin(struct console *console)
{
	struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};
	uint8_t bytes[64];
	ssize_t got;

	if (!console->input_open || CONSOLE_QUEUE - console->count < sizeof(bytes) || poll(&ready, 1, 0) <= 0)
		return;
	got = read(STDIN_FILENO, bytes, sizeof(bytes));
	if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
		console->input_open = false;
	for (ssize_t i = 0; i < got; i++)
		enqueue(console, bytes[i]);
}

static void type(struct console *console, unsigned port, uint8_t byte)
{
	if (console->record != NULL)
		fprintf(console->record, "%" PRIu64 " %u %02x\n", machine_now(console->machine), port, byte);
	machine_type(console->machine, port, byte);
}

void console_poll(struct console *console)
{
	while (console->replay_at <= machine_now(console->machine)) {
		type(console, console->replay_port, console->replay_byte);
		read_replay(console);
	}
	read_stdin(console);
	while (console->count != 0 && machine_type_room(console->machine, (unsigned)console->input_port) != 0) {
		type(console, (unsigned)console->input_port, console->queue[console->head]);
		console->head = (console->head + 1) % CONSOLE_QUEUE;
		console->count--;
	}
}

uint64_t console_next(const struct console *console)
{
	return console->replay_at;
}

void console_wait(struct console *console, int milliseconds)
{
	struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};

	console_flush(console);
	poll(&ready, console->input_open ? 1 : 0, milliseconds);
}

void console_flush(struct console *console)
{
	for (unsigned i = 0; i < MACHINE_UARTS; i++) {
		if (console->port[i].out != NULL)
			fflush(console->port[i].out);
	}
}
