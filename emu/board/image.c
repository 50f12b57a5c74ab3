// SPDX-License-Identifier: Apache-2.0
// Kernel loader: ELF by libelf with every offset checked again, and raw images.
#include "image.h"

#include <gelf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "emu/machine.h"

#define KSEG_MASK  0x1fffffffu
#define KSEG0      0x80000000u
#define KSEG2      0xc0000000u
#define MAX_PHDRS  64u
#define ZERO_CHUNK 4096u

static bool __attribute__((format(printf, 2, 3))) fail(char *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error, MACHINE_ERROR_SIZE, format, args);
	va_end(args);
	return false;
}

static Elf *open_elf(const void *data, size_t size)
{
	if (elf_version(EV_CURRENT) == EV_NONE)
		return NULL;
	/* libelf does not write to an image opened like this; its interface just lacks the const. */
	return elf_memory((char *)(uintptr_t)data, size);
}

static bool check_header(Elf *elf, GElf_Ehdr *ehdr, char *error)
{
	if (elf_kind(elf) != ELF_K_ELF || gelf_getehdr(elf, ehdr) == NULL)
		return fail(error, "damaged ELF header");
	if (ehdr->e_ident[EI_CLASS] != ELFCLASS32)
		return fail(error, "64-bit ELF: the processors modelled are MIPS32");
	if (ehdr->e_ident[EI_DATA] != ELFDATA2LSB)
		return fail(error, "big-endian ELF: the processors modelled are little endian");
	if (ehdr->e_machine != EM_MIPS)
		return fail(error, "ELF for machine %u, not MIPS", (unsigned)ehdr->e_machine);
	if (ehdr->e_type != ET_EXEC)
		return fail(error, "ELF of type %u: not an executable", (unsigned)ehdr->e_type);
	if (ehdr->e_entry < KSEG0 || ehdr->e_entry >= KSEG2)
		return fail(error, "entry 0x%08x is in neither kseg0 nor kseg1", (unsigned)ehdr->e_entry);
	return true;
}

static bool clear(struct emu_sys *sys, uint32_t pa, uint32_t size)
{
	static const uint8_t zero[ZERO_CHUNK];

	while (size != 0) {
		uint32_t part = size < ZERO_CHUNK ? size : ZERO_CHUNK;

		if (emu_phys_write(sys, pa, zero, part) != 0)
			return false;
		pa += part;
		size -= part;
	}
	return true;
}

static bool load_segment(struct emu_sys *sys, const void *data, size_t size, const GElf_Phdr *phdr, uint32_t ram_low,
                         struct image_info *info, char *error)
{
	uint32_t pa = (uint32_t)phdr->p_paddr & KSEG_MASK;
	uint64_t end = pa + phdr->p_memsz;

	if (phdr->p_filesz > phdr->p_memsz)
		return fail(error, "segment at 0x%08x is larger in the file than in memory", (unsigned)phdr->p_paddr);
	if (phdr->p_offset > size || phdr->p_filesz > size - phdr->p_offset)
		return fail(error, "truncated ELF: segment at 0x%08x ends behind the file", (unsigned)phdr->p_paddr);
	if (end > ram_low)
		return fail(error, "segment 0x%08x to 0x%08llx does not fit into %u MiB of memory", pa,
		            (unsigned long long)end, ram_low >> 20);
	if (emu_phys_write(sys, pa, (const char *)data + phdr->p_offset, (uint32_t)phdr->p_filesz) != 0 ||
	    !clear(sys, pa + (uint32_t)phdr->p_filesz, (uint32_t)(phdr->p_memsz - phdr->p_filesz)))
		return fail(error, "segment at 0x%08x is not in memory", pa);
	if (pa < info->low)
		info->low = pa;
	if (end > info->high)
		info->high = (uint32_t)end;
	return true;
}

static bool load_elf(struct emu_sys *sys, const void *data, size_t size, uint32_t ram_low, struct image_info *info,
                     char *error)
{
	Elf *elf = open_elf(data, size);
	GElf_Ehdr ehdr = {0};
	size_t count;
	bool good = false;

	*info = (struct image_info){.low = UINT32_MAX};
	if (elf == NULL)
		return fail(error, "damaged ELF: %s", elf_errmsg(-1));
	if (!check_header(elf, &ehdr, error))
		goto out;
	if (elf_getphdrnum(elf, &count) != 0 || count > MAX_PHDRS) {
		fail(error, "damaged ELF: bad number of program headers");
		goto out;
	}
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr phdr;

		if (gelf_getphdr(elf, (int)i, &phdr) == NULL) {
			fail(error, "truncated ELF: no program header %zu", i);
			goto out;
		}
		if (phdr.p_type == PT_LOAD && phdr.p_memsz != 0 &&
		    !load_segment(sys, data, size, &phdr, ram_low, info, error))
			goto out;
	}
	if (info->high == 0) {
		fail(error, "ELF without a segment to load");
		goto out;
	}
	info->entry = (uint32_t)ehdr.e_entry;
	good = true;
out:
	elf_end(elf);
	return good;
}

static bool load_raw(struct emu_sys *sys, const void *data, size_t size, uint32_t ram_low, struct image_info *info,
                     char *error)
{
	if (size > ram_low || ram_low - size < IMAGE_RAW_BASE)
		return fail(error, "raw image of %zu bytes does not fit into %u MiB of memory", size, ram_low >> 20);
	if (emu_phys_write(sys, IMAGE_RAW_BASE, data, (uint32_t)size) != 0)
		return fail(error, "raw image is not in memory");
	*info = (struct image_info){KSEG0 | IMAGE_RAW_BASE, IMAGE_RAW_BASE, IMAGE_RAW_BASE + (uint32_t)size};
	return true;
}

bool image_load_kernel(struct emu_sys *sys, const void *data, size_t size, uint32_t ram_low, struct image_info *info,
                       char *error)
{
	if (size >= SELFMAG && memcmp(data, ELFMAG, SELFMAG) == 0)
		return load_elf(sys, data, size, ram_low, info, error);
	return load_raw(sys, data, size, ram_low, info, error);
}

static bool find_in_table(Elf *elf, Elf_Scn *section, const GElf_Shdr *shdr, const char *name, uint32_t *address)
{
	Elf_Data *table = elf_getdata(section, NULL);
	size_t count = table != NULL && shdr->sh_entsize != 0 ? table->d_size / shdr->sh_entsize : 0;

	for (size_t i = 0; i < count && i <= INT32_MAX; i++) {
		GElf_Sym symbol;
		const char *found;

		if (gelf_getsym(table, (int)i, &symbol) == NULL)
			return false;
		found = elf_strptr(elf, shdr->sh_link, symbol.st_name);
		if (symbol.st_shndx != SHN_UNDEF && found != NULL && strcmp(found, name) == 0) {
			*address = (uint32_t)symbol.st_value;
			return true;
		}
	}
	return false;
}

bool image_symbol(const void *data, size_t size, const char *name, uint32_t *address)
{
	Elf *elf = open_elf(data, size);
	Elf_Scn *section = NULL;
	bool found = false;

	if (elf == NULL)
		return false;
	while (!found && (section = elf_nextscn(elf, section)) != NULL) {
		GElf_Shdr shdr;

		if (gelf_getshdr(section, &shdr) != NULL && shdr.sh_type == SHT_SYMTAB)
			found = find_in_table(elf, section, &shdr, name, address);
	}
	elf_end(elf);
	return found;
}
