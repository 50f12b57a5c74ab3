// SPDX-License-Identifier: Apache-2.0
// Device trees and ELF files made by hand.
#include "images.h"

#include <stdarg.h>
#include <string.h>
#include <vmm/base.h>

static void word(struct tree *t, uint32_t value)
{
	vmm_put_le32(t->nodes + t->nodes_size, __builtin_bswap32(value));
	t->nodes_size += 4;
}

static void bytes(struct tree *t, const void *data, size_t size)
{
	memcpy(t->nodes + t->nodes_size, data, size);
	t->nodes_size += (size + 3) & ~(size_t)3;
}

void tree_begin(struct tree *t, const char *node)
{
	word(t, 1);
	bytes(t, node, strlen(node) + 1);
}

void tree_end(struct tree *t)
{
	word(t, 2);
}

void tree_nop(struct tree *t)
{
	word(t, 4);
}

void tree_prop(struct tree *t, const char *name, const void *value, size_t size)
{
	word(t, 3);
	word(t, (uint32_t)size);
	word(t, (uint32_t)t->strings_size);
	bytes(t, value, size);
	memcpy(t->strings + t->strings_size, name, strlen(name) + 1);
	t->strings_size += strlen(name) + 1;
}

void tree_string(struct tree *t, const char *name, const char *value)
{
	tree_prop(t, name, value, strlen(value) + 1);
}

void tree_cells(struct tree *t, const char *name, unsigned count, ...)
{
	uint8_t cells[64];
	va_list args;

	va_start(args, count);
	for (unsigned i = 0; i < count; i++)
		vmm_put_le32(cells + 4 * (size_t)i, __builtin_bswap32(va_arg(args, uint32_t)));
	va_end(args);
	tree_prop(t, name, cells, 4 * (size_t)count);
}

void tree_poke(struct tree *t, size_t offset, uint32_t value)
{
	vmm_put_le32(t->blob + offset, __builtin_bswap32(value));
}

void tree_finish(struct tree *t)
{
	uint32_t nodes = 40 + 16;
	uint32_t strings = nodes + (uint32_t)t->nodes_size + 4;

	word(t, 9);
	t->size = strings + t->strings_size;
	memcpy(t->blob + nodes, t->nodes, t->nodes_size);
	memcpy(t->blob + strings, t->strings, t->strings_size);

	const uint32_t header[10] = {0xd00dfeed,
	                             (uint32_t)t->size,
	                             nodes,
	                             strings,
	                             40,
	                             17,
	                             16,
	                             0,
	                             (uint32_t)t->strings_size,
	                             (uint32_t)t->nodes_size};

	for (size_t i = 0; i < 10; i++)
		tree_poke(t, 4 * i, header[i]);
}

void tree_of_guest(struct tree *t)
{
	static const uint8_t seed[40];
	char args[64] = "console=ttyS0";

	*t = (struct tree){0};
	tree_begin(t, "");
	tree_string(t, "compatible", "skerry,guest");
	tree_begin(t, "chosen");
	tree_prop(t, "bootargs", args, sizeof(args));
	tree_cells(t, "linux,initrd-start", 1, 0);
	tree_nop(t);
	tree_cells(t, "linux,initrd-end", 1, 0);
	tree_prop(t, "rng-seed", seed, sizeof(seed));
	tree_end(t);
	tree_begin(t, "memory@0");
	tree_cells(t, "reg", 2, 0, 0x1000);
	tree_end(t);
	tree_begin(t, "soc");
	tree_begin(t, "syscon@1f000500");
	tree_string(t, "compatible", "syscon");
	tree_cells(t, "reg", 2, 0x1f000500, 8);
	tree_end(t);
	tree_begin(t, "serial@1f000900");
	tree_prop(t, "compatible", "vendor,uart\0ns16550a", 21);
	tree_cells(t, "reg", 2, 0x1f000900, 0x40);
	tree_cells(t, "reg-shift", 1, 3);
	tree_cells(t, "interrupts", 1, 4);
	tree_end(t);
	tree_end(t);
	tree_end(t);
	tree_finish(t);
}

void elf_phdr(struct elf *e, unsigned phdr, unsigned index, uint32_t value)
{
	vmm_put_le32(e->file + 52 + 32 * (size_t)phdr + 4 * (size_t)index, value);
}

void elf_segment(struct elf *e, unsigned phdr, uint32_t offset, uint32_t address, uint32_t filesz, uint32_t memsz)
{
	const uint32_t words[8] = {1, offset, address, address & 0x1fffffff, filesz, memsz, 5, 0x1000};

	for (unsigned i = 0; i < 8; i++)
		elf_phdr(e, phdr, i, words[i]);
}

void elf_make(struct elf *e, unsigned phdrs)
{
	static const uint8_t ident[16] = {0x7f, 'E', 'L', 'F', 1, 1, 1};

	*e = (struct elf){.size = sizeof(e->file)};
	memcpy(e->file, ident, 16);
	vmm_put_le16(e->file + 16, 2);
	vmm_put_le16(e->file + 18, 8);
	vmm_put_le32(e->file + 20, 1);
	vmm_put_le32(e->file + 24, 0x80100000);
	vmm_put_le32(e->file + 28, 52);
	vmm_put_le16(e->file + 40, 52);
	vmm_put_le16(e->file + 42, 32);
	vmm_put_le16(e->file + 44, (uint16_t)phdrs);
	for (unsigned i = 512; i < 1024; i++)
		e->file[i] = (uint8_t)i;
	elf_segment(e, 0, 512, 0x80100000, 16, 32);
}

bool filled(const uint8_t *memory, size_t size, uint8_t value)
{
	return size == 0 || (memory[0] == value && memcmp(memory, memory + 1, size - 1) == 0);
}
