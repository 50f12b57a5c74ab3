// SPDX-License-Identifier: Apache-2.0
// UHI hand-over: checks or makes the device tree and completes it.
#include "handover.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emu/machine.h"

#define KSEG0 0x80000000u

enum {
	ROOM = 0x4000, /* bytes for what is added to a tree, besides the command line */
	ALIGN = 0x1000,
	LOW_RAM = 256 << 20,
	UPPER_RAM = 0x20000000, /* physical address of the RAM beyond the first 256 MiB */
	CPU_INTC = 1,           /* phandles */
	CPU_CLOCK = 2,
	RESET_WORD = 3,
	UART_IP = 4,
	UART_CLOCK = 3686400,
};

static void note(int *first, int result)
{
	if (*first == 0 && result < 0)
		*first = result;
}

/* A string property of the tree being written. */
static void text(void *tree, int *error, const char *name, const char *value)
{
	note(error, fdt_property(tree, name, value, (int)strlen(value) + 1));
}

/* Adds a node under the one that is open, with its compatible string. */
static void begin(void *tree, int *error, const char *name, const char *compatible)
{
	note(error, fdt_begin_node(tree, name));
	if (compatible != NULL)
		text(tree, error, "compatible", compatible);
}

static void cell(void *tree, int *error, const char *name, uint32_t value)
{
	note(error, fdt_property_u32(tree, name, value));
}

static void pair(void *tree, int *error, const char *name, uint32_t a, uint32_t b)
{
	fdt32_t value[2] = {cpu_to_fdt32(a), cpu_to_fdt32(b)};

	note(error, fdt_property(tree, name, value, sizeof(value)));
}

static void write_processor(void *tree, int *error, const struct handover *handover)
{
	begin(tree, error, "clock", "fixed-clock");
	cell(tree, error, "#clock-cells", 0);
	cell(tree, error, "clock-frequency",
	     handover->clock_hz > UINT32_MAX ? UINT32_MAX : (uint32_t)handover->clock_hz);
	cell(tree, error, "phandle", CPU_CLOCK);
	note(error, fdt_end_node(tree));
	begin(tree, error, "cpus", NULL);
	cell(tree, error, "#address-cells", 1);
	cell(tree, error, "#size-cells", 0);
	begin(tree, error, "cpu@0", "mips,mips24Kc");
	text(tree, error, "device_type", "cpu");
	cell(tree, error, "reg", 0);
	cell(tree, error, "clocks", CPU_CLOCK);
	note(error, fdt_end_node(tree));
	note(error, fdt_end_node(tree));
	begin(tree, error, "interrupt-controller", "mti,cpu-interrupt-controller");
	note(error, fdt_property(tree, "interrupt-controller", NULL, 0));
	cell(tree, error, "#address-cells", 0);
	cell(tree, error, "#interrupt-cells", 1);
	cell(tree, error, "phandle", CPU_INTC);
	note(error, fdt_end_node(tree));
}

static void write_devices(void *tree, int *error)
{
	begin(tree, error, "soc", "simple-bus");
	cell(tree, error, "#address-cells", 1);
	cell(tree, error, "#size-cells", 1);
	note(error, fdt_property(tree, "ranges", NULL, 0));
	begin(tree, error, "syscon@1f000500", "syscon");
	pair(tree, error, "reg", 0x1f000500, 8);
	note(error, fdt_property(tree, "native-endian", NULL, 0));
	cell(tree, error, "phandle", RESET_WORD);
	note(error, fdt_end_node(tree));
	begin(tree, error, "reboot", "syscon-reboot");
	cell(tree, error, "regmap", RESET_WORD);
	cell(tree, error, "offset", 0);
	cell(tree, error, "value", 0x42);
	note(error, fdt_end_node(tree));
	begin(tree, error, "serial@1f000900", "ns16550a");
	pair(tree, error, "reg", 0x1f000900, 0x40);
	cell(tree, error, "reg-shift", 3);
	cell(tree, error, "clock-frequency", UART_CLOCK);
	cell(tree, error, "interrupts", UART_IP);
	note(error, fdt_end_node(tree));
	note(error, fdt_end_node(tree));
}

/* The tree of the generic board, without memory and choices. */
static int write_generic(void *tree, int size, const struct handover *handover)
{
	int error = 0;

	note(&error, fdt_create(tree, size));
	note(&error, fdt_finish_reservemap(tree));
	begin(tree, &error, "", "skerry,emu-generic");
	text(tree, &error, "model", "skerry-emu generic board");
	cell(tree, &error, "#address-cells", 1);
	cell(tree, &error, "#size-cells", 1);
	cell(tree, &error, "interrupt-parent", CPU_INTC);
	begin(tree, &error, "chosen", NULL);
	text(tree, &error, "stdout-path", "/soc/serial@1f000900");
	note(&error, fdt_end_node(tree));
	write_processor(tree, &error, handover);
	write_devices(tree, &error);
	note(&error, fdt_end_node(tree));
	note(&error, fdt_finish(tree));
	note(&error, fdt_open_into(tree, tree, size));
	return error;
}

static int complete_chosen(void *tree, const struct handover *handover)
{
	int chosen = fdt_path_offset(tree, "/chosen");
	int error = 0;

	if (chosen == -FDT_ERR_NOTFOUND)
		chosen = fdt_add_subnode(tree, 0, "chosen");
	if (chosen < 0)
		return chosen;
	if (handover->append != NULL)
		note(&error,
		     fdt_setprop(tree, chosen, "bootargs", handover->append, (int)strlen(handover->append) + 1));
	if (handover->initrd_size != 0) {
		note(&error, fdt_setprop_u32(tree, chosen, "linux,initrd-start", handover->initrd));
		note(&error,
		     fdt_setprop_u32(tree, chosen, "linux,initrd-end", handover->initrd + handover->initrd_size));
	}
	if (fdt_getprop(tree, chosen, "rng-seed", NULL) == NULL)
		note(&error, fdt_setprop(tree, chosen, "rng-seed", handover->seed, HANDOVER_SEED));
	return error;
}

static bool has_memory(const void *tree)
{
	int child;

	fdt_for_each_subnode(child, tree, 0)
	{
		int length;
		const char *type = fdt_getprop(tree, child, "device_type", &length);

		if (type != NULL && length == sizeof("memory") && memcmp(type, "memory", sizeof("memory")) == 0)
			return true;
	}
	return false;
}

/* Describes all RAM, with one cell each for address and size. */
static int add_memory(void *tree, const struct handover *handover)
{
	int node = fdt_add_subnode(tree, 0, "memory@0");
	int error = 0;

	if (node < 0)
		return node;
	note(&error, fdt_setprop(tree, node, "device_type", "memory", sizeof("memory")));
	note(&error, fdt_appendprop_u32(tree, node, "reg", 0));
	note(&error, fdt_appendprop_u32(tree, node, "reg", handover->ram_low));
	if (handover->ram_total > LOW_RAM) {
		note(&error, fdt_appendprop_u32(tree, node, "reg", UPPER_RAM));
		note(&error, fdt_appendprop_u32(tree, node, "reg", (uint32_t)(handover->ram_total - LOW_RAM)));
	}
	return error;
}

static int build(void *tree, int capacity, const struct handover *handover, const void *data, size_t size)
{
	int error;

	if (size != 0)
		error = fdt_open_into(data, tree, capacity);
	else
		error = write_generic(tree, capacity, handover);
	note(&error, complete_chosen(tree, handover));
	if (error == 0 && !has_memory(tree)) {
		if (fdt_address_cells(tree, 0) != 1 || fdt_size_cells(tree, 0) != 1)
			return -FDT_ERR_BADNCELLS;
		error = add_memory(tree, handover);
	}
	note(&error, fdt_pack(tree));
	return error;
}

/* Puts the tree below the initrd, or at the end of low RAM. */
static bool place(struct emu_sys *sys, const struct handover *handover, const struct image_info *kernel,
                  const void *tree, uint32_t *at, char *error)
{
	uint32_t size = fdt_totalsize(tree);
	uint32_t end = handover->initrd_size != 0 ? handover->initrd : handover->ram_low;

	*at = end > size ? (end - size) & ~(uint32_t)(ALIGN - 1) : 0;
	if (*at >= kernel->high && emu_phys_write(sys, *at, tree, size) == 0)
		return true;
	snprintf(error, MACHINE_ERROR_SIZE, "no room for the device tree between kernel and initrd");
	return false;
}

bool handover_uhi(struct emu_sys *sys, const struct handover *handover, const struct image_info *kernel,
                  const void *data, size_t size, struct bootrom_entry *entry, char *error)
{
	size_t capacity = size + ROOM + (handover->append != NULL ? strlen(handover->append) : 0);
	uint32_t at = 0;
	void *tree;
	int result = 0;
	bool good;

	if (size != 0)
		result = capacity > INT32_MAX ? -FDT_ERR_BADSTRUCTURE : fdt_check_full(data, size);
	tree = calloc(1, capacity);
	if (result == 0)
		result = tree == NULL ? -FDT_ERR_NOSPACE : build(tree, (int)capacity, handover, data, size);
	if (result != 0)
		snprintf(error, MACHINE_ERROR_SIZE, "device tree: %s", fdt_strerror(result));
	good = result == 0 && place(sys, handover, kernel, tree, &at, error);
	free(tree);
	entry->a[0] = (uint32_t)-2;
	entry->a[1] = KSEG0 | at;
	entry->a[2] = 0;
	entry->a[3] = 0;
	entry->sp = KSEG0 | at;
	return good;
}
