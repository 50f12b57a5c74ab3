// SPDX-License-Identifier: Apache-2.0
// Hand-over: initrd, command line and device tree, also from damaged trees.
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "handover.h"
#include "programs.h"
#include "unit.h"

static const uint32_t nop;
static char error[MACHINE_ERROR_SIZE];

static struct machine *create(struct machine_config config)
{
	config.kernel = (struct machine_blob){&nop, 4};
	error[0] = '\0';
	return machine_create(&config, error);
}

/* The tree that a UHI kernel would get: runs the boot ROM and reads a1. */
static const void *tree_of(struct machine *m)
{
	static uint8_t tree[0x20000];
	struct emu_exit exit;
	uint32_t a1;

	ck_assert_int_eq(emu_break_add(machine_sys(m), 0x80100000), 0);
	ck_assert_int_eq(machine_run(m, 1000, &exit), MACHINE_BREAKPOINT);
	ck_assert_uint_eq(emu_reg_get(emu_cpu_at(machine_sys(m), 0), A0), 0xfffffffe);
	a1 = (uint32_t)emu_reg_get(emu_cpu_at(machine_sys(m), 0), A1);
	ck_assert_uint_eq(a1 >> 28, 8);
	ck_assert_uint_eq(a1 % 8, 0);
	ck_assert_int_eq(emu_phys_read(machine_sys(m), a1 & 0x1fffffff, tree, 64), 0);
	ck_assert_uint_le(fdt_totalsize(tree), sizeof(tree));
	ck_assert_int_eq(emu_phys_read(machine_sys(m), a1 & 0x1fffffff, tree, fdt_totalsize(tree)), 0);
	ck_assert_int_eq(fdt_check_full(tree, fdt_totalsize(tree)), 0);
	return tree;
}

static uint32_t cell(const void *tree, const char *path, const char *name, unsigned index)
{
	int length = 0;
	const fdt32_t *value = fdt_getprop(tree, fdt_path_offset(tree, path), name, &length);

	ck_assert_msg(value != NULL && length >= (int)(4 * index + 4), "%s:%s", path, name);
	return fdt32_to_cpu(value[index]);
}

UNIT_TEST(generic_board_makes_its_tree)
{
	static const char initrd[5000] = "initrd";
	struct machine_config config = {.board = MACHINE_GENERIC,
	                                .ram_mib = 512,
	                                .append = "console=ttyS0",
	                                .initrd = {initrd, sizeof(initrd)},
	                                .clock_hz = 100000000};
	struct machine *m = create(config);
	const void *tree = tree_of(m);
	uint32_t start = cell(tree, "/chosen", "linux,initrd-start", 0);
	char copy[8];

	ck_assert_uint_eq(cell(tree, "/memory@0", "reg", 1), 256u << 20);
	ck_assert_uint_eq(cell(tree, "/memory@0", "reg", 2), 0x20000000);
	ck_assert_uint_eq(cell(tree, "/memory@0", "reg", 3), 256u << 20);
	ck_assert_uint_eq(cell(tree, "/clock", "clock-frequency", 0), 100000000);
	ck_assert_str_eq(fdt_getprop(tree, fdt_path_offset(tree, "/chosen"), "bootargs", NULL), "console=ttyS0");
	ck_assert_uint_eq(cell(tree, "/chosen", "linux,initrd-end", 0) - start, sizeof(initrd));
	ck_assert_int_eq(emu_phys_read(machine_sys(m), start, copy, 7), 0);
	ck_assert_str_eq(copy, "initrd");
	ck_assert_int_eq(fdt_node_check_compatible(tree, fdt_path_offset(tree, "/soc/serial@1f000900"), "ns16550a"), 0);
	machine_destroy(m);
}

static uint8_t given[0x2000];

/* A tree with memory, command line and seed of its own. */
static size_t make_tree(unsigned cells)
{
	ck_assert_int_eq(fdt_create_empty_tree(given, sizeof(given)), 0);
	fdt_setprop_u32(given, 0, "#address-cells", cells);
	fdt_setprop_u32(given, 0, "#size-cells", cells);
	return sizeof(given);
}

UNIT_TEST(given_tree_is_completed)
{
	struct machine_config config = {.board = MACHINE_MALTA, .ram_mib = 4};
	struct machine *m;
	const void *tree;

	make_tree(1);
	fdt_add_subnode(given, 0, "chosen");
	fdt_setprop_string(given, fdt_path_offset(given, "/chosen"), "bootargs", "mine");
	config.dtb = (struct machine_blob){given, sizeof(given)};
	m = create(config);
	ck_assert_msg(m != NULL, "%s", error);
	tree = tree_of(m);
	ck_assert_str_eq(fdt_getprop(tree, fdt_path_offset(tree, "/chosen"), "bootargs", NULL), "mine");
	ck_assert_uint_eq(cell(tree, "/memory@0", "reg", 1), 4u << 20);
	ck_assert_ptr_nonnull(fdt_getprop(tree, fdt_path_offset(tree, "/chosen"), "rng-seed", NULL));
	machine_destroy(m);
	config.append = "theirs";
	m = create(config);
	tree = tree_of(m);
	ck_assert_str_eq(fdt_getprop(tree, fdt_path_offset(tree, "/chosen"), "bootargs", NULL), "theirs");
	machine_destroy(m);
}

UNIT_TEST(memory_of_the_given_tree_is_kept)
{
	struct machine_config config = {.board = MACHINE_MALTA, .ram_mib = 4};
	struct machine *m;
	int node;

	make_tree(1);
	node = fdt_add_subnode(given, 0, "memory@0");
	fdt_setprop_string(given, node, "device_type", "memory");
	fdt_appendprop_u32(given, node, "reg", 0);
	fdt_appendprop_u32(given, node, "reg", 0x100000);
	config.dtb = (struct machine_blob){given, sizeof(given)};
	m = create(config);
	ck_assert_uint_eq(cell(tree_of(m), "/memory@0", "reg", 1), 0x100000);
	machine_destroy(m);
}

UNIT_TEST(tree_that_cannot_be_completed_is_refused)
{
	struct machine_config config = {.board = MACHINE_MALTA, .ram_mib = 4};

	make_tree(2);
	config.dtb = (struct machine_blob){given, sizeof(given)};
	ck_assert_ptr_null(create(config));
	ck_assert_msg(strstr(error, "device tree") != NULL, "%s", error);
}

/* Hands a tree over without a machine around it. */
static bool hand_over(struct emu_sys *sys, const void *tree, size_t size)
{
	static const struct handover handover = {.ram_low = 4 << 20, .ram_total = 4 << 20};
	static const struct image_info kernel = {0x80100000, 0x100000, 0x100004};
	struct bootrom_entry entry = {0};

	return handover_uhi(sys, &handover, &kernel, tree, size, &entry, error);
}

UNIT_TEST(damaged_trees_end_well)
{
	static uint8_t ram[4 << 20];
	struct emu_config config = {.profile = EMU_24KF};
	struct emu_sys *sys = emu_create(&config);
	unsigned refused = 0;
	size_t used;

	ck_assert_int_eq(emu_add_ram(sys, 0, sizeof(ram), ram), 0);
	make_tree(1);
	fdt_add_subnode(given, 0, "chosen");
	fdt_pack(given);
	used = fdt_totalsize(given);
	ck_assert(hand_over(sys, given, used));
	for (size_t at = 0; at < 8 * used; at++) {
		uint8_t *copy = malloc(used);

		memcpy(copy, given, used);
		copy[at / 8] ^= (uint8_t)(1u << at % 8);
		refused += !hand_over(sys, copy, used);
		free(copy);
	}
	ck_assert_uint_ge(refused, 100);
	for (size_t size = 1; size < used; size++) {
		uint8_t *copy = malloc(size);

		memcpy(copy, given, size);
		ck_assert(!hand_over(sys, copy, size));
		free(copy);
	}
	emu_destroy(sys);
}

UNIT_TEST(what_does_not_fit_is_refused)
{
	static char big[3 << 20], line[0x3000];
	struct machine_config config = {.board = MACHINE_MALTA, .ram_mib = 4, .initrd = {big, sizeof(big)}};

	ck_assert_ptr_null(create(config));
	ck_assert_msg(strstr(error, "initrd") != NULL, "%s", error);
	memset(line, 'x', sizeof(line) - 1);
	config.initrd.size = 0;
	config.append = line;
	ck_assert_ptr_null(create(config));
	ck_assert_msg(strstr(error, "command line") != NULL, "%s", error);
	config.board = MACHINE_GENERIC;
	machine_destroy(create(config));
	ck_assert_str_eq(error, "");
}

UNIT_TEST(malta_kernel_hears_of_its_initrd)
{
	struct machine_config config = {.board = MACHINE_MALTA, .ram_mib = 4, .initrd = {"abc", 3}, .append = "quiet"};
	struct machine *m = create(config);
	char line[80];

	ck_assert_int_eq(emu_phys_read(machine_sys(m), prog_peek(m, 0x2004) & 0x1fffffff, line, sizeof(line)), 0);
	ck_assert_str_eq(line, "rd_start=0xffffffff803e0000 rd_size=3 quiet");
	machine_destroy(m);
}
