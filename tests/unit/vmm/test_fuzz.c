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

// Runs @p target on inputs below @p most bytes that begin with @p first until it has carried out @p actions.
static void run(size_t (*target)(const uint8_t *data, size_t size), uint8_t first, size_t most, size_t actions)
{
	static uint8_t input[65536];

	if (getenv("SKERRY_LONG"))
		actions *= 10;
	for (size_t done = 0; done < actions;) {
		size_t size = 1 + (size_t)(random_byte() << 8 | random_byte()) % (most - 1);

		input[0] = first;
		for (size_t i = 1; i < size; i++)
			input[i] = random_byte();
		done += target(input, size);
	}
}

UNIT_LOOP(machine_survives_a_million_hostile_actions, 0, 2)
{
	run(fuzz_machine, (uint8_t)_i, 65536, 500000);
}

UNIT_LOOP(virtio_device_survives_a_million_hostile_actions, 0, 4)
{
	run(fuzz_virtio, (uint8_t)_i, 65536, 1000000);
}

UNIT_TEST(kernel_loader_survives_hostile_files)
{
	for (uint8_t segments = 0; segments < 4; segments++)
		run(fuzz_elf, segments, 64, 1200);
}

UNIT_TEST(device_tree_walker_survives_hostile_trees)
{
	for (unsigned room = 0; room < 128; room += 8)
		run(fuzz_fdt, (uint8_t)room, 64, 1200);
}
