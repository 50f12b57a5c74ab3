// SPDX-License-Identifier: Apache-2.0
// Counts instructions between breakpoints; exact, as a breakpoint stops before its instruction.
#include "counter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t counter_executed(const struct emu_cpu *cpu)
{
	struct emu_counts counts;

	emu_counts_get(cpu, &counts);
	return counts.kernel + counts.supervisor + counts.user + counts.debug;
}

uint64_t counter_total(struct machine *machine)
{
	struct emu_sys *sys = machine_sys(machine);
	uint64_t sum = 0;

	for (unsigned i = 0; i < emu_cpu_count(sys); i++)
		sum += counter_executed(emu_cpu_at(sys, i));
	return sum;
}

/* An address as a number, or as a symbol. */
static bool resolve(const struct machine_blob *symbols, const char *text, size_t length, uint32_t *address)
{
	char *name = strndup(text, length);
	bool good = false;

	if (name != NULL && name[0] >= '0' && name[0] <= '9') {
		char *end;

		*address = (uint32_t)strtoul(name, &end, 0);
		good = *end == '\0';
	} else if (name != NULL) {
		good = machine_symbol(symbols, name, address);
	}
	if (!good)
		fprintf(stderr, "skerry-emu: -count: no symbol \"%.*s\" (-symbols FILE names the ELF to look in)\n",
		        (int)length, text);
	free(name);
	return good;
}

bool counter_open(struct counter *counter, struct machine *machine, const struct machine_blob *symbols,
                  const struct options *options)
{
	memset(counter, 0, sizeof(*counter));
	counter->machine = machine;
	for (unsigned i = 0; i < options->counts; i++) {
		struct counter_span *span = &counter->span[counter->spans];
		const char *text = options->count[i];
		const char *comma = strchr(text, ',');

		if (comma == NULL) {
			counter->modes = true;
			continue;
		}
		span->text = text;
		span->least = UINT64_MAX;
		if (!resolve(symbols, text, (size_t)(comma - text), &span->from) ||
		    !resolve(symbols, comma + 1, strlen(comma + 1), &span->to))
			return false;
		if (emu_break_add(machine_sys(machine), span->from) != 0 ||
		    emu_break_add(machine_sys(machine), span->to) != 0) {
			fputs("skerry-emu: -count: no room for another breakpoint\n", stderr);
			return false;
		}
		counter->spans++;
	}
	return true;
}

void counter_reached(struct counter *counter, const struct emu_cpu *cpu, uint32_t pc)
{
	uint64_t now = counter_executed(cpu);
	unsigned index = emu_cpu_index(cpu);

	for (unsigned i = 0; i < counter->spans; i++) {
		struct counter_span *span = &counter->span[i];

		if (pc == span->to && span->open[index]) {
			uint64_t count = now - span->start[index];

			span->open[index] = false;
			span->passages++;
			span->sum += count;
			span->least = count < span->least ? count : span->least;
			span->most = count > span->most ? count : span->most;
		}
		if (pc == span->from) {
			span->open[index] = true;
			span->start[index] = now;
		}
	}
}

static void report_cpu(const struct emu_cpu *cpu)
{
	struct emu_counts counts;
	uint64_t exceptions = 0;

	emu_counts_get(cpu, &counts);
	for (unsigned i = 1; i < 32; i++)
		exceptions += counts.exceptions[i];
	fprintf(stderr,
	        "count: cpu %u: %" PRIu64 " instructions: kernel %" PRIu64 ", supervisor %" PRIu64 ", user %" PRIu64
	        ", debug %" PRIu64 "; interrupts %" PRIu64 ", exceptions %" PRIu64 ", of these refills %" PRIu64
	        "; device accesses %" PRIu64 "\n",
	        emu_cpu_index(cpu), counter_executed(cpu), counts.kernel, counts.supervisor, counts.user, counts.debug,
	        counts.exceptions[0], exceptions, counts.refills, counts.mmio);
}

void counter_report(const struct counter *counter)
{
	struct emu_sys *sys = machine_sys(counter->machine);

	for (unsigned i = 0; counter->modes && i < emu_cpu_count(sys); i++)
		report_cpu(emu_cpu_at(sys, i));
	for (unsigned i = 0; i < counter->spans; i++) {
		const struct counter_span *span = &counter->span[i];

		if (span->passages == 0)
			fprintf(stderr, "count: %s: no passage\n", span->text);
		else
			fprintf(stderr,
			        "count: %s: passages %" PRIu64 ", least %" PRIu64 ", most %" PRIu64 ", sum %" PRIu64
			        "\n",
			        span->text, span->passages, span->least, span->most, span->sum);
	}
}
