// SPDX-License-Identifier: Apache-2.0
// Kernel images: what is loaded where, and that damaged ones are refused.
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "emu/machine.h"
#include "image.h"
#include "unit.h"

#define RAM_SIZE (2u << 20)

static struct emu_sys *sys;
static uint8_t *ram;
static char error[MACHINE_ERROR_SIZE];

/* An image with two segments, and with a symbol table. */
static struct {
	Elf32_Ehdr ehdr;
	Elf32_Phdr phdr[2];
	Elf32_Shdr shdr[3];
	Elf32_Sym symbol[2];
	char strings[16];
	uint8_t code[64];
} good;

static void restore_image(void)
{
	memset(&good, 0, sizeof(good));
	memcpy(good.ehdr.e_ident, ELFMAG "\1\1\1", 7);
	good.ehdr.e_type = ET_EXEC;
	good.ehdr.e_machine = EM_MIPS;
	good.ehdr.e_version = 1;
	good.ehdr.e_entry = 0x80100010;
	good.ehdr.e_phoff = offsetof(__typeof__(good), phdr);
	good.ehdr.e_shoff = offsetof(__typeof__(good), shdr);
	good.ehdr.e_ehsize = sizeof(Elf32_Ehdr);
	good.ehdr.e_phentsize = sizeof(Elf32_Phdr);
	good.ehdr.e_phnum = 2;
	good.ehdr.e_shentsize = sizeof(Elf32_Shdr);
	good.ehdr.e_shnum = 3;
	for (unsigned i = 0; i < 2; i++) {
		good.phdr[i].p_type = PT_LOAD;
		good.phdr[i].p_offset = offsetof(__typeof__(good), code) + 32 * i;
		good.phdr[i].p_vaddr = good.phdr[i].p_paddr = 0x80100000 + 0x1000 * i;
		good.phdr[i].p_filesz = 32;
		good.phdr[i].p_memsz = 32 + 64 * i;
	}
	good.shdr[1] = (Elf32_Shdr){.sh_type = SHT_SYMTAB,
	                            .sh_offset = offsetof(__typeof__(good), symbol),
	                            .sh_size = sizeof(good.symbol),
	                            .sh_link = 2,
	                            .sh_entsize = sizeof(Elf32_Sym)};
	good.shdr[2] =
	        (Elf32_Shdr){.sh_type = SHT_STRTAB, .sh_offset = offsetof(__typeof__(good), strings), .sh_size = 16};
	memcpy(good.strings, "\0start_kernel", 14);
	good.symbol[1] = (Elf32_Sym){.st_name = 1, .st_value = 0x80100020, .st_shndx = 1};
	memset(good.code, 0xaa, sizeof(good.code));
}

static void fresh_image(void)
{
	struct emu_config config = {.profile = EMU_24KF};

	sys = emu_create(&config);
	ram = calloc(1, RAM_SIZE);
	ck_assert_int_eq(emu_add_ram(sys, 0, RAM_SIZE, ram), 0);
	restore_image();
}

static void drop_image(void)
{
	emu_destroy(sys);
	free(ram);
}

UNIT_FIXTURE(fresh_image, drop_image);

static bool load(struct image_info *info)
{
	error[0] = '\0';
	return image_load_kernel(sys, &good, sizeof(good), RAM_SIZE, info, error);
}

UNIT_TEST(segments_go_to_their_physical_addresses)
{
	struct image_info info;

	memset(ram, 0x55, RAM_SIZE);
	ck_assert(load(&info));
	ck_assert_uint_eq(info.entry, 0x80100010);
	ck_assert_uint_eq(info.low, 0x100000);
	ck_assert_uint_eq(info.high, 0x101060);
	ck_assert_uint_eq(ram[0x100000], 0xaa);
	ck_assert_uint_eq(ram[0x100020], 0x55);
	ck_assert_uint_eq(ram[0x10101f], 0xaa);
	ck_assert_uint_eq(ram[0x101020], 0x00); /* BSS */
	ck_assert_uint_eq(ram[0x10105f], 0x00);
	ck_assert_uint_eq(ram[0x101060], 0x55);
}

UNIT_TEST(symbols_are_found)
{
	uint32_t address;

	ck_assert(image_symbol(&good, sizeof(good), "start_kernel", &address));
	ck_assert_uint_eq(address, 0x80100020);
	ck_assert(!image_symbol(&good, sizeof(good), "start", &address));
	ck_assert(!image_symbol("raw", 3, "start_kernel", &address));
}

static void expect_refusal(const char *part)
{
	struct image_info info;

	ck_assert(!load(&info));
	ck_assert_msg(strstr(error, part) != NULL, "\"%s\" does not say \"%s\"", error, part);
}

UNIT_TEST(wrong_kinds_are_named)
{
	good.ehdr.e_machine = EM_X86_64;
	expect_refusal("not MIPS");
	restore_image();
	good.ehdr.e_ident[EI_DATA] = ELFDATA2MSB;
	expect_refusal("big-endian");
	restore_image();
	good.ehdr.e_ident[EI_CLASS] = ELFCLASS64;
	expect_refusal("64-bit");
	restore_image();
	good.ehdr.e_type = ET_REL;
	expect_refusal("not an executable");
	restore_image();
	good.ehdr.e_entry = 0x00400000;
	expect_refusal("entry");
	restore_image();
	good.phdr[0].p_type = good.phdr[1].p_type = PT_NOTE;
	expect_refusal("without a segment");
}

UNIT_TEST(segments_outside_file_or_memory_are_refused)
{
	good.phdr[1].p_offset = 0xfffffff0;
	expect_refusal("behind the file");
	restore_image();
	good.phdr[1].p_offset = sizeof(good) - 16;
	expect_refusal("behind the file");
	restore_image();
	good.phdr[1].p_filesz = 128;
	expect_refusal("larger in the file");
	restore_image();
	good.phdr[1].p_paddr = 0x80000000 + RAM_SIZE - 8;
	expect_refusal("does not fit");
	restore_image();
	good.phdr[0].p_memsz = 0xffffffff;
	expect_refusal("does not fit");
	restore_image();
	good.phdr[0].p_paddr = 0x9fffffff;
	good.phdr[0].p_memsz = 0xfffffff0;
	expect_refusal("does not fit");
}

/* Every truncation is refused or loaded, never read beyond. The copy is exactly as long, for the sanitizer. */
UNIT_TEST(truncated_images_end_well)
{
	for (size_t size = 1; size < sizeof(good); size++) {
		uint8_t *copy = malloc(size);
		struct image_info info;
		uint32_t address;

		memcpy(copy, &good, size);
		image_load_kernel(sys, copy, size, RAM_SIZE, &info, error);
		image_symbol(copy, size, "start_kernel", &address);
		free(copy);
	}
}

/* One byte at a time is changed to several values. */
UNIT_TEST(damaged_images_end_well)
{
	static const uint8_t values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
	const size_t size = sizeof(good);
	uint8_t *copy = malloc(size);

	for (size_t at = 4; at < offsetof(__typeof__(good), code); at++) {
		for (unsigned v = 0; v < sizeof(values); v++) {
			struct image_info info;
			uint32_t address;

			memcpy(copy, &good, sizeof(good));
			copy[at] = values[v];
			image_load_kernel(sys, copy, sizeof(good), RAM_SIZE, &info, error);
			image_symbol(copy, sizeof(good), "start_kernel", &address);
		}
	}
	free(copy);
}

UNIT_TEST(anything_else_is_raw)
{
	struct image_info info;

	ck_assert(image_load_kernel(sys, "\x08\x00\x10\x00", 4, RAM_SIZE, &info, error));
	ck_assert_uint_eq(info.entry, 0x80100000);
	ck_assert_uint_eq(info.high, 0x100004);
	ck_assert_uint_eq(ram[0x100000], 8);
	ck_assert(!image_load_kernel(sys, ram, RAM_SIZE, RAM_SIZE, &info, error));
	ck_assert(!image_load_kernel(sys, ram, RAM_SIZE - 0x100000 + 1, RAM_SIZE, &info, error));
}
