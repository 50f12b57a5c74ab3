// SPDX-License-Identifier: Apache-2.0
// The loop around a machine: slices of virtual time, with input, limit, debugger and real time between them.
#include "session.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "console.h"
#include "counter.h"
#include "file.h"
#include "gdb.h"
#include "tracer.h"

/* Ticks between looks at the host. All pauses that a run's course could depend on are multiples of it. */
#define SLICE (1u << 18)

struct session {
	const struct options *options;
	struct machine *machine;
	struct console console;
	struct tracer tracer;
	struct counter counter;
	struct gdb gdb;
	uint64_t hz;
	uint64_t real_base;    /**< nanoseconds of the host's clock that belong to virtual_base */
	uint64_t virtual_base; /**< tick */
};

static uint64_t host_nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/*
 * While the guest only waits and someone may type, virtual time does not run ahead of the host's. This never changes
 * what the guest sees except through the ticks at which keys arrive.
 */
static void pace(struct session *s)
{
	uint64_t passed =
	        (uint64_t)((unsigned __int128)(machine_now(s->machine) - s->virtual_base) * 1000000000u / s->hz);
	uint64_t host = host_nanoseconds();

	if (s->options->free_running || !s->console.interactive || !s->console.input_open ||
	    !machine_is_idle(s->machine) || host > s->real_base + passed) {
		s->real_base = host;
		s->virtual_base = machine_now(s->machine);
		return;
	}
	if (s->real_base + passed - host > 2000000)
		console_wait(&s->console, (int)((s->real_base + passed - host) / 1000000));
}

/* Next tick to pause at, or 0 when the limit is reached. */
static uint64_t next_pause(struct session *s)
{
	uint64_t now = machine_now(s->machine);
	uint64_t pause = (now / SLICE + 1) * SLICE;

	if (console_next(&s->console) < pause)
		pause = console_next(&s->console);
	if (s->options->limit != UINT64_MAX) {
		uint64_t total = counter_total(s->machine);
		unsigned cpus = emu_cpu_count(machine_sys(s->machine));
		uint64_t left = s->options->limit > total ? s->options->limit - total : 0;

		/* Each processor executes at most one instruction a tick. */
		if (left == 0)
			return 0;
		if ((left + cpus - 1) / cpus < pause - now)
			pause = now + (left + cpus - 1) / cpus;
	}
	return pause;
}

static void say_where(struct session *s)
{
	struct emu_sys *sys = machine_sys(s->machine);

	for (unsigned i = 0; i < emu_cpu_count(sys); i++) {
		const struct emu_cpu *cpu = emu_cpu_at(sys, i);

		fprintf(stderr, "skerry-emu: cpu %u: pc 0x%08x ra 0x%08x status 0x%08x cause 0x%08x epc 0x%08x%s\n", i,
		        (unsigned)emu_reg_get(cpu, EMU_REG_PC), (unsigned)emu_reg_get(cpu, 31), emu_cp0_get(cpu, 12, 0),
		        emu_cp0_get(cpu, 13, 0), emu_cp0_get(cpu, 14, 0),
		        emu_cpu_is_halted(cpu)    ? " (not started)"
		        : emu_cpu_is_waiting(cpu) ? " (waits)"
		                                  : "");
	}
}

static void __attribute__((format(printf, 2, 3))) say(struct session *s, const char *format, ...)
{
	va_list args;

	console_flush(&s->console);
	fprintf(stderr, "skerry-emu: tick %" PRIu64 ": ", machine_now(s->machine));
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("\n", stderr);
}

static int unimplemented(struct session *s, const struct emu_exit *exit)
{
	char text[64];

	emu_disasm(machine_sys(s->machine), exit->trap.pc, exit->trap.insn, text, sizeof(text));
	say(s, "not modelled: instruction 0x%08x (%s) at pc 0x%08x on cpu %u", exit->trap.insn, text, exit->trap.pc,
	    emu_cpu_index(exit->cpu));
	say_where(s);
	return EXIT_NOT_SUPPORTED;
}

/* What follows from the end of a slice. @return -1 to go on, or the exit code */
static int after_slice(struct session *s, enum machine_end end, const struct emu_exit *exit)
{
	switch (end) {
	case MACHINE_TIME:
		return -1;
	case MACHINE_RESET:
		if (s->options->no_reboot) {
			say(s, "the guest reset the board");
			return EXIT_GOOD;
		}
		machine_reset(s->machine);
		return -1;
	case MACHINE_POWER_OFF:
		say(s, "the guest switched the machine off");
		return EXIT_GOOD;
	case MACHINE_BREAKPOINT:
		counter_reached(&s->counter, exit->cpu, exit->trap.pc);
		return -1;
	case MACHINE_UNIMPLEMENTED:
		return unimplemented(s, exit);
	case MACHINE_DEAD:
		say(s, "every processor waits with all interrupts masked");
		say_where(s);
		return EXIT_GUEST_FAILED;
	default:
		return -1;
	}
}

static int run_slice(struct session *s)
{
	struct emu_exit exit = {.cpu = NULL};
	uint64_t pause = next_pause(s);
	enum machine_end end;
	int code;

	if (pause == 0) {
		say(s, "limit of %" PRIu64 " instructions reached", s->options->limit);
		say_where(s);
		return EXIT_LIMIT;
	}
	end = machine_run(s->machine, pause, &exit);
	if (gdb_is_attached(&s->gdb) && gdb_stops_for(&s->gdb, end, &exit))
		return -1;
	code = after_slice(s, end, &exit);
	if (end == MACHINE_TIME)
		pace(s);
	return code;
}

static int loop(struct session *s)
{
	int code = -1;

	s->real_base = host_nanoseconds();
	while (code < 0) {
		console_poll(&s->console);
		console_flush(&s->console);
		if (s->console.quit)
			return EXIT_GOOD;
		switch (gdb_poll(&s->gdb)) {
		case GDB_KILL:
			return EXIT_GOOD;
		case GDB_RESET:
			machine_reset(s->machine);
			break;
		case GDB_RUN:
			code = run_slice(s);
			break;
		}
	}
	return code;
}

static int run_machine(struct session *s, const struct machine_blob *symbols)
{
	int code;

	if (!counter_open(&s->counter, s->machine, symbols, s->options))
		return EXIT_BAD_INPUT;
	if (!gdb_open(&s->gdb, s->machine, s->options))
		return EXIT_FAILED;
	if (s->options->trace != NULL &&
	    !tracer_open(&s->tracer, s->machine, s->options->trace, s->options->trace_insns))
		return EXIT_FAILED;
	if (!console_open(&s->console, s->machine, s->options)) {
		console_close(&s->console);
		return EXIT_FAILED;
	}
	code = loop(s);
	if (!console_close(&s->console) || !tracer_close(&s->tracer))
		code = EXIT_FAILED;
	gdb_close(&s->gdb, code);
	if (s->options->counts != 0)
		counter_report(&s->counter);
	return code;
}

int session_run(const struct options *options)
{
	struct machine_config config = options->machine;
	struct machine_blob symbols = {.size = 0};
	struct session s = {.options = options, .hz = config.clock_hz != 0 ? config.clock_hz : MACHINE_CLOCK};
	char error[MACHINE_ERROR_SIZE];
	int code = EXIT_BAD_INPUT;

	config.kernel_name = options->kernel;
	if (file_read(options->kernel, &config.kernel) && file_read(options->initrd, &config.initrd) &&
	    file_read(options->dtb, &config.dtb) && file_read(options->symbols, &symbols)) {
		s.machine = machine_create(&config, error);
		if (s.machine == NULL)
			fprintf(stderr, "skerry-emu: %s\n", error);
		else
			code = run_machine(&s, options->symbols != NULL ? &symbols : &config.kernel);
	}
	machine_destroy(s.machine);
	free((void *)(uintptr_t)config.kernel.data);
	free((void *)(uintptr_t)config.initrd.data);
	free((void *)(uintptr_t)config.dtb.data);
	free((void *)(uintptr_t)symbols.data);
	return code;
}
