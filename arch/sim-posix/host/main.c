// SPDX-License-Identifier: Apache-2.0
// skerry-sim: boots a system image on the simulated machine and runs it to its end.
#include "image.h"
#include "input.h"
#include "model.h"

#include <skerry/abi/kip.h>
#include <skerry/arch/mmu.h>
#include <skerry/log.h>
#include <stdio.h>

#define RAM_BASE     0u
/* Under a seed nothing runs for longer than this without a chance of a tick. */
#define CHANCE_SLICE 50000u
#define CHANCE_TICK  8u

#ifdef SKERRY_DEBUG
#define BUILD "debug"
#else
#define BUILD "release"
#endif
static const char version[] = "Skerry " SKERRY_VERSION " (sim-posix, " BUILD ")";

/** One run: what the loop needs to know of the command line, and how it ended. */
struct run {
	const struct options *options;
	int code;
};

static void prepare(const struct image *image)
{
	struct boot_layout *l = &sim.layout;

	sim.image = image->header;
	l->image = &sim.image;
	l->ram_base = sim.ram_base;
	l->ram_bytes = sim.ram_bytes;
	l->kernel_end = image->header.kernel_end;
	l->kernel_start = image->header.kernel_end - SK_PAGE_SIZE;
	l->pool_base = (image->header.image_end + SK_PAGE_SIZE - 1) & ~(SK_PAGE_SIZE - 1u);
	l->pool = arch_phys_ptr(l->pool_base);
	l->console_irq = SIM_CONSOLE_LINE;
	l->board = 'S';
	l->cpus = 1;
	l->cpu_id = emu_cp0_get(model.user, 15, 0);
	l->features = SK_FEATURE_FPU | SK_FEATURE_EMUGUEST;
#ifdef SKERRY_DEBUG
	l->features |= SK_FEATURE_DEBUG;
#endif
	l->counter_hz = (uint32_t)SIM_TICKS_PER_US * 1000000;
	l->version = version;
}

/* How long the current thread may run: until something else may happen. */
static uint64_t slice(uint64_t limit)
{
	uint64_t end = sim.on->arch.timer;

	if (end > input_next())
		end = input_next();
	if (end > limit)
		end = limit;
	if (sim.chance && end > sim.now + CHANCE_SLICE)
		end = sim.now + 1 + sim_chance(CHANCE_SLICE);
	return end > sim.now ? end - sim.now : 1;
}

static void step(uint64_t limit)
{
	struct thread *t = sim.on->current;

	if (sim_interrupted()) {
		model_charge();
		sim_deliver();
	} else if (sim.chance && t && sim_chance(CHANCE_TICK) == 0) {
		model_charge();
		entry_timer(sim.on);
	} else if (!t) {
		input_idle(sim.on->arch.timer < limit ? sim.on->arch.timer : limit);
	} else if (t->vcpu) {
		guest_run(t->vcpu, slice(limit));
	} else {
		user_run(t, slice(limit));
	}
}

static void run(void *arg)
{
	struct run *r = arg;

	log_printf("%s on simulation, %u kHz, %u MiB\n", version, sim.layout.counter_hz / 1000, r->options->ram_mib);
	core_boot(&sim.cpu[0], &sim.layout);
	while (input_poll() && sim.now < r->options->limit)
		step(r->options->limit);
	input_stopped();
	r->code = sim.now < r->options->limit ? EXIT_GOOD : EXIT_LIMIT;
}

/* Storage of kernel objects is larger than what they are charged here: what is beyond the charge is extra RAM. */
static bool power_on(const struct options *options, const struct image *image, uint64_t seed)
{
	uint64_t ram = ((uint64_t)options->ram_mib << 20) + (uint64_t)image->header.pool_bytes * (ARCH_POOL_SCALE - 1);

	if (ram > UINT32_MAX - RAM_BASE)
		ram = (uint64_t)options->ram_mib << 20;
	sim_power_on(RAM_BASE, (uint32_t)ram & ~(SK_PAGE_SIZE - 1u));
	sim.chance = seed;
	sim.terminal = input_terminal;
	sim.keyboard = input_key;
	if (model_create())
		return true;
	fputs("skerry-sim: the host has not enough memory\n", stderr);
	return false;
}

static int machine(const struct options *options, const struct image *image, uint64_t seed)
{
	struct run r = {.options = options};

	if (!power_on(options, image, seed))
		return EXIT_FAILED;
	if (!image_load(image, options->image))
		return EXIT_BAD_INPUT;
	prepare(image);

	const char *said = sim_panic_of(run, &r);

	if (said)
		return sim.ended ? EXIT_GOOD : EXIT_FAILED;
	return r.code;
}

int main(int argc, char **argv)
{
	struct options options;
	struct image image;
	int code = options_parse(&options, argc, argv);

	if (code >= 0)
		return code;
	if (!image_open(&image, options.image))
		return EXIT_BAD_INPUT;
	uint64_t seed = options.seed;

	if (!input_open(&options, &seed))
		return EXIT_BAD_INPUT;
	code = machine(&options, &image, seed);
	if (!input_close() && code == EXIT_GOOD)
		code = EXIT_FAILED;
	model_destroy();
	image_close(&image);
	return code;
}
