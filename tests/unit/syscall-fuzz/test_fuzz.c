// SPDX-License-Identifier: Apache-2.0
// Bounded, reproducible runs of the system-call fuzzer.
#include "fuzz_syscall.h"

#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#define INPUT_MAX 4096

#if defined(__SANITIZE_ADDRESS__)
#define ENTRIES 1500
#else
#define ENTRIES 5000
#endif

/* xorshift: the same bytes on every host. */
static uint32_t next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state >> 7;
}

UNIT_LOOP(random_system_calls_break_nothing_and_touch_nobody, 1, 9)
{
	static uint8_t input[INPUT_MAX];
	uint32_t state = 0x9e3779b9u * (uint32_t)_i;
	size_t entries = getenv("SKERRY_LONG") ? 20u * ENTRIES : ENTRIES;

	for (size_t done = 0; done < entries;) {
		size_t size = 64 + next(&state) % (INPUT_MAX - 64);

		for (size_t i = 0; i < size; i++)
			input[i] = (uint8_t)next(&state);
		done += fuzz_syscall(input, size);
	}
}

/* The next input: a paragraph of hexadecimal digits; # begins a comment. @return its size, 0 at the end of the file */
static size_t next_input(FILE *file, uint8_t *input)
{
	char line[256];
	size_t size = 0;

	while (fgets(line, sizeof(line), file)) {
		unsigned byte;

		if (line[0] == '\n' && size > 0)
			break;
		for (const char *at = line; sscanf(at, "%2x", &byte) == 1; at += 2) {
			ck_assert_uint_lt(size, INPUT_MAX);
			input[size++] = (uint8_t)byte;
		}
	}
	return size;
}

UNIT_TEST(corpus_breaks_nothing_and_touches_nobody)
{
	static uint8_t input[INPUT_MAX];
	FILE *file = fopen(FUZZ_CORPUS, "r");
	size_t size, entries = 0;

	ck_assert_ptr_nonnull(file);
	while ((size = next_input(file, input)) > 0)
		entries += fuzz_syscall(input, size);
	fclose(file);
	ck_assert_uint_gt(entries, 1000);
}
