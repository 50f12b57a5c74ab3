// SPDX-License-Identifier: Apache-2.0
// Layout of guest memory at the start, and what the guest's device tree is told.
#include "guest_fixture.h"
#include "unit.h"

#include <string.h>

static struct vmm_placement placement;
static struct vmm_random random_source;

UNIT_FIXTURE(guest_prepare, NULL);

static int place(void)
{
	guest.config.dtb.size = (uint32_t)guest.tree.size;
	return vmm_place(&guest.config, &random_source, &placement);
}

static uint32_t told(const char *node, const char *prop, unsigned index)
{
	uint32_t at, cell;

	ck_assert_int_eq(vmm_fdt_child(&placement.tree, node, &at), VMM_OK);
	ck_assert_int_eq(vmm_fdt_cell(&placement.tree, at, prop, index, &cell), VMM_OK);
	return cell;
}

static struct vmm_fdt_value chosen(const char *prop)
{
	struct vmm_fdt_value value;
	uint32_t at;

	ck_assert_int_eq(vmm_fdt_child(&placement.tree, "chosen", &at), VMM_OK);
	ck_assert_int_eq(vmm_fdt_prop(&placement.tree, at, prop, &value), VMM_OK);
	return value;
}

UNIT_TEST(place_puts_initrd_at_the_end_and_the_tree_below)
{
	ck_assert_int_eq(place(), VMM_OK);
	ck_assert_uint_eq(placement.initrd_start, GUEST_RAM - 0x4000);
	ck_assert_uint_eq(placement.initrd_end, GUEST_RAM - 0x4000 + 5000);
	ck_assert_uint_eq(placement.dtb, GUEST_RAM - 0x8000);
	ck_assert_mem_eq(guest.ram + placement.initrd_start, guest.initrd, 5000);
	ck_assert_mem_eq(guest.ram + 0x100000, guest.elf.file + 512, 16);
	ck_assert_ptr_eq(placement.tree.blob, guest.ram + placement.dtb);
}

UNIT_TEST(place_tells_the_guest_where_things_are)
{
	guest.config.bootargs = "quiet";
	ck_assert_int_eq(place(), VMM_OK);
	ck_assert_uint_eq(told("memory", "reg", 0), 0);
	ck_assert_uint_eq(told("memory", "reg", 1), GUEST_RAM);
	ck_assert_uint_eq(told("chosen", "linux,initrd-start", 0), placement.initrd_start);
	ck_assert_uint_eq(told("chosen", "linux,initrd-end", 0), placement.initrd_end);
	ck_assert_str_eq((char *)chosen("bootargs").data, "quiet");
}

UNIT_TEST(place_takes_a_command_line_longer_than_the_trees)
{
	static const char args[] =
	        "a command line of more than the sixty-four characters that the tree brought room for";

	guest.config.bootargs = args;
	ck_assert_int_eq(place(), VMM_OK);
	ck_assert_str_eq((char *)chosen("bootargs").data, args);
}

UNIT_TEST(place_tells_the_clock_if_the_tree_has_one)
{
	struct tree *t = &guest.tree;

	guest.config.clock_hz = 200000000;
	ck_assert_int_eq(place(), VMM_OK);
	*t = (struct tree){0};
	tree_begin(t, "");
	tree_begin(t, "memory");
	tree_cells(t, "reg", 2, 0, 0);
	tree_end(t);
	tree_begin(t, "clock");
	tree_cells(t, "clock-frequency", 1, 1);
	tree_end(t);
	tree_begin(t, "chosen");
	tree_end(t);
	tree_end(t);
	tree_finish(t);
	guest.config.initrd.data = NULL;
	ck_assert_int_eq(place(), VMM_OK);
	ck_assert_uint_eq(told("clock", "clock-frequency", 0), 200000000);
	guest.config.clock_hz = 0;
	ck_assert_int_eq(place(), VMM_OK);
	ck_assert_uint_eq(told("clock", "clock-frequency", 0), 1);
}

UNIT_TEST(place_keeps_the_trees_command_line_by_default)
{
	ck_assert_int_eq(place(), VMM_OK);
	ck_assert_str_eq((char *)chosen("bootargs").data, "console=ttyS0");
}

UNIT_TEST(place_gives_each_start_another_seed)
{
	uint8_t first[40];

	ck_assert_int_eq(place(), VMM_OK);
	ck_assert_uint_eq(chosen("rng-seed").size, sizeof(first));
	memcpy(first, chosen("rng-seed").data, sizeof(first));
	ck_assert_int_eq(place(), VMM_OK);
	ck_assert_mem_ne(first, chosen("rng-seed").data, sizeof(first));
}

UNIT_TEST(place_without_initrd_takes_its_properties_out)
{
	uint32_t at, cell;

	guest.config.initrd.data = NULL;
	ck_assert_int_eq(place(), VMM_OK);
	ck_assert_uint_eq(placement.initrd_start, placement.initrd_end);
	ck_assert_uint_eq(placement.dtb, GUEST_RAM - 0x4000);
	ck_assert_int_eq(vmm_fdt_child(&placement.tree, "chosen", &at), VMM_OK);
	ck_assert_int_eq(vmm_fdt_cell(&placement.tree, at, "linux,initrd-start", 0, &cell), VMM_FDT_NO_PROP);
	ck_assert_int_eq(vmm_fdt_cell(&placement.tree, at, "linux,initrd-end", 0, &cell), VMM_FDT_NO_PROP);
}

UNIT_TEST(place_avoids_a_kernel_at_the_end_of_memory)
{
	elf_segment(&guest.elf, 0, 512, 0x80000000 + GUEST_RAM - 0x10000, 16, 0x10000);
	vmm_put_le32(guest.elf.file + 24, 0x80000000 + GUEST_RAM - 0x10000);
	ck_assert_int_eq(place(), VMM_OK);
	ck_assert_uint_eq(placement.initrd_start, GUEST_RAM - 0x14000);
	ck_assert_uint_eq(placement.dtb, GUEST_RAM - 0x18000);
}

UNIT_TEST(place_says_what_does_not_fit)
{
	guest.config.initrd.size = GUEST_RAM + 1;
	ck_assert_int_eq(place(), VMM_PLACE_INITRD);
	guest.config.initrd.size = 5000;
	// Leaves room for the initrd alone.
	elf_segment(&guest.elf, 0, 512, 0x80000000, 16, GUEST_RAM - 0x4000);
	vmm_put_le32(guest.elf.file + 24, 0x80000000);
	ck_assert_int_eq(place(), VMM_PLACE_DTB);
	elf_segment(&guest.elf, 0, 512, 0x80000000, 16, GUEST_RAM);
	ck_assert_int_eq(place(), VMM_PLACE_INITRD);
	// Below the kernel there is only the page of the exception vectors.
	elf_segment(&guest.elf, 0, 512, 0x80004000, 16, GUEST_RAM - 0x4000);
	vmm_put_le32(guest.elf.file + 24, 0x80004000);
	ck_assert_int_eq(place(), VMM_PLACE_INITRD);
}

UNIT_TEST(place_checks_the_memory_size)
{
	guest.config.ram.size = GUEST_RAM - 0x1000;
	ck_assert_int_eq(place(), VMM_RAM_SIZE);
	guest.config.ram.size = 0x80000;
	ck_assert_int_eq(place(), VMM_RAM_SIZE);
	guest.config.ram.size = 0x24000000;
	ck_assert_int_eq(place(), VMM_RAM_SIZE);
}

UNIT_TEST(place_passes_errors_of_the_images_on)
{
	guest.elf.file[0] = 0;
	ck_assert_int_eq(place(), VMM_ELF_MAGIC);
	guest_prepare();
	guest.tree.blob[0] = 0;
	ck_assert_int_eq(place(), VMM_FDT_MAGIC);
	guest_prepare();
	static char args[2000];

	memset(args, 'x', sizeof(args) - 1);
	guest.config.bootargs = args;
	ck_assert_int_eq(place(), VMM_FDT_PROP_SIZE);
	guest.config.bootargs = NULL;
	guest.config.dtb.size = UINT32_MAX;
	ck_assert_int_eq(vmm_place(&guest.config, &random_source, &placement), VMM_PLACE_DTB);
}

UNIT_TEST(place_starts_raw_images)
{
	guest.config.raw_load = 0x100000;
	guest.config.raw_entry = 0x80100200;
	ck_assert_int_eq(place(), VMM_OK);
	ck_assert_uint_eq(placement.kernel.entry, 0x80100200);
	ck_assert_mem_eq(guest.ram + 0x100000, guest.elf.file, 1024);
}

// A tree of memory and chosen nodes, each with or without what the placement needs.
static int place_with(bool memory, bool chosen_node, bool initrd_end)
{
	struct tree *t = &guest.tree;

	*t = (struct tree){0};
	tree_begin(t, "");
	if (memory) {
		tree_begin(t, "memory");
		tree_cells(t, "reg", 2, 0, 0);
		tree_end(t);
	}
	if (chosen_node) {
		tree_begin(t, "chosen");
		tree_cells(t, "linux,initrd-start", 1, 0);
		if (initrd_end)
			tree_cells(t, "linux,initrd-end", 1, 0);
		tree_end(t);
	}
	tree_end(t);
	tree_finish(t);
	return place();
}

UNIT_TEST(place_needs_nodes_to_tell_the_guest)
{
	ck_assert_int_eq(place_with(true, true, true), VMM_OK);
	ck_assert_int_eq(place_with(false, true, true), VMM_FDT_NO_NODE);
	ck_assert_int_eq(place_with(true, false, true), VMM_FDT_NO_NODE);
	ck_assert_int_eq(place_with(true, true, false), VMM_FDT_NO_PROP);
}
