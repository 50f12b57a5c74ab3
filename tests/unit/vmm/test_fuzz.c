// SPDX-License-Identifier: Apache-2.0
// Bounded, reproducible runs of the fuzz targets.
#include "fuzz.h"
#include "unit.h"

#include <stdlib.h>

// xorshift: the same bytes on every host.
static uint32_t state = 0x2545f491;

static uint8_t random_byte(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return (uint8_t)(state >> 11);
}

static void run(size_t (*target)(const uint8_t *data, size_t size), size_t most, size_t actions)
{
	static uint8_t input[65536];

	if (getenv("SKERRY_LONG"))
		actions *= 10;
	for (size_t done = 0; done < actions;) {
		size_t size = (size_t)(random_byte() << 8 | random_byte()) % most;

		for (size_t i = 0; i < size; i++)
			input[i] = random_byte();
		done += target(input, size);
	}
}

UNIT_TEST(machine_survives_a_million_hostile_actions)
{
	run(fuzz_machine, 65536, 1000000);
}

UNIT_TEST(kernel_loader_survives_hostile_files)
{
	run(fuzz_elf, 64, 5000);
}

UNIT_TEST(device_tree_walker_survives_hostile_trees)
{
	run(fuzz_fdt, 64, 20000);
}
