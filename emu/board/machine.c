// SPDX-License-Identifier: Apache-2.0
// Machines: creation, and the loop that alternates between processors and events.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootrom.h"
#include "machine_impl.h"

enum {
	DEFAULT_RAM_MIB = 128,
	/* Processors of a multiprocessor take turns of random length below this, in ticks. */
	TURN_MAX = 4096,
	STATUS_REG = 12,
	STATUS_IM = 0xff00,
};

#define MIN_CLOCK 1000000ull
#define MAX_CLOCK 100000000000ull

static bool fail(char *error, const char *text)
{
	snprintf(error, MACHINE_ERROR_SIZE, "%s", text);
	return false;
}

static bool check_config(const struct machine_config *config, char *error)
{
	if (config->ram_mib < 1 || config->ram_mib > MACHINE_MAX_RAM)
		return fail(error, "memory must be 1 to 2048 MiB");
	if (config->cpus < 1 || config->cpus > MACHINE_MAX_CPUS)
		return fail(error, "there can be 1 to 4 processors");
	if (config->cpus > 1 && (config->board != MACHINE_MALTA || config->profile != EMU_P5600))
		return fail(error, "more than one processor needs the board malta and the processor P5600");
	if (config->clock_hz < MIN_CLOCK || config->clock_hz > MAX_CLOCK)
		return fail(error, "the clock must be 1 MHz to 100 GHz");
	if (config->kernel.size == 0)
		return fail(error, "no kernel, or an empty file");
	return true;
}

static bool copy_blob(struct machine_file *file, const struct machine_blob *blob)
{
	if (blob->size == 0)
		return true;
	file->data = malloc(blob->size);
	if (file->data == NULL)
		return false;
	memcpy(file->data, blob->data, blob->size);
	file->size = blob->size;
	return true;
}

static bool copy_inputs(struct machine *machine, const struct machine_config *config)
{
	const char *name = config->kernel_name != NULL ? config->kernel_name : "kernel";

	machine->kernel_name = strdup(name);
	if (config->append != NULL)
		machine->append = strdup(config->append);
	return machine->kernel_name != NULL && (config->append == NULL || machine->append != NULL) &&
	       copy_blob(&machine->kernel, &config->kernel) && copy_blob(&machine->initrd, &config->initrd) &&
	       copy_blob(&machine->dtb, &config->dtb);
}

static bool build(struct machine *machine, char *error)
{
	const struct machine_config *config = &machine->config;
	struct emu_config cpu = {
	        .profile = config->profile,
	        .ncpus = config->cpus,
	        .quantum = TURN_MAX,
	        .cmgcr_base = config->cpus > 1 ? CM_BASE : 0,
	        .seed = config->seed,
	        .no_fpu = config->no_fpu,
	};

	machine->sys = emu_create(&cpu);
	machine->ram = calloc(config->ram_mib, 1u << 20);
	machine->rom = calloc(1, BOOTROM_SIZE);
	if (machine->sys == NULL || machine->ram == NULL || machine->rom == NULL)
		return fail(error, "not enough memory on the host, or this processor cannot be modelled");
	vclock_init(&machine->clock, config->clock_hz);
	machine->bus = (struct bus){.sys = machine->sys, .clock = &machine->clock};
	if (board_create(machine) != 0)
		return fail(error, "not enough memory on the host");
	return boot_load(machine, error);
}

struct machine *machine_create(const struct machine_config *config, char *error)
{
	struct machine *machine = calloc(1, sizeof(*machine));

	if (machine == NULL || !copy_inputs(machine, config)) {
		fail(error, "not enough memory on the host");
		machine_destroy(machine);
		return NULL;
	}
	machine->config = *config;
	if (machine->config.cpus == 0)
		machine->config.cpus = 1;
	if (machine->config.ram_mib == 0)
		machine->config.ram_mib = DEFAULT_RAM_MIB;
	if (machine->config.clock_hz == 0)
		machine->config.clock_hz = MACHINE_CLOCK;
	machine->turn_random = config->seed;
	if (!check_config(&machine->config, error) || !build(machine, error)) {
		machine_destroy(machine);
		return NULL;
	}
	return machine;
}

void machine_destroy(struct machine *machine)
{
	if (machine == NULL)
		return;
	emu_destroy(machine->sys);
	free(machine->ram);
	free(machine->rom);
	free(machine->kernel.data);
	free(machine->initrd.data);
	free(machine->dtb.data);
	free(machine->append);
	free(machine->kernel_name);
	free(machine);
}

struct emu_sys *machine_sys(struct machine *machine)
{
	return machine->sys;
}

uint64_t machine_now(const struct machine *machine)
{
	/* After an exit in the middle of a turn, a single processor knows the tick better than the system. */
	if (machine->config.cpus == 1)
		return emu_cpu_now(emu_cpu_at(machine->sys, 0));
	return emu_now(machine->sys);
}

bool machine_is_idle(const struct machine *machine)
{
	for (unsigned i = 0; i < machine->config.cpus; i++) {
		const struct emu_cpu *cpu = emu_cpu_at(machine->sys, i);

		if (!emu_cpu_is_halted(cpu) && !emu_cpu_is_waiting(cpu))
			return false;
	}
	return true;
}

void machine_request(struct machine *machine, enum machine_end request)
{
	/* The first request counts: what software does after it asked for a reset never happens on a board. */
	if (machine->request == MACHINE_TIME)
		machine->request = request;
	emu_stop(machine->sys);
}

/* Next number of the seeded sequence that turns are drawn from (splitmix64). */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* No processor can ever run again: an event may come, but nobody listens to any interrupt. */
static bool is_dead(struct machine *machine)
{
	for (unsigned i = 0; i < machine->config.cpus; i++) {
		struct emu_cpu *cpu = emu_cpu_at(machine->sys, i);

		if (!emu_cpu_is_halted(cpu) && emu_cp0_get(cpu, STATUS_REG, 0) & STATUS_IM)
			return false;
	}
	return true;
}

/* First tick after now at which the processors must pause. */
static uint64_t next_pause(struct machine *machine, uint64_t now, uint64_t until)
{
	uint64_t pause = vclock_next(&machine->clock);

	if (machine->config.cpus > 1) {
		if (machine->turn_end <= now)
			machine->turn_end = now + 1 + next_random(&machine->turn_random) % TURN_MAX;
		if (machine->turn_end < pause)
			pause = machine->turn_end;
	}
	return until < pause ? until : pause;
}

static enum machine_end take_request(struct machine *machine)
{
	enum machine_end request = machine->request;

	machine->request = MACHINE_TIME;
	return request != MACHINE_TIME ? request : MACHINE_STOPPED;
}

enum machine_end machine_run(struct machine *machine, uint64_t until, struct emu_exit *exit)
{
	struct emu_exit unused;

	if (exit == NULL)
		exit = &unused;
	for (;;) {
		uint64_t now = machine_now(machine);
		uint64_t pause;

		vclock_run(&machine->clock, now);
		if (machine->request != MACHINE_TIME)
			return take_request(machine);
		if (now >= until)
			return MACHINE_TIME;
		pause = next_pause(machine, now, until);
		switch (emu_run(machine->sys, pause, exit)) {
		case EMU_EXIT_WAIT:
			if (is_dead(machine))
				return MACHINE_DEAD;
			/* The turn ends early; nothing is lost, as nobody runs in it. */
			pause = vclock_next(&machine->clock) < until ? vclock_next(&machine->clock) : until;
			emu_advance(machine->sys, pause < exit->deadline ? pause : exit->deadline);
			break;
		case EMU_EXIT_STOP:
			return take_request(machine);
		case EMU_EXIT_BREAKPOINT:
			return MACHINE_BREAKPOINT;
		case EMU_EXIT_UNIMPLEMENTED:
			return MACHINE_UNIMPLEMENTED;
		default:
			break;
		}
	}
}

enum machine_end machine_step(struct machine *machine, unsigned index, struct emu_exit *exit)
{
	struct emu_cpu *cpu = emu_cpu_at(machine->sys, index);
	enum emu_exit_reason reason = emu_cpu_run(cpu, 1, exit);

	/* The clock of a single processor is the board's; with more, the next machine_run() lets the others catch up. */
	if (machine->config.cpus == 1) {
		uint64_t deadline =
		        vclock_next(&machine->clock) < exit->deadline ? vclock_next(&machine->clock) : exit->deadline;

		if (reason == EMU_EXIT_WAIT && deadline != UINT64_MAX)
			emu_advance(machine->sys, deadline);
		emu_advance(machine->sys, emu_cpu_now(cpu));
		vclock_run(&machine->clock, emu_now(machine->sys));
	}
	if (machine->request != MACHINE_TIME)
		return take_request(machine);
	return reason == EMU_EXIT_UNIMPLEMENTED ? MACHINE_UNIMPLEMENTED : MACHINE_TIME;
}

void machine_reset(struct machine *machine)
{
	char error[MACHINE_ERROR_SIZE];

	machine->request = MACHINE_TIME;
	for (unsigned i = 0; i < machine->config.cpus; i++) {
		struct emu_cpu *cpu = emu_cpu_at(machine->sys, i);

		emu_cpu_reset(cpu);
		if (i != 0)
			emu_cpu_halt(cpu);
	}
	board_reset(machine);
	/* These images have been loaded into this memory before. */
	if (!boot_load(machine, error))
		abort();
}

void machine_serial(struct machine *machine, unsigned uart, void (*put)(void *ctx, uint8_t byte), void *ctx)
{
	if (uart >= MACHINE_UARTS)
		return;
	machine->uart[uart].transmit = put;
	machine->uart[uart].transmit_ctx = ctx;
}

static bool has_uart(const struct machine *machine, unsigned uart)
{
	return uart < MACHINE_UARTS && (machine->config.board == MACHINE_MALTA || uart == MACHINE_CBUS);
}

unsigned machine_type_room(const struct machine *machine, unsigned uart)
{
	return has_uart(machine, uart) ? uart16550_room(&machine->uart[uart]) : 0;
}

void machine_type(struct machine *machine, unsigned uart, uint8_t byte)
{
	if (has_uart(machine, uart))
		uart16550_receive(&machine->uart[uart], byte);
}

void machine_watch(struct machine *machine,
                   void (*watch)(void *ctx, const struct emu_cpu *cpu, bool write, uint32_t pa, unsigned size,
                                 uint32_t value),
                   void *ctx)
{
	machine->bus.watch = watch;
	machine->bus.watch_ctx = ctx;
}

bool machine_symbol(const struct machine_blob *elf, const char *name, uint32_t *address)
{
	return image_symbol(elf->data, elf->size, name, address);
}
