// SPDX-License-Identifier: Apache-2.0
// Random register accesses and random code: every machine stays in a defined state, and the same one for the same seed.
#include "programs.h"
#include "unit.h"

static uint64_t state;

static uint32_t random32(void)
{
	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(state >> 32);
}

/* An address in or near some device, in kseg1. */
static uint32_t device_address(void)
{
	static const uint32_t base[] = {0x18000020, 0x180000a0, 0x18000040, 0x18000070, 0x180003f8, 0x180002f8,
	                                0x180004d0, 0x18000cf8, 0x18001000, 0x1be00000, 0x1be00c00, 0x1be00cf8,
	                                0x1f000400, 0x1f000900, 0x1f000a00, 0x1fc00500, 0x1bdc0000, 0x1bdc8000,
	                                0x1bdcc000, 0x1bdd0000, 0x1bde2000, 0x1fbf8000, 0x1fbfa000, 0x1fbfc000,
	                                0x14000000, 0x10000000};

	return KSEG1 | (base[random32() % (sizeof(base) / sizeof(base[0]))] + random32() % 256);
}

/* A long run of loads and stores of all sizes with random values, then the same again. */
static struct machine *random_accesses(struct machine_config config, uint64_t seed)
{
	static const unsigned store[3] = {0x28, 0x29, 0x2b}, load[3] = {0x24, 0x25, 0x23};
	struct program p = {.count = 0};

	state = seed;
	if (config.cpus > 1) {
		prog_sw(&p, KSEG1 | 0x1fbf8080, 0x1bdc0001);
		prog_sw(&p, KSEG1 | 0x1fbf8088, 0x1bde0001);
	}
	while (p.count < 1000) {
		unsigned size = random32() % 3;
		uint32_t address = device_address() & ~((1u << size) - 1);
		unsigned op = random32() % 2 ? store[size] : load[size];

		prog_li(&p, T1, address);
		prog_li(&p, T0, random32() % 4 ? random32() & 0xff : random32());
		prog_emit(&p, op << 26 | T1 << 21 | T0 << 16);
	}
	prog_emit(&p, 0x08040000); /* j 0x80100000 */
	prog_emit(&p, 0);
	return prog_machine(&p, config);
}

/* Runs to @until through whatever happens. @return a sum over what can be seen of it */
static uint64_t run_through(struct machine *m, uint64_t until)
{
	struct emu_counts counts;
	uint64_t sum = 0;

	for (unsigned ends = 0; ends < 200 && machine_now(m) < until; ends++) {
		enum machine_end end = machine_run(m, until, NULL);

		sum = sum * 31 + (uint64_t)end;
		if (end == MACHINE_RESET)
			machine_reset(m);
		else if (end == MACHINE_DEAD || end == MACHINE_UNIMPLEMENTED)
			break;
		for (unsigned uart = 0; uart < MACHINE_UARTS; uart++) {
			if (machine_type_room(m, uart) != 0)
				machine_type(m, uart, (uint8_t)ends);
		}
	}
	for (unsigned i = 0; i < 32; i++)
		sum = sum * 31 + emu_reg_get(emu_cpu_at(machine_sys(m), 0), i);
	emu_counts_get(emu_cpu_at(machine_sys(m), 0), &counts);
	return sum * 31 + counts.kernel + counts.mmio + machine_now(m);
}

static struct machine_config config_of(unsigned seed)
{
	struct machine_config config = {.board = MACHINE_MALTA, .profile = EMU_24KF, .seed = seed};

	if (seed % 3 == 1) {
		config.profile = EMU_P5600;
		config.cpus = 1 + seed % 4;
	} else if (seed % 3 == 2) {
		config.board = MACHINE_GENERIC;
	}
	return config;
}

UNIT_LOOP(random_accesses_end_well_and_repeat, 0, 24)
{
	uint64_t sum[2];

	for (unsigned run = 0; run < 2; run++) {
		struct machine *m = random_accesses(config_of((unsigned)_i), (uint64_t)_i);

		sum[run] = run_through(m, 300000);
		machine_destroy(m);
	}
	ck_assert_uint_eq(sum[0], sum[1]);
}

UNIT_LOOP(random_code_ends_well_and_repeats, 0, 24)
{
	uint64_t sum[2];

	for (unsigned run = 0; run < 2; run++) {
		struct program p = {.count = 0};
		struct machine *m;

		state = 1000 + (uint64_t)_i;
		while (p.count < 1000)
			prog_emit(&p, random32());
		m = prog_machine(&p, config_of((unsigned)_i));
		sum[run] = run_through(m, 300000);
		machine_destroy(m);
	}
	ck_assert_uint_eq(sum[0], sum[1]);
}
