// SPDX-License-Identifier: Apache-2.0
// The device-tree walker, on good and on damaged trees.
#include "images.h"
#include "unit.h"

#include <string.h>
#include <vmm/fdt.h>

static struct tree tree;
static struct vmm_fdt fdt;

static void guest_tree(void)
{
	tree_of_guest(&tree);
}

UNIT_FIXTURE(guest_tree, NULL);

static int reopen(void)
{
	return vmm_fdt_open(&fdt, tree.blob, tree.size);
}

static uint32_t child(const char *name)
{
	uint32_t node = 0;

	ck_assert_int_eq(reopen(), VMM_OK);
	ck_assert_int_eq(vmm_fdt_child(&fdt, name, &node), VMM_OK);
	return node;
}

UNIT_TEST(fdt_finds_nodes_with_and_without_unit_address)
{
	uint32_t node = child("memory");

	ck_assert_uint_eq(node, child("memory@0"));
	ck_assert_uint_ne(node, child("chosen"));
	ck_assert_int_eq(vmm_fdt_child(&fdt, "mem", &node), VMM_FDT_NO_NODE);
	ck_assert_int_eq(vmm_fdt_child(&fdt, "memory@00", &node), VMM_FDT_NO_NODE);
	// Only children of the root.
	ck_assert_int_eq(vmm_fdt_child(&fdt, "serial", &node), VMM_FDT_NO_NODE);
}

UNIT_TEST(fdt_finds_properties_of_the_node_only)
{
	struct vmm_fdt_value value;
	uint32_t soc = child("soc");
	uint32_t chosen = child("chosen");

	ck_assert_int_eq(vmm_fdt_prop(&fdt, soc, "reg", &value), VMM_FDT_NO_PROP);
	ck_assert_int_eq(vmm_fdt_prop(&fdt, chosen, "bootargs", &value), VMM_OK);
	ck_assert_uint_eq(value.size, 64);
	ck_assert_str_eq((char *)value.data, "console=ttyS0");
	ck_assert_int_eq(vmm_fdt_prop(&fdt, chosen, "linux,initrd-end", &value), VMM_OK);
	ck_assert_int_eq(vmm_fdt_prop(&fdt, chosen, "linux,initrd", &value), VMM_FDT_NO_PROP);
	ck_assert_int_eq(vmm_fdt_prop(&fdt, fdt.nodes_end, "reg", &value), VMM_FDT_NO_PROP);
}

UNIT_TEST(fdt_walks_compatible_nodes)
{
	uint32_t node = 0;
	uint32_t cell;

	ck_assert_int_eq(reopen(), VMM_OK);
	ck_assert_int_eq(vmm_fdt_next(&fdt, "skerry,guest", &node), VMM_OK);
	ck_assert_uint_eq(node, fdt.nodes);
	node = 0;
	ck_assert_int_eq(vmm_fdt_next(&fdt, "ns16550a", &node), VMM_OK);
	ck_assert_int_eq(vmm_fdt_cell(&fdt, node, "reg", 0, &cell), VMM_OK);
	ck_assert_uint_eq(cell, 0x1f000900);
	ck_assert_int_eq(vmm_fdt_next(&fdt, "ns16550a", &node), VMM_FDT_NO_NODE);
	node = 0;
	ck_assert_int_eq(vmm_fdt_next(&fdt, "ns16550", &node), VMM_FDT_NO_NODE);
	ck_assert_int_eq(vmm_fdt_next(&fdt, "s16550a", &node), VMM_FDT_NO_NODE);
}

UNIT_TEST(fdt_compatible_without_final_zero_does_not_match)
{
	uint32_t node = 0;

	tree = (struct tree){0};
	tree_begin(&tree, "");
	tree_prop(&tree, "compatible", "abc", 3);
	tree_end(&tree);
	tree_finish(&tree);
	ck_assert_int_eq(reopen(), VMM_OK);
	ck_assert_int_eq(vmm_fdt_next(&fdt, "abc", &node), VMM_FDT_NO_NODE);
}

UNIT_TEST(fdt_cells_are_read_and_written)
{
	uint32_t memory = child("memory");
	uint32_t cell;

	ck_assert_int_eq(vmm_fdt_set_cell(&fdt, memory, "reg", 1, 0x02000000), VMM_OK);
	ck_assert_int_eq(vmm_fdt_cell(&fdt, memory, "reg", 1, &cell), VMM_OK);
	ck_assert_uint_eq(cell, 0x02000000);
	ck_assert_int_eq(vmm_fdt_cell(&fdt, memory, "reg", 2, &cell), VMM_FDT_PROP_SIZE);
	ck_assert_int_eq(vmm_fdt_set_cell(&fdt, memory, "reg", 2, 0), VMM_FDT_PROP_SIZE);
	ck_assert_int_eq(vmm_fdt_set_cell(&fdt, memory, "ranges", 0, 0), VMM_FDT_NO_PROP);
}

UNIT_TEST(fdt_strings_are_replaced_and_padded)
{
	uint32_t chosen = child("chosen");
	struct vmm_fdt_value value;
	char text[65] = {0};

	ck_assert_int_eq(vmm_fdt_set_string(&fdt, chosen, "bootargs", "quiet"), VMM_OK);
	ck_assert_int_eq(vmm_fdt_prop(&fdt, chosen, "bootargs", &value), VMM_OK);
	ck_assert_uint_eq(value.size, 64);
	memcpy(text, "quiet", 6);
	ck_assert_mem_eq(value.data, text, 64);
	ck_assert_int_eq(vmm_fdt_set_string(&fdt, chosen, "stdout", "a"), VMM_FDT_NO_PROP);
}

UNIT_TEST(fdt_longer_string_moves_what_follows)
{
	uint32_t chosen = child("chosen");
	struct vmm_fdt_value value;
	uint32_t cell, node = 0;
	char text[100] = {0};

	memset(text, 'x', 99);
	// The tree has exactly its own bytes, then some short of enough, then enough.
	ck_assert_int_eq(vmm_fdt_set_string(&fdt, chosen, "bootargs", text), VMM_FDT_PROP_SIZE);
	ck_assert_int_eq(vmm_fdt_open(&fdt, tree.blob, tree.size + 35), VMM_OK);
	ck_assert_int_eq(vmm_fdt_set_string(&fdt, chosen, "bootargs", text), VMM_FDT_PROP_SIZE);
	ck_assert_int_eq(vmm_fdt_open(&fdt, tree.blob, tree.size + 36), VMM_OK);
	ck_assert_int_eq(vmm_fdt_set_string(&fdt, chosen, "bootargs", text), VMM_OK);
	ck_assert_uint_eq(fdt.size, tree.size + 36);
	// The tree as it was left and as a reader opens it afresh.
	for (unsigned i = 0; i < 2; i++) {
		ck_assert_int_eq(vmm_fdt_prop(&fdt, chosen, "bootargs", &value), VMM_OK);
		ck_assert_uint_eq(value.size, 100);
		ck_assert_str_eq((char *)value.data, text);
		ck_assert_int_eq(vmm_fdt_prop(&fdt, chosen, "rng-seed", &value), VMM_OK);
		ck_assert_uint_eq(value.size, 40);
		node = 0;
		ck_assert_int_eq(vmm_fdt_next(&fdt, "ns16550a", &node), VMM_OK);
		ck_assert_int_eq(vmm_fdt_cell(&fdt, node, "reg", 0, &cell), VMM_OK);
		ck_assert_uint_eq(cell, 0x1f000900);
		ck_assert_int_eq(vmm_fdt_open(&fdt, tree.blob, tree.size + 36), VMM_OK);
	}
	ck_assert_int_eq(vmm_fdt_open(&fdt, tree.blob, tree.size + 35), VMM_FDT_SHORT);
}

UNIT_TEST(fdt_string_longer_than_all_room_is_refused)
{
	static char text[8192];
	uint32_t chosen = child("chosen");

	memset(text, 'x', sizeof(text) - 1);
	ck_assert_int_eq(vmm_fdt_set_string(&fdt, chosen, "bootargs", text), VMM_FDT_PROP_SIZE);
}

UNIT_TEST(fdt_string_grows_where_the_strings_come_first)
{
	static uint8_t moved[4096];
	uint32_t nodes = 56, strings = nodes + (uint32_t)tree.nodes_size;
	uint32_t gap = ((uint32_t)tree.strings_size + 3) & ~3u;
	struct vmm_fdt_value value;
	char text[100] = {0};

	memcpy(moved, tree.blob, nodes);
	memcpy(moved + nodes, tree.blob + strings, tree.strings_size);
	memcpy(moved + nodes + gap, tree.blob + nodes, tree.nodes_size);
	memcpy(tree.blob, moved, sizeof(moved));
	tree_poke(&tree, 8, nodes + gap);
	tree_poke(&tree, 12, nodes);
	tree_poke(&tree, 4, nodes + gap + (uint32_t)tree.nodes_size);
	tree.size = nodes + gap + tree.nodes_size + 64;

	uint32_t chosen = child("chosen");

	memset(text, 'x', 99);
	ck_assert_int_eq(vmm_fdt_set_string(&fdt, chosen, "bootargs", text), VMM_OK);
	ck_assert_int_eq(reopen(), VMM_OK);
	ck_assert_int_eq(vmm_fdt_prop(&fdt, chosen, "rng-seed", &value), VMM_OK);
}

UNIT_TEST(fdt_removed_property_is_gone_and_the_tree_stays_whole)
{
	uint32_t chosen = child("chosen");
	struct vmm_fdt_value value;

	ck_assert_int_eq(vmm_fdt_remove(&fdt, chosen, "bootargs"), VMM_OK);
	ck_assert_int_eq(vmm_fdt_remove(&fdt, chosen, "bootargs"), VMM_FDT_NO_PROP);
	ck_assert_int_eq(reopen(), VMM_OK);
	ck_assert_int_eq(vmm_fdt_prop(&fdt, chosen, "rng-seed", &value), VMM_OK);
}

UNIT_TEST(fdt_header_is_checked)
{
	ck_assert_int_eq(vmm_fdt_open(&fdt, tree.blob, 39), VMM_FDT_SHORT);
	ck_assert_int_eq(vmm_fdt_open(&fdt, tree.blob, tree.size - 1), VMM_FDT_SHORT);
	tree_poke(&tree, 4, 39);
	ck_assert_int_eq(reopen(), VMM_FDT_SHORT);
	guest_tree();
	tree_poke(&tree, 0, 0xd00dfeee);
	ck_assert_int_eq(reopen(), VMM_FDT_MAGIC);
	guest_tree();
	tree_poke(&tree, 20, 16);
	ck_assert_int_eq(reopen(), VMM_FDT_VERSION);
}

UNIT_TEST(fdt_blocks_must_lie_inside)
{
	static const struct {
		size_t field;
		uint32_t value;
	} wrong[] = {{8, 57}, {8, 0x10000}, {36, 0x10000}, {36, 0xffffffff}, {12, 0x10000}, {32, 0x10000}};

	for (unsigned i = 0; i < 6; i++) {
		guest_tree();
		tree_poke(&tree, wrong[i].field, wrong[i].value);
		ck_assert_int_eq(reopen(), VMM_FDT_LAYOUT);
	}
}

UNIT_TEST(fdt_structure_cut_anywhere_is_damaged)
{
	uint32_t whole = (uint32_t)tree.nodes_size;

	for (uint32_t size = 0; size < whole; size++) {
		tree_poke(&tree, 36, size);
		ck_assert_int_eq(reopen(), VMM_FDT_STRUCT);
	}
}

UNIT_TEST(fdt_names_must_lie_in_the_strings)
{
	tree_poke(&tree, 32, (uint32_t)tree.strings_size - 1);
	ck_assert_int_eq(reopen(), VMM_FDT_STRUCT);
	tree_poke(&tree, 32, 0);
	ck_assert_int_eq(reopen(), VMM_FDT_STRUCT);
}

static int open_empty_after(void (*build)(void))
{
	tree = (struct tree){0};
	build();
	tree_finish(&tree);
	return reopen();
}

static void nothing(void)
{
}

static void two_roots(void)
{
	tree_begin(&tree, "");
	tree_end(&tree);
	tree_begin(&tree, "");
	tree_end(&tree);
}

static void end_too_many(void)
{
	tree_begin(&tree, "");
	tree_end(&tree);
	tree_end(&tree);
}

static void open_node(void)
{
	tree_begin(&tree, "");
}

static void loose_property(void)
{
	tree_string(&tree, "a", "b");
}

static void too_deep(void)
{
	for (unsigned i = 0; i <= VMM_FDT_DEPTH; i++)
		tree_begin(&tree, i ? "n" : "");
	for (unsigned i = 0; i <= VMM_FDT_DEPTH; i++)
		tree_end(&tree);
}

static void unknown_tag(void)
{
	tree_begin(&tree, "");
	tree.nodes[tree.nodes_size + 3] = 7;
	tree.nodes_size += 4;
	tree_end(&tree);
}

UNIT_TEST(fdt_unbalanced_structures_are_damaged)
{
	static void (*const builds[])(void) = {nothing,        two_roots, end_too_many, open_node,
	                                       loose_property, too_deep,  unknown_tag};

	for (unsigned i = 0; i < sizeof(builds) / sizeof(builds[0]); i++)
		ck_assert_int_eq(open_empty_after(builds[i]), VMM_FDT_STRUCT);
}
