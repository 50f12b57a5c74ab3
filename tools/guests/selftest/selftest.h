// SPDX-License-Identifier: Apache-2.0
// The guest's self-test: what a check is, and the list of all of them.
#ifndef SELFTEST_H
#define SELFTEST_H

/**
 * Ends the check around it when `condition` is false; the failing line is what the runner reports.
 */
#define REQUIRE(condition)               \
	do {                             \
		if (!(condition))        \
			return __LINE__; \
	} while (0)

/** One check: runs in a process of its own and returns 0, or the source line at which it failed. */
struct check {
	const char *name;
	int (*run)(void);
};

/** The checks of each file, ended by an entry without a name. */
extern const struct check process_checks[], signal_checks[], timer_checks[], memory_checks[], fpu_checks[],
        code_checks[], system_checks[];

/** CRC-32 (IEEE 802.3, reflected) of `size` bytes. */
unsigned int crc32_of(const void *data, unsigned int size);

/** Executes marker 1 or 2; 0, or 1 for any other number. */
int mark(unsigned int number);

/** Waits for a child; its exit code, or 256 plus the signal that ended it. */
int ended_with(int child);

#endif
