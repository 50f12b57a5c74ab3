// SPDX-License-Identifier: Apache-2.0
// Builds device trees and ELF files for the tests, good ones and damaged ones.
#ifndef VMM_TEST_IMAGES_H
#define VMM_TEST_IMAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A device tree under construction. */
struct tree {
	uint8_t nodes[2048];
	size_t nodes_size;
	char strings[512];
	size_t strings_size;
	uint8_t blob[4096];
	size_t size;
};

void tree_begin(struct tree *t, const char *node);
void tree_end(struct tree *t);
void tree_nop(struct tree *t);
void tree_prop(struct tree *t, const char *name, const void *value, size_t size);
void tree_string(struct tree *t, const char *name, const char *value);
void tree_cells(struct tree *t, const char *name, unsigned count, ...);
/** Ends the tree and assembles t->blob. */
void tree_finish(struct tree *t);

/** The tree of a usual guest: memory, chosen (64 bytes for the command line), a UART with shift 3 on line 4, reset word. */
void tree_of_guest(struct tree *t);

/** Overwrites the big-endian word at @p offset of the header. */
void tree_poke(struct tree *t, size_t offset, uint32_t value);

/** An ELF file with @p phdrs program headers, entry 0x80100000; the first segment has 16 bytes and 32 in memory. */
struct elf {
	uint8_t file[1024];
	size_t size;
};

void elf_make(struct elf *e, unsigned phdrs);
/** Sets word @p index of program header @p phdr (0 type, 1 offset, 2 vaddr, 3 paddr, 4 filesz, 5 memsz). */
void elf_phdr(struct elf *e, unsigned phdr, unsigned index, uint32_t value);
void elf_segment(struct elf *e, unsigned phdr, uint32_t offset, uint32_t address, uint32_t filesz, uint32_t memsz);

/** Whether all @p size bytes at @p memory are @p value. */
bool filled(const uint8_t *memory, size_t size, uint8_t value);

#endif
