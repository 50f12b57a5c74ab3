// SPDX-License-Identifier: Apache-2.0
// Writes the output ELF with libelf: a segment and a section for each piece, since boot loaders read either.
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KSEG0      0x80000000u
#define FILE_ALIGN 16u
#define ABI_O32    0x1000u /* e_flags: o32 ABI (not in elf.h) */

static const char *output_path;

static void check(int ok)
{
	if (ok)
		return;
	int code = elf_errno();

	fprintf(stderr, "skerry-image: %s: %s\n", output_path, code ? elf_errmsg(code) : strerror(errno));
	unlink(output_path);
	exit(1);
}

/* Adds a section for @p p at file offset @p offset. */
static void add_section(Elf *elf, const struct piece *p, uint32_t name, uint32_t offset)
{
	Elf_Scn *section = elf_newscn(elf);

	check(section != NULL);
	Elf_Data *data = elf_newdata(section);
	Elf32_Shdr *header = elf32_getshdr(section);

	check(data && header);
	data->d_buf = p->data;
	data->d_size = p->size;
	data->d_align = 1;
	data->d_type = ELF_T_BYTE;
	data->d_version = EV_CURRENT;
	header->sh_name = name;
	header->sh_type = SHT_PROGBITS;
	header->sh_flags = SHF_ALLOC | ((p->flags & PF_W) ? SHF_WRITE : 0) | ((p->flags & PF_X) ? SHF_EXECINSTR : 0);
	header->sh_addr = KSEG0 + p->base;
	header->sh_offset = offset;
	header->sh_size = p->size;
	header->sh_addralign = 1;
}

static void add_names(Elf *elf, Elf32_Ehdr *ehdr, char *names, uint32_t size, uint32_t offset)
{
	Elf_Scn *section = elf_newscn(elf);

	check(section != NULL);
	Elf_Data *data = elf_newdata(section);
	Elf32_Shdr *header = elf32_getshdr(section);

	check(data && header);
	data->d_buf = names;
	data->d_size = size;
	data->d_align = 1;
	data->d_type = ELF_T_BYTE;
	data->d_version = EV_CURRENT;
	header->sh_name = 1;
	header->sh_type = SHT_STRTAB;
	header->sh_offset = offset;
	header->sh_size = size;
	header->sh_addralign = 1;
	ehdr->e_shstrndx = (Elf32_Half)elf_ndxscn(section);
}

static uint32_t aligned(uint32_t offset)
{
	return (offset + FILE_ALIGN - 1) & ~(FILE_ALIGN - 1);
}

void elf_write(const char *path, const struct image *image)
{
	char names[64 * 64] = "\0.shstrtab";
	uint32_t names_size = 11;

	output_path = path;
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);

	check(fd >= 0);
	Elf *elf = elf_begin(fd, ELF_C_WRITE, NULL);

	check(elf != NULL);
	Elf32_Ehdr *ehdr = elf32_newehdr(elf);

	check(ehdr != NULL);
	ehdr->e_ident[EI_DATA] = ELFDATA2LSB;
	ehdr->e_machine = EM_MIPS;
	ehdr->e_type = ET_EXEC;
	ehdr->e_version = EV_CURRENT;
	ehdr->e_flags = EF_MIPS_ARCH_32R2 | ABI_O32 | EF_MIPS_NOREORDER;
	ehdr->e_entry = image->entry;
	Elf32_Phdr *phdr = elf32_newphdr(elf, image->pieces);

	check(phdr != NULL);
	elf_flagelf(elf, ELF_C_SET, ELF_F_LAYOUT);
	ehdr->e_phoff = sizeof(*ehdr);
	uint32_t offset = aligned((uint32_t)(sizeof(*ehdr) + image->pieces * sizeof(*phdr)));

	for (unsigned i = 0; i < image->pieces; i++) {
		const struct piece *p = &image->piece[i];

		phdr[i] = (Elf32_Phdr){
		        .p_type = PT_LOAD,
		        .p_offset = offset,
		        .p_vaddr = KSEG0 + p->base,
		        .p_paddr = p->base,
		        .p_filesz = p->size,
		        .p_memsz = p->size,
		        .p_flags = p->flags,
		        .p_align = 4,
		};
		add_section(elf, p, names_size, offset);
		names_size += (uint32_t)snprintf(names + names_size, sizeof(names) - names_size, ".%s", p->name) + 1;
		offset = aligned(offset + p->size);
	}
	add_names(elf, ehdr, names, names_size, offset);
	ehdr->e_shoff = aligned(offset + names_size);
	check(elf_update(elf, ELF_C_WRITE) >= 0);
	elf_end(elf);
	check(close(fd) == 0);
}
