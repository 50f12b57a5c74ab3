// SPDX-License-Identifier: Apache-2.0
// Memory layout of a guest at its start.
#include <vmm/place.h>

#define RAM_MIN    (UINT32_C(1) << 20)
// Everything the boot protocol hands over must be reachable through kseg0.
#define RAM_MAX    (UINT32_C(512) << 20)
#define PAGE_SIZE  (UINT32_C(16) << 10)
// Room for a longer command line than the tree has.
#define DTB_GROWTH 1024

static int load_kernel(const struct vmm_config *config, struct vmm_kernel *kernel)
{
	const struct vmm_file *file = &config->kernel;

	if (config->raw_entry)
		return vmm_raw_load(file->data, file->size, config->raw_load, config->raw_entry, &config->ram, kernel);
	return vmm_elf_load(file->data, file->size, &config->ram, kernel);
}

/*
 * Finds a page-aligned place for @p size bytes that ends at or below @p top and does not touch the kernel: above it, or
 * below it if the kernel sits at the end of memory.
 */
static bool find_room(const struct vmm_kernel *kernel, uint32_t top, uint32_t size, uint32_t *at)
{
	if (size > top)
		return false;

	uint32_t start = (top - size) & ~(PAGE_SIZE - 1);

	if (start < kernel->end && top > kernel->start) {
		if (size > kernel->start)
			return false;
		start = (kernel->start - size) & ~(PAGE_SIZE - 1);
	}
	// Page 0 holds the exception vectors.
	if (start < PAGE_SIZE)
		return false;
	*at = start;
	return true;
}

static int place_initrd(const struct vmm_config *config, struct vmm_placement *placement)
{
	const struct vmm_file *initrd = &config->initrd;
	uint32_t at;

	placement->initrd_start = placement->initrd_end = config->ram.size;
	if (!initrd->data)
		return VMM_OK;
	if (!find_room(&placement->kernel, config->ram.size, initrd->size, &at))
		return VMM_PLACE_INITRD;
	vmm_copy(config->ram.host + at, initrd->data, initrd->size);
	placement->initrd_start = at;
	placement->initrd_end = at + initrd->size;
	return VMM_OK;
}

static int place_dtb(const struct vmm_config *config, struct vmm_placement *placement)
{
	uint32_t room = config->dtb.size + DTB_GROWTH;
	uint32_t at;

	if (room < DTB_GROWTH || !find_room(&placement->kernel, placement->initrd_start, room, &at))
		return VMM_PLACE_DTB;
	vmm_copy(config->ram.host + at, config->dtb.data, config->dtb.size);
	placement->dtb = at;
	return vmm_fdt_open(&placement->tree, config->ram.host + at, room);
}

static int patch_initrd(const struct vmm_placement *placement, uint32_t chosen)
{
	const struct vmm_fdt *tree = &placement->tree;
	int status;

	if (placement->initrd_start == placement->initrd_end) {
		// A tree without these properties is as good as one they were taken from.
		(void)vmm_fdt_remove(tree, chosen, "linux,initrd-start");
		(void)vmm_fdt_remove(tree, chosen, "linux,initrd-end");
		return VMM_OK;
	}
	status = vmm_fdt_set_cell(tree, chosen, "linux,initrd-start", 0, placement->initrd_start);
	if (status == VMM_OK)
		status = vmm_fdt_set_cell(tree, chosen, "linux,initrd-end", 0, placement->initrd_end);
	return status;
}

// The processor's clock is the root's `clock` node; a tree without it keeps the frequency it was made for.
static int patch_clock(const struct vmm_config *config, const struct vmm_fdt *tree)
{
	uint32_t clock;

	if (config->clock_hz == 0 || vmm_fdt_child(tree, "clock", &clock) != VMM_OK)
		return VMM_OK;
	return vmm_fdt_set_cell(tree, clock, "clock-frequency", 0, config->clock_hz);
}

static int patch_chosen(const struct vmm_config *config, struct vmm_random *random, struct vmm_placement *placement)
{
	struct vmm_fdt *tree = &placement->tree;
	struct vmm_fdt_value seed;
	uint32_t chosen;
	int status = vmm_fdt_child(tree, "chosen", &chosen);

	if (status == VMM_OK)
		status = patch_initrd(placement, chosen);
	if (status == VMM_OK && vmm_fdt_prop(tree, chosen, "rng-seed", &seed) == VMM_OK)
		vmm_random_bytes(random, seed.data, seed.size);
	if (status == VMM_OK && config->bootargs)
		status = vmm_fdt_set_string(tree, chosen, "bootargs", config->bootargs);
	return status;
}

static int patch_tree(const struct vmm_config *config, struct vmm_random *random, struct vmm_placement *placement)
{
	const struct vmm_fdt *tree = &placement->tree;
	uint32_t memory;
	int status = vmm_fdt_child(tree, "memory", &memory);

	if (status == VMM_OK)
		status = vmm_fdt_set_cell(tree, memory, "reg", 1, config->ram.size);
	if (status == VMM_OK)
		status = patch_clock(config, tree);
	if (status == VMM_OK)
		status = patch_chosen(config, random, placement);
	return status;
}

int vmm_place(const struct vmm_config *config, struct vmm_random *random, struct vmm_placement *placement)
{
	uint32_t size = config->ram.size;

	if (size < RAM_MIN || size > RAM_MAX || size % PAGE_SIZE)
		return VMM_RAM_SIZE;

	int status = load_kernel(config, &placement->kernel);

	if (status == VMM_OK)
		status = place_initrd(config, placement);
	if (status == VMM_OK)
		status = place_dtb(config, placement);
	if (status == VMM_OK)
		status = patch_tree(config, random, placement);
	return status;
}
