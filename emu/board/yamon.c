// SPDX-License-Identifier: Apache-2.0
// YAMON hand-over: argument vector and environment, and where the initrd goes.
#include "handover.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "emu/machine.h"

#define KSEG0 0x80000000u

enum {
	TABLE = 0x2000, /* physical address of the pointer table */
	ENTRIES = 16,   /* words in it: name and command line, then pairs of name and value */
	AREA = 0x2000,  /* bytes of table and strings */
	STACK_GAP = 64, /* the kernel's first stack ends that far below */
	INITRD_ALIGN = 0x10000,
	/* The kernel may put its page bitmap behind the initrd. */
	INITRD_MARGIN = 128 << 10,
};

struct table {
	uint8_t bytes[AREA];
	unsigned entries;
	size_t used;
	bool full;
};

static void add(struct table *table, const char *string)
{
	size_t length = strlen(string) + 1;
	uint32_t address = KSEG0 + TABLE + (uint32_t)table->used;

	if (length > AREA - table->used || table->entries >= ENTRIES - 1) {
		table->full = true;
		return;
	}
	memcpy(table->bytes + table->used, string, length);
	for (unsigned i = 0; i < 4; i++)
		table->bytes[4 * table->entries + i] = (uint8_t)(address >> 8 * i);
	table->used += length;
	table->entries++;
}

static void __attribute__((format(printf, 3, 4)))
add_pair(struct table *table, const char *name, const char *format, ...)
{
	char value[2 * HANDOVER_SEED + 1];
	va_list args;

	va_start(args, format);
	vsnprintf(value, sizeof(value), format, args);
	va_end(args);
	add(table, name);
	add(table, value);
}

static void add_command_line(struct table *table, const struct handover *handover)
{
	const char *append = handover->append != NULL ? handover->append : "";
	char line[AREA];
	int length;

	if (handover->initrd_size != 0)
		length = snprintf(line, sizeof(line), "rd_start=0x%" PRIx64 " rd_size=%" PRIu32 " %s",
		                  0xffffffff00000000u | KSEG0 | handover->initrd, handover->initrd_size, append);
	else
		length = snprintf(line, sizeof(line), "%s", append);
	if (length < 0 || (size_t)length >= sizeof(line))
		table->full = true;
	else
		add(table, line);
}

bool handover_yamon(struct emu_sys *sys, const struct handover *handover, const struct image_info *kernel,
                    struct bootrom_entry *entry, char *error)
{
	struct table table = {.used = 4 * ENTRIES};
	char seed[2 * HANDOVER_SEED + 1];

	for (unsigned i = 0; i < HANDOVER_SEED; i++)
		snprintf(seed + 2 * i, 3, "%02x", handover->seed[i]);
	add(&table, handover->kernel_name);
	add_command_line(&table, handover);
	add_pair(&table, "memsize", "%" PRIu32, handover->ram_low);
	add_pair(&table, "ememsize", "%" PRIu64, handover->ram_total);
	add_pair(&table, "modetty0", "38400n8r");
	add_pair(&table, "rngseed", "%s", seed);
	if (table.full) {
		snprintf(error, MACHINE_ERROR_SIZE,
		         "kernel command line too long (at most %d bytes with the environment)", AREA - 4 * ENTRIES);
		return false;
	}
	if (kernel->low < TABLE + AREA && kernel->high > TABLE - STACK_GAP) {
		snprintf(error, MACHINE_ERROR_SIZE, "kernel at 0x%x to 0x%x lies on the boot environment at 0x%x",
		         kernel->low, kernel->high, TABLE);
		return false;
	}
	if (emu_phys_write(sys, TABLE, table.bytes, (uint32_t)table.used) != 0) {
		snprintf(error, MACHINE_ERROR_SIZE, "no memory for the boot environment");
		return false;
	}
	entry->a[0] = 2;
	entry->a[1] = KSEG0 + TABLE;
	entry->a[2] = KSEG0 + TABLE + 8;
	entry->a[3] = handover->ram_low;
	entry->sp = KSEG0 + TABLE - STACK_GAP;
	return true;
}

bool handover_place_initrd(struct emu_sys *sys, struct handover *handover, const struct image_info *kernel,
                           const void *data, size_t size, char *error)
{
	uint64_t needed = (uint64_t)size + INITRD_MARGIN;
	uint32_t at = 0;

	if (size == 0)
		return true;
	if (needed < handover->ram_low)
		at = (handover->ram_low - (uint32_t)needed + INITRD_ALIGN - 1) & ~(uint32_t)(INITRD_ALIGN - 1);
	if (at <= kernel->high || emu_phys_write(sys, at, data, (uint32_t)size) != 0) {
		snprintf(error, MACHINE_ERROR_SIZE, "initrd of %zu bytes does not fit into %u MiB of memory", size,
		         handover->ram_low >> 20);
		return false;
	}
	handover->initrd = at;
	handover->initrd_size = (uint32_t)size;
	return true;
}
