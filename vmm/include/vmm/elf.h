// SPDX-License-Identifier: Apache-2.0
// Loads a kernel into guest memory.
#ifndef VMM_ELF_H
#define VMM_ELF_H

#include <vmm/ram.h>
#include <vmm/status.h>

/** Where a loaded kernel is. */
struct vmm_kernel {
	uint32_t entry; /**< virtual address of the first instruction */
	uint32_t start; /**< guest-physical address of its first byte */
	uint32_t end;   /**< guest-physical address behind its last byte, .bss included */
};

/**
 * Loads a statically linked little-endian MIPS32 ELF file (a vmlinux). A segment goes to p_paddr, or to the physical
 * address of its kseg0/kseg1 address if that is what p_paddr holds; memory behind the file's part is cleared. The file
 * is checked before the first byte is written.
 * @param image the file; not changed
 * @return VMM_OK or VMM_ELF_*
 */
int vmm_elf_load(const uint8_t *image, size_t size, const struct vmm_ram *ram, struct vmm_kernel *kernel);

/**
 * Places a raw image (vmlinux.bin).
 * @param load guest-physical address of its first byte
 * @param entry virtual address of its first instruction
 * @return VMM_OK or VMM_PLACE_RAW
 */
int vmm_raw_load(const uint8_t *image, size_t size, uint32_t load, uint32_t entry, const struct vmm_ram *ram,
                 struct vmm_kernel *kernel);

#endif
