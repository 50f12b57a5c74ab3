// SPDX-License-Identifier: Apache-2.0
// The kernel loader, on good and on hostile files.
#include "images.h"
#include "unit.h"

#include <string.h>
#include <vmm/elf.h>

#define RAM (2u << 20)

static uint8_t memory[RAM];
static const struct vmm_ram ram = {.host = memory, .size = RAM};
static struct elf elf;
static struct vmm_kernel kernel;

static void one_segment(void)
{
	memset(memory, 0xee, sizeof(memory));
	elf_make(&elf, 1);
}

UNIT_FIXTURE(one_segment, NULL);

static int load(void)
{
	return vmm_elf_load(elf.file, elf.size, &ram, &kernel);
}

// Loading fails with @p status and leaves memory alone.
static void refused(int status)
{
	ck_assert_int_eq(load(), status);
	ck_assert(filled(memory, RAM, 0xee));
}

UNIT_TEST(elf_segment_is_copied_and_its_end_cleared)
{
	ck_assert_int_eq(load(), VMM_OK);
	ck_assert_uint_eq(kernel.entry, 0x80100000);
	ck_assert_uint_eq(kernel.start, 0x100000);
	ck_assert_uint_eq(kernel.end, 0x100020);
	ck_assert_mem_eq(memory + 0x100000, elf.file + 512, 16);
	for (unsigned i = 16; i < 32; i++)
		ck_assert_uint_eq(memory[0x100000 + i], 0);
	ck_assert_uint_eq(memory[0x100020], 0xee);
	ck_assert_uint_eq(memory[0xfffff], 0xee);
}

UNIT_TEST(elf_virtual_paddr_counts_as_its_physical_address)
{
	elf_phdr(&elf, 0, 3, 0xa0100000);
	ck_assert_int_eq(load(), VMM_OK);
	ck_assert_uint_eq(kernel.start, 0x100000);
}

UNIT_TEST(elf_several_segments)
{
	elf_make(&elf, 4);
	elf_segment(&elf, 1, 600, 0x80120000, 100, 100);
	elf_phdr(&elf, 2, 0, 4); // a note
	elf_phdr(&elf, 2, 3, 0xffffffff);
	elf_segment(&elf, 3, 0, 0x80110000, 0, 64);
	ck_assert_int_eq(load(), VMM_OK);
	ck_assert_uint_eq(kernel.end, 0x120064);
	ck_assert_mem_eq(memory + 0x120000, elf.file + 600, 100);
	ck_assert_uint_eq(memory[0x110000], 0);
}

UNIT_TEST(elf_file_identity_is_checked)
{
	elf.size = 51;
	refused(VMM_ELF_SHORT);
	one_segment();
	elf.file[0] = 0;
	refused(VMM_ELF_MAGIC);
	one_segment();
	elf.file[4] = 2;
	refused(VMM_ELF_CLASS);
	one_segment();
	elf.file[5] = 2;
	refused(VMM_ELF_ENDIAN);
	one_segment();
	elf.file[16] = 3;
	refused(VMM_ELF_TYPE);
	one_segment();
	elf.file[18] = 3;
	refused(VMM_ELF_MACHINE);
}

UNIT_TEST(elf_program_headers_must_be_in_the_file)
{
	elf.file[42] = 56;
	refused(VMM_ELF_PHDR);
	one_segment();
	vmm_put_le16(elf.file + 44, 65);
	refused(VMM_ELF_PHDR);
	one_segment();
	vmm_put_le32(elf.file + 28, 1025);
	refused(VMM_ELF_PHDR);
	vmm_put_le32(elf.file + 28, 0xffffffff);
	refused(VMM_ELF_PHDR);
	vmm_put_le32(elf.file + 28, 1000);
	refused(VMM_ELF_PHDR);
}

UNIT_TEST(elf_segments_must_be_in_the_file)
{
	elf_phdr(&elf, 0, 1, 1025);
	refused(VMM_ELF_SEG_FILE);
	elf_phdr(&elf, 0, 1, 1020);
	refused(VMM_ELF_SEG_FILE);
	elf_phdr(&elf, 0, 1, 0xfffffff8);
	refused(VMM_ELF_SEG_FILE);
	elf_segment(&elf, 0, 512, 0x80100000, 33, 32);
	refused(VMM_ELF_SEG_SIZE);
}

UNIT_TEST(elf_segments_must_be_in_memory)
{
	elf_segment(&elf, 0, 512, 0x80100000, 16, RAM - 0x100000 + 1);
	refused(VMM_ELF_SEG_RAM);
	elf_segment(&elf, 0, 512, 0x80100000, 16, 0xffffffff);
	refused(VMM_ELF_SEG_RAM);
	elf_segment(&elf, 0, 512, 0x80200001, 16, 16);
	refused(VMM_ELF_SEG_RAM);
	elf_phdr(&elf, 0, 3, 0xc0100000);
	refused(VMM_ELF_SEG_RAM);
}

UNIT_TEST(elf_segments_must_not_overlap)
{
	elf_make(&elf, 2);
	elf_segment(&elf, 1, 512, 0x8010001f, 16, 16);
	refused(VMM_ELF_SEG_OVERLAP);
	elf_segment(&elf, 1, 512, 0x80100020, 16, 16);
	ck_assert_int_eq(load(), VMM_OK);
}

UNIT_TEST(elf_needs_something_to_load)
{
	elf_phdr(&elf, 0, 0, 0);
	refused(VMM_ELF_NO_LOAD);
	elf_make(&elf, 0);
	refused(VMM_ELF_NO_LOAD);
}

UNIT_TEST(elf_entry_must_be_code)
{
	static const uint32_t wrong[] = {0x80100010, 0x80100001, 0x80100002, 0x800ffffc, 0};

	for (unsigned i = 0; i < 5; i++) {
		vmm_put_le32(elf.file + 24, wrong[i]);
		refused(VMM_ELF_ENTRY);
	}
}

UNIT_TEST(raw_image_goes_where_it_is_told)
{
	ck_assert_int_eq(vmm_raw_load(elf.file, 1024, 0x100000, 0x80100200, &ram, &kernel), VMM_OK);
	ck_assert_mem_eq(memory + 0x100000, elf.file, 1024);
	ck_assert_uint_eq(kernel.entry, 0x80100200);
	ck_assert_uint_eq(kernel.start, 0x100000);
	ck_assert_uint_eq(kernel.end, 0x100400);
}

UNIT_TEST(raw_image_is_checked)
{
	ck_assert_int_eq(vmm_raw_load(elf.file, 0, 0x100000, 0x80100000, &ram, &kernel), VMM_PLACE_RAW);
	ck_assert_int_eq(vmm_raw_load(elf.file, 1024, RAM - 1023, 0x80100000, &ram, &kernel), VMM_PLACE_RAW);
	ck_assert_int_eq(vmm_raw_load(elf.file, 1024, 0x100000, 0x80100400, &ram, &kernel), VMM_PLACE_RAW);
	ck_assert_int_eq(vmm_raw_load(elf.file, 1024, 0x100000, 0x800ffffc, &ram, &kernel), VMM_PLACE_RAW);
	ck_assert_int_eq(vmm_raw_load(elf.file, 1024, 0x100000, 0x80100002, &ram, &kernel), VMM_PLACE_RAW);
}
