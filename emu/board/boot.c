// SPDX-License-Identifier: Apache-2.0
// Loads kernel, initrd and hand-over into a machine and builds its boot ROM.
#include <string.h>

#include "bootrom.h"
#include "handover.h"
#include "machine_impl.h"

#define LOW_RAM_MIB 256u

static void make_seed(const struct machine *machine, uint8_t *seed)
{
	uint64_t state = machine->config.seed;

	/* A linear congruential sequence will do: the kernel stirs it, nobody relies on it being secret. */
	for (unsigned i = 0; i < HANDOVER_SEED; i++) {
		state = state * 6364136223846793005ull + 1442695040888963407ull;
		seed[i] = (uint8_t)(state >> 56);
	}
}

bool boot_load(struct machine *machine, char *error)
{
	const struct machine_config *config = &machine->config;
	uint32_t low_mib = config->ram_mib < LOW_RAM_MIB ? config->ram_mib : LOW_RAM_MIB;
	bool uhi = config->board == MACHINE_GENERIC || machine->dtb.size != 0;
	struct handover handover = {
	        .ram_low = low_mib << 20,
	        .ram_total = (uint64_t)config->ram_mib << 20,
	        .clock_hz = config->clock_hz,
	        .kernel_name = machine->kernel_name,
	        .append = machine->append,
	};
	struct bootrom_entry entry = {.galileo = config->board == MACHINE_MALTA};
	struct image_info kernel;

	make_seed(machine, handover.seed);
	if (!image_load_kernel(machine->sys, machine->kernel.data, machine->kernel.size, handover.ram_low, &kernel,
	                       error))
		return false;
	if (!handover_place_initrd(machine->sys, &handover, &kernel, machine->initrd.data, machine->initrd.size, error))
		return false;
	entry.pc = kernel.entry;
	if (uhi ? !handover_uhi(machine->sys, &handover, &kernel, machine->dtb.data, machine->dtb.size, &entry, error)
	        : !handover_yamon(machine->sys, &handover, &kernel, &entry, error))
		return false;
	memset(machine->rom, 0, BOOTROM_SIZE);
	bootrom_build(machine->rom, &entry);
	emu_code_changed(machine->sys, BOOTROM_BASE, BOOTROM_SIZE);
	return true;
}
