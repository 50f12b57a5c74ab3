// SPDX-License-Identifier: Apache-2.0
// Loads a system image: an ELF whose first segment is the image header, at physical addresses in kseg0.
#include "image.h"

#include <elf.h>
#include <errno.h>
#include <skerry/sim/machine.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1l << 30)

static bool complain(const char *path, const char *what)
{
	fprintf(stderr, "skerry-sim: %s: %s\n", path, what);
	return false;
}

static bool read_file(struct image *image, const char *path)
{
	FILE *f = fopen(path, "rb");
	long length = -1;

	if (!f)
		return complain(path, strerror(errno));
	if (fseek(f, 0, SEEK_END) == 0)
		length = ftell(f);
	rewind(f);
	image->file = length > 0 && length <= FILE_MAX ? malloc((size_t)length) : NULL;
	bool good = image->file && fread(image->file, 1, (size_t)length, f) == (size_t)length;

	fclose(f);
	image->size = (size_t)length;
	return good || complain(path, "cannot be read");
}

/* Segment @p i, if it is one to load and lies in the file. */
static bool segment(const struct image *image, unsigned i, Elf32_Phdr *p)
{
	Elf32_Ehdr e;

	memcpy(&e, image->file, sizeof(e));
	size_t at = e.e_phoff + (size_t)i * sizeof(*p);

	if (i >= e.e_phnum || at > image->size || sizeof(*p) > image->size - at)
		return false;
	memcpy(p, image->file + at, sizeof(*p));
	return p->p_offset <= image->size && p->p_filesz <= image->size - p->p_offset && p->p_filesz <= p->p_memsz;
}

static bool is_elf(const struct image *image)
{
	Elf32_Ehdr e;

	if (image->size < sizeof(e))
		return false;
	memcpy(&e, image->file, sizeof(e));
	return memcmp(e.e_ident, ELFMAG, SELFMAG) == 0 && e.e_ident[EI_CLASS] == ELFCLASS32 &&
	       e.e_ident[EI_DATA] == ELFDATA2LSB && e.e_machine == EM_MIPS && e.e_phentsize == sizeof(Elf32_Phdr);
}

bool image_open(struct image *image, const char *path)
{
	Elf32_Phdr first;

	*image = (struct image){.file = NULL};
	if (!read_file(image, path))
		return false;
	if (!is_elf(image))
		return complain(path, "is not a little-endian MIPS32 ELF file");
	if (!segment(image, 0, &first) || first.p_filesz < sizeof(image->header))
		return complain(path, "is not an image for the simulated board");
	memcpy(&image->header, image->file + first.p_offset, sizeof(image->header));
	if (image->header.magic != SK_IMAGE_MAGIC)
		return complain(path, "is not an image for the simulated board");
	return true;
}

bool image_load(const struct image *image, const char *path)
{
	Elf32_Phdr p;

	for (unsigned i = 0; segment(image, i, &p); i++) {
		paddr_t pa = p.p_paddr;

		if (p.p_type != PT_LOAD || p.p_memsz == 0)
			continue;
		if (pa < sim.ram_base || pa - sim.ram_base > sim.ram_bytes ||
		    p.p_memsz > sim.ram_bytes - (pa - sim.ram_base))
			return complain(path, "does not fit the RAM");
		memcpy(sim_ram(pa), image->file + p.p_offset, p.p_filesz);
	}
	return true;
}

void image_close(struct image *image)
{
	free(image->file);
	image->file = NULL;
}
