// SPDX-License-Identifier: Apache-2.0
// Writes the trace file.
#include "tracer.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static void start_line(struct tracer *tracer, const struct emu_cpu *cpu)
{
	fprintf(tracer->file, "%" PRIu64 " %u ", emu_cpu_now(cpu), emu_cpu_index(cpu));
}

static void on_insn(void *ctx, const struct emu_cpu *cpu, uint32_t pc, uint32_t insn)
{
	struct tracer *tracer = ctx;
	char text[64];

	emu_disasm(emu_cpu_sys(cpu), pc, insn, text, sizeof(text));
	start_line(tracer, cpu);
	fprintf(tracer->file, "i %08x %08x %s\n", pc, insn, text);
}

static void on_exception(void *ctx, const struct emu_cpu *cpu, unsigned code, uint32_t pc, uint32_t vector)
{
	struct tracer *tracer = ctx;

	start_line(tracer, cpu);
	fprintf(tracer->file, "x %s %08x %08x\n", emu_exc_name(code), pc, vector);
}

static void on_access(void *ctx, const struct emu_cpu *cpu, bool write, uint32_t pa, unsigned size, uint32_t value)
{
	struct tracer *tracer = ctx;

	start_line(tracer, cpu);
	fprintf(tracer->file, "%c %08x %u %0*x\n", write ? 'w' : 'r', pa, size, (int)(2 * size), value);
}

bool tracer_open(struct tracer *tracer, struct machine *machine, const char *path, bool insns)
{
	struct emu_trace_ops ops = {.insn = insns ? on_insn : NULL, .exception = on_exception};

	tracer->machine = machine;
	tracer->file = fopen(path, "w");
	if (tracer->file == NULL) {
		fprintf(stderr, "skerry-emu: %s: %s\n", path, strerror(errno));
		return false;
	}
	emu_trace(machine_sys(machine), &ops, tracer);
	machine_watch(machine, on_access, tracer);
	return true;
}

bool tracer_close(struct tracer *tracer)
{
	bool good;

	if (tracer->file == NULL)
		return true;
	emu_trace(machine_sys(tracer->machine), NULL, NULL);
	machine_watch(tracer->machine, NULL, NULL);
	good = !ferror(tracer->file);
	good = fclose(tracer->file) == 0 && good;
	tracer->file = NULL;
	if (!good)
		fputs("skerry-emu: the trace could not be written completely\n", stderr);
	return good;
}
