// SPDX-License-Identifier: Apache-2.0
// Keys: from the terminal or a recording into the machine's console line, at points of virtual time.
#include "input.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <skerry/sim/machine.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "model.h"
#include "terminal.h"

#define QUEUE        1024
#define POLL_TICKS   1000000u /* between two looks at the host */
#define AHEAD_US     1000     /* real time: less than this is not worth a sleep */
#define TICKS_PER_MS (SIM_TICKS_PER_US * 1000)

static struct {
	uint8_t queue[QUEUE];
	unsigned head, count;
	FILE *record, *replay;
	uint64_t replay_at; /* tick of the next recorded event, UINT64_MAX: none */
	int replay_key;     /* -1: the end of the run */
	bool open;          /* the host's input has not ended */
	bool quit;
	bool real;
	uint64_t poll_at;
	uint64_t start_us; /* the host's clock at tick 0 */
} input;

static uint64_t host_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* Where the host's clock says that the machine ought to be. */
static uint64_t host_tick(void)
{
	return (host_us() - input.start_us) * SIM_TICKS_PER_US;
}

static void next_of_replay(void)
{
	char what[8];

	input.replay_at = UINT64_MAX;
	if (fscanf(input.replay, "%" SCNu64 " %7s", &input.replay_at, what) != 2) {
		input.replay_at = UINT64_MAX;
		return;
	}
	input.replay_key = -1;
	if (strcmp(what, "end") != 0) {
		unsigned key = 0;

		if (sscanf(what, "%2x", &key) == 1)
			input.replay_key = (int)key;
	}
}

static bool open_file(FILE **file, const char *path, const char *mode)
{
	*file = path ? fopen(path, mode) : NULL;
	if (!path || *file)
		return true;
	fprintf(stderr, "skerry-sim: %s: %s\n", path, strerror(errno));
	return false;
}

bool input_open(const struct options *options, uint64_t *seed)
{
	memset(&input, 0, sizeof(input));
	input.replay_at = UINT64_MAX;
	if (!open_file(&input.record, options->record, "w") || !open_file(&input.replay, options->replay, "r"))
		return false;
	if (input.record)
		fprintf(input.record, "skerry-sim 1 seed %" PRIu64 "\n", *seed);
	if (input.replay) {
		if (fscanf(input.replay, "skerry-sim 1 seed %" SCNu64, seed) != 1) {
			fprintf(stderr, "skerry-sim: %s: is not a recording\n", options->replay);
			return false;
		}
		next_of_replay();
	}
	input.open = !input.replay;
	bool terminal = input.open && terminal_open();

	input.real = options->speed == SPEED_REAL || (options->speed == SPEED_DEFAULT && terminal);
	input.start_us = host_us();
	return true;
}

void input_stopped(void)
{
	if (input.record)
		fprintf(input.record, "%" PRIu64 " end\n", sim.now);
}

bool input_close(void)
{
	bool good = fflush(stdout) == 0;

	if (input.record)
		good = fclose(input.record) == 0 && good;
	if (input.replay)
		fclose(input.replay);
	terminal_close();
	if (!good)
		fputs("skerry-sim: output was lost\n", stderr);
	return good;
}

static void update_line(void)
{
	sim.line[SIM_CONSOLE_LINE].asserted = input.count != 0;
}

static void type(uint8_t key)
{
	if (input.count == QUEUE)
		return;
	if (input.record)
		fprintf(input.record, "%" PRIu64 " %02x\n", sim.now, key);
	input.queue[(input.head + input.count++) % QUEUE] = key;
	update_line();
}

static bool arrived(int milliseconds)
{
	struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};

	fflush(stdout);
	return poll(&ready, input.open ? 1 : 0, milliseconds) > 0;
}

static void read_host(void)
{
	uint8_t bytes[64];

	if (!input.open || QUEUE - input.count < sizeof(bytes) || !arrived(0))
		return;
	ssize_t got = read(STDIN_FILENO, bytes, sizeof(bytes));

	if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
		input.open = false;
	for (ssize_t i = 0; i < got; i++) {
		int key = terminal_key(bytes[i]);

		if (key == TERMINAL_QUIT)
			input.quit = true;
		else if (key != TERMINAL_NOTHING)
			type((uint8_t)key);
	}
}

/* Real time: the machine waits for the host's clock, or for a key. */
static void hold(void)
{
	while (input.real && !input.quit) {
		uint64_t host = host_tick();

		if (sim.now < host + AHEAD_US * SIM_TICKS_PER_US)
			return;
		if (arrived((int)((sim.now - host) / TICKS_PER_MS) + 1))
			return;
	}
}

bool input_poll(void)
{
	while (input.replay_at <= sim.now) {
		if (input.replay_key < 0)
			return false;
		type((uint8_t)input.replay_key);
		next_of_replay();
	}
	if (sim.now >= input.poll_at) {
		input.poll_at = sim.now + POLL_TICKS;
		hold();
		read_host();
		fflush(stdout);
	}
	return !input.quit;
}

uint64_t input_next(void)
{
	return input.replay_at < input.poll_at ? input.replay_at : input.poll_at;
}

void input_idle(uint64_t until)
{
	if (until > input.replay_at)
		until = input.replay_at;
	if (!input.real) {
		if (until > sim.now)
			sim.now = until;
		return;
	}
	uint64_t host = host_tick();

	if (until > host && arrived((int)((until - host) / TICKS_PER_MS) + 1)) {
		input.poll_at = 0;
		host = host_tick();
		until = until < host ? until : host;
	}
	if (until > sim.now)
		sim.now = until;
}

void input_terminal(char c)
{
	putchar(c);
}

int input_key(void)
{
	if (input.count == 0)
		return -1;
	int key = input.queue[input.head];

	input.head = (input.head + 1) % QUEUE;
	input.count--;
	update_line();
	return key;
}
