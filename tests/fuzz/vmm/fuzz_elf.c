// SPDX-License-Identifier: Apache-2.0
// Hostile kernel files: a good one with changed words, or bytes as they come.
#include "fuzz.h"

#include "images.h"

#include <string.h>
#include <vmm/elf.h>

#define RAM_SIZE 0x120000u

size_t fuzz_elf(const uint8_t *data, size_t size)
{
	// Exactly as large as it says, so that the sanitizer sees every step beyond it.
	uint8_t *memory = malloc(RAM_SIZE);
	const struct vmm_ram ram = {.host = memory, .size = RAM_SIZE};
	struct fuzz_bytes bytes = {data, size};
	struct vmm_kernel kernel;
	struct elf elf;

	elf_make(&elf, 1 + fuzz_u8(&bytes) % 4);
	while (bytes.size >= 5) {
		size_t at = fuzz_u8(&bytes) % 180;

		vmm_put_le32(elf.file + at, fuzz_u8(&bytes) & 1 ? fuzz_u32(&bytes) : (uint32_t)fuzz_u8(&bytes) << 4);
	}
	uint8_t *file = malloc(elf.size);

	memcpy(file, elf.file, elf.size);
	if (vmm_elf_load(file, elf.size, &ram, &kernel) == VMM_OK) {
		FUZZ_CHECK(kernel.start < kernel.end && kernel.end <= RAM_SIZE);
		FUZZ_CHECK((kernel.entry & 3) == 0);
	}
	(void)vmm_elf_load(data, size, &ram, &kernel);
	free(file);
	free(memory);
	return 1;
}
