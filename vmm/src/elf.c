// SPDX-License-Identifier: Apache-2.0
// ELF loader for guest kernels. The file is untrusted input: every field is checked before use.
#include <vmm/elf.h>

#define EHDR_SIZE 52
#define PHDR_SIZE 32
// More than any kernel has; bounds the check for overlaps.
#define PHDR_MAX  64

#define ELFCLASS32  1
#define ELFDATA2LSB 1
#define ET_EXEC     2
#define EM_MIPS     8
#define PT_LOAD     1

#define PHYSICAL_MASK 0x1fffffff

struct segment {
	uint32_t offset, vaddr, gpa, filesz, memsz;
};

static uint32_t physical(uint32_t address)
{
	return address >= 0x80000000 && address < 0xc0000000 ? address & PHYSICAL_MASK : address;
}

// Reads program header @p i. Returns whether it has anything to load.
static bool read_segment(const uint8_t *image, unsigned i, struct segment *segment)
{
	const uint8_t *phdr = image + vmm_le32(image + 28) + (size_t)i * PHDR_SIZE;

	*segment = (struct segment){
	        .offset = vmm_le32(phdr + 4),
	        .vaddr = vmm_le32(phdr + 8),
	        .gpa = physical(vmm_le32(phdr + 12)),
	        .filesz = vmm_le32(phdr + 16),
	        .memsz = vmm_le32(phdr + 20),
	};
	return vmm_le32(phdr) == PT_LOAD && segment->memsz > 0;
}

static unsigned phdr_count(const uint8_t *image)
{
	return vmm_le16(image + 44);
}

static int check_header(const uint8_t *image, size_t size)
{
	static const uint8_t magic[4] = {0x7f, 'E', 'L', 'F'};

	if (size < EHDR_SIZE)
		return VMM_ELF_SHORT;
	if (!vmm_same(image, magic, sizeof(magic)))
		return VMM_ELF_MAGIC;
	if (image[4] != ELFCLASS32)
		return VMM_ELF_CLASS;
	if (image[5] != ELFDATA2LSB)
		return VMM_ELF_ENDIAN;
	if (vmm_le16(image + 16) != ET_EXEC)
		return VMM_ELF_TYPE;
	if (vmm_le16(image + 18) != EM_MIPS)
		return VMM_ELF_MACHINE;

	uint32_t phoff = vmm_le32(image + 28);

	if (vmm_le16(image + 42) != PHDR_SIZE || phdr_count(image) > PHDR_MAX || phoff > size ||
	    (size_t)phdr_count(image) * PHDR_SIZE > size - phoff)
		return VMM_ELF_PHDR;
	return VMM_OK;
}

static int check_segment(const struct segment *segment, size_t size, const struct vmm_ram *ram)
{
	if (segment->offset > size || segment->filesz > size - segment->offset)
		return VMM_ELF_SEG_FILE;
	if (segment->filesz > segment->memsz)
		return VMM_ELF_SEG_SIZE;
	if (!vmm_ram_has(ram, segment->gpa, segment->memsz))
		return VMM_ELF_SEG_RAM;
	return VMM_OK;
}

static bool overlaps_earlier(const uint8_t *image, unsigned count, const struct segment *segment)
{
	struct segment other;

	for (unsigned i = 0; i < count; i++) {
		if (read_segment(image, i, &other) && segment->gpa < other.gpa + other.memsz &&
		    other.gpa < segment->gpa + segment->memsz)
			return true;
	}
	return false;
}

static int check_segments(const uint8_t *image, size_t size, const struct vmm_ram *ram, struct vmm_kernel *kernel)
{
	bool entry_found = false;
	struct segment segment;

	*kernel = (struct vmm_kernel){.entry = vmm_le32(image + 24), .start = UINT32_MAX};
	for (unsigned i = 0; i < phdr_count(image); i++) {
		if (!read_segment(image, i, &segment))
			continue;

		int status = check_segment(&segment, size, ram);

		if (status != VMM_OK)
			return status;
		if (overlaps_earlier(image, i, &segment))
			return VMM_ELF_SEG_OVERLAP;
		if (kernel->entry - segment.vaddr < segment.filesz)
			entry_found = true;
		if (segment.gpa < kernel->start)
			kernel->start = segment.gpa;
		if (segment.gpa + segment.memsz > kernel->end)
			kernel->end = segment.gpa + segment.memsz;
	}
	if (kernel->end == 0)
		return VMM_ELF_NO_LOAD;
	// Bit 0 would select the compressed instruction set, which the virtual processor does not have.
	if (!entry_found || (kernel->entry & 3))
		return VMM_ELF_ENTRY;
	return VMM_OK;
}

int vmm_elf_load(const uint8_t *image, size_t size, const struct vmm_ram *ram, struct vmm_kernel *kernel)
{
	struct segment segment;
	int status = check_header(image, size);

	if (status == VMM_OK)
		status = check_segments(image, size, ram, kernel);
	if (status != VMM_OK)
		return status;
	for (unsigned i = 0; i < phdr_count(image); i++) {
		if (!read_segment(image, i, &segment))
			continue;
		vmm_copy(ram->host + segment.gpa, image + segment.offset, segment.filesz);
		vmm_fill(ram->host + segment.gpa + segment.filesz, 0, segment.memsz - segment.filesz);
	}
	return VMM_OK;
}

int vmm_raw_load(const uint8_t *image, size_t size, uint32_t load, uint32_t entry, const struct vmm_ram *ram,
                 struct vmm_kernel *kernel)
{
	if (size == 0 || !vmm_ram_has(ram, load, size) || physical(entry) - load >= size || (entry & 3))
		return VMM_PLACE_RAW;
	vmm_copy(ram->host + load, image, size);
	*kernel = (struct vmm_kernel){.entry = entry, .start = load, .end = load + (uint32_t)size};
	return VMM_OK;
}
