// SPDX-License-Identifier: Apache-2.0
// Processes: fork and exit codes, exec, pipes, and two processes that share memory and count with ll/sc.
#include "selftest.h"

#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIPE_BYTES 32768

static int fork_returns_exit_codes(void)
{
	int children[4];

	for (int i = 0; i < 4; i++) {
		children[i] = fork();
		REQUIRE(children[i] >= 0);
		if (children[i] == 0)
			_exit(10 + i);
	}
	for (int i = 3; i >= 0; i--)
		REQUIRE(ended_with(children[i]) == 10 + i);
	return 0;
}

static int fork_copies_memory(void)
{
	static volatile int value = 1;
	static __thread volatile int local = 2;
	int child = fork();

	REQUIRE(child >= 0);
	if (child == 0) {
		int seen = value == 1 && local == 2;

		value = 100;
		local = 200;
		_exit(seen && value == 100 && local == 200 ? 0 : 1);
	}
	REQUIRE(ended_with(child) == 0);
	REQUIRE(value == 1 && local == 2);
	return 0;
}

static int exec_passes_arguments(void)
{
	int child = fork();

	REQUIRE(child >= 0);
	if (child == 0) {
		execl("/proc/self/exe", "selftest", "--exec-check", "argument", (char *)NULL);
		_exit(1);
	}
	REQUIRE(ended_with(child) == 42);
	return 0;
}

static int pipe_carries_data(void)
{
	static unsigned char sent[PIPE_BYTES];
	static unsigned char got[PIPE_BYTES];
	unsigned int have = 0;
	int there[2];
	int back[2];
	int child;

	REQUIRE(pipe(there) == 0 && pipe(back) == 0);
	for (unsigned int i = 0; i < PIPE_BYTES; i++)
		sent[i] = (unsigned char)(i * 7 + (i >> 8));
	child = fork();
	REQUIRE(child >= 0);
	if (child == 0) {
		unsigned char block[1000];
		ssize_t size;

		close(there[1]);
		while ((size = read(there[0], block, sizeof(block))) > 0)
			if (write(back[1], block, (size_t)size) != size)
				_exit(1);
		_exit(size < 0);
	}
	close(there[0]);
	close(back[1]);
	/* Less than the pipes hold goes out before it comes back, so neither side waits for the other for ever. */
	for (unsigned int at = 0; at < PIPE_BYTES; at += 4096) {
		REQUIRE(write(there[1], sent + at, 4096) == 4096);
		while (have < at + 4096) {
			ssize_t size = read(back[0], got + have, PIPE_BYTES - have);

			REQUIRE(size > 0);
			have += (unsigned int)size;
		}
	}
	close(there[1]);
	REQUIRE(ended_with(child) == 0);
	REQUIRE(memcmp(sent, got, PIPE_BYTES) == 0);
	return 0;
}

static int atomic_counter_is_shared(void)
{
	int *counter = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int children[2];

	REQUIRE(counter != MAP_FAILED);
	for (int i = 0; i < 2; i++) {
		children[i] = fork();
		REQUIRE(children[i] >= 0);
		if (children[i] == 0) {
			for (int n = 0; n < 500; n++) {
				__atomic_fetch_add(counter, 1, __ATOMIC_SEQ_CST);
				if (n % 50 == 0)
					sched_yield();
			}
			_exit(0);
		}
	}
	REQUIRE(ended_with(children[0]) == 0 && ended_with(children[1]) == 0);
	REQUIRE(*counter == 1000);
	return 0;
}

const struct check process_checks[] = {
        {"fork_returns_exit_codes", fork_returns_exit_codes},   {"fork_copies_memory", fork_copies_memory},
        {"exec_passes_arguments", exec_passes_arguments},       {"pipe_carries_data", pipe_carries_data},
        {"atomic_counter_is_shared", atomic_counter_is_shared}, {NULL, NULL},
};
