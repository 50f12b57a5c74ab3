// SPDX-License-Identifier: Apache-2.0
// Instruction counts: by mode, and between two places in the code.
#ifndef EMU_TOOL_COUNTER_H
#define EMU_TOOL_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

#include "emu/machine.h"
#include "options.h"

/** One pair of places. A passage begins each time FROM is reached and ends at the next TO on the same processor. */
struct counter_span {
	const char *text;
	uint32_t from, to;
	bool open[MACHINE_MAX_CPUS];
	uint64_t start[MACHINE_MAX_CPUS];
	uint64_t passages, sum, least, most;
};

/** All counts of a run. */
struct counter {
	struct machine *machine;
	struct counter_span span[OPTIONS_MAX_COUNTS];
	unsigned spans;
	bool modes;
};

/**
 * Resolves the symbols and sets the breakpoints.
 * @param symbols  ELF file to look symbols up in
 * @return false with a message on stderr
 */
bool counter_open(struct counter *counter, struct machine *machine, const struct machine_blob *symbols,
                  const struct options *options);
/** A processor has reached @p pc, which it is about to execute. */
void counter_reached(struct counter *counter, const struct emu_cpu *cpu, uint32_t pc);
/** Writes the counts to stderr. */
void counter_report(const struct counter *counter);

/** @return instructions that one processor has executed, in all modes */
uint64_t counter_executed(const struct emu_cpu *cpu);
/** @return instructions that all processors have executed, in all modes */
uint64_t counter_total(struct machine *machine);

#endif
