// SPDX-License-Identifier: Apache-2.0
// Reads headers of program files, and checks device trees with libfdt.
#include "image_file.h"

#include <elf.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>

#define GRANULE    16384u
#define KSEG0      0x80000000u
#define KSEG0_MASK 0x1fffffffu
#define TREE_MAX   (1 << 20)

static uint32_t le16(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t le32(const unsigned char *p)
{
	return le16(p) | le16(p + 2) << 16;
}

static bool read_at(FILE *f, long offset, unsigned char *data, size_t size)
{
	return fseek(f, offset, SEEK_SET) == 0 && fread(data, 1, size, f) == size;
}

static bool is_mips(const unsigned char *h)
{
	return le32(h) == 0x464c457f && h[EI_CLASS] == ELFCLASS32 && h[EI_DATA] == ELFDATA2LSB &&
	       le16(h + 16) == ET_EXEC && le16(h + 18) == EM_MIPS && le16(h + 42) == sizeof(Elf32_Phdr);
}

/* Adds a program header to *memory; false when it cannot be meant. */
static bool add_segment(const unsigned char *p, bool kernel, uint64_t *memory)
{
	uint64_t address = le32(p + 8), size = le32(p + 20);

	if (le32(p) != PT_LOAD || size == 0)
		return true;
	if (!kernel) {
		uint64_t from = address & ~(uint64_t)(GRANULE - 1);

		*memory += (address + size - from + GRANULE - 1) & ~(uint64_t)(GRANULE - 1);
		return true;
	}
	uint64_t end = (address & KSEG0_MASK) + size;

	if (end > *memory)
		*memory = end;
	return address >= KSEG0 && address - KSEG0 <= KSEG0_MASK;
}

uint64_t image_file_memory(const char *path, bool kernel)
{
	unsigned char header[sizeof(Elf32_Ehdr)], segment[sizeof(Elf32_Phdr)];
	FILE *f = fopen(path, "rb");
	uint64_t memory = 0;
	bool good = f && read_at(f, 0, header, sizeof(header)) && is_mips(header);

	for (uint32_t i = 0; good && i < le16(header + 44); i++)
		good = read_at(f, (long)(le32(header + 28) + (uint64_t)i * sizeof(segment)), segment,
		               sizeof(segment)) &&
		       add_segment(segment, kernel, &memory);
	if (f)
		fclose(f);
	return good ? memory : 0;
}

bool image_file_is_tree(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *data = f ? malloc(TREE_MAX) : NULL;
	size_t size = data ? fread(data, 1, TREE_MAX, f) : 0;
	bool good = size >= sizeof(struct fdt_header) && fdt_check_full(data, size) == 0;

	free(data);
	if (f)
		fclose(f);
	return good;
}
