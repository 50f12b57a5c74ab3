// SPDX-License-Identifier: Apache-2.0
// Reads and checks the ELF inputs with libelf.
#include "image.h"

#include <errno.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned char *read_file(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");

	if (!f)
		bad_input(path, "cannot be opened: %s", strerror(errno));
	if (fseek(f, 0, SEEK_END) != 0)
		bad_input(path, "cannot be read: %s", strerror(errno));
	long length = ftell(f);

	if (length < 0)
		bad_input(path, "cannot be read: %s", strerror(errno));
	if (length > 0x10000000)
		bad_input(path, "is larger than 256 MiB");
	rewind(f);
	unsigned char *data = malloc((size_t)length + 1);

	if (!data || fread(data, 1, (size_t)length, f) != (size_t)length)
		bad_input(path, "cannot be read");
	fclose(f);
	*size = (size_t)length;
	return data;
}

static void add_segment(struct elf_input *in, unsigned number, const GElf_Phdr *p)
{
	if (p->p_type == PT_INTERP || p->p_type == PT_DYNAMIC)
		bad_input(in->path, "is dynamically linked; programs must be static");
	if (p->p_type != PT_LOAD || p->p_memsz == 0)
		return;
	if (p->p_offset > in->size || p->p_filesz > in->size - p->p_offset)
		bad_input(in->path, "segment %u lies outside the file (truncated?)", number);
	if (p->p_filesz > p->p_memsz)
		bad_input(in->path, "segment %u is larger in the file than in memory", number);
	if (p->p_vaddr + p->p_memsz > 0x100000000ull)
		bad_input(in->path, "segment %u goes beyond the address space", number);
	if (in->segments == IMAGE_SEGMENTS_MAX)
		bad_input(in->path, "has more than %d segments", IMAGE_SEGMENTS_MAX);
	in->segment[in->segments++] = (struct segment){
	        .vaddr = (uint32_t)p->p_vaddr,
	        .memsz = (uint32_t)p->p_memsz,
	        .filesz = (uint32_t)p->p_filesz,
	        .flags = p->p_flags,
	        .data = in->file + p->p_offset,
	};
}

static void find_header_section(Elf *elf, struct elf_input *in)
{
	size_t names;
	Elf_Scn *section = NULL;

	if (elf_getshdrstrndx(elf, &names) != 0)
		return;
	while ((section = elf_nextscn(elf, section)) != NULL) {
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header))
			continue;
		const char *name = elf_strptr(elf, names, header.sh_name);

		if (name && strcmp(name, ".image_header") == 0) {
			in->header_addr = (uint32_t)header.sh_addr;
			in->header_size = (uint32_t)header.sh_size;
		}
	}
}

void elf_read(const char *path, struct elf_input *in)
{
	GElf_Ehdr header;
	size_t count;

	*in = (struct elf_input){.path = path};
	in->file = read_file(path, &in->size);
	Elf *elf = elf_memory((char *)in->file, in->size);

	if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header))
		bad_input(path, "is not an ELF file");
	if (gelf_getclass(elf) != ELFCLASS32 || header.e_ident[EI_DATA] != ELFDATA2LSB || header.e_machine != EM_MIPS)
		bad_input(path, "is not a little-endian MIPS32 file");
	if (header.e_type != ET_EXEC)
		bad_input(path, "is not an executable (object file or shared library?)");
	if (elf_getphdrnum(elf, &count) != 0)
		bad_input(path, "has broken program headers");
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr p;

		if (!gelf_getphdr(elf, (int)i, &p))
			bad_input(path, "program header %zu lies outside the file (truncated?)", i);
		add_segment(in, (unsigned)i, &p);
	}
	if (in->segments == 0)
		bad_input(path, "has nothing to load");
	in->entry = (uint32_t)header.e_entry;
	find_header_section(elf, in);
	elf_end(elf);
}
