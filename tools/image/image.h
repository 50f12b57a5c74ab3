// SPDX-License-Identifier: Apache-2.0
// Image builder: the image in memory, and the steps that make it.
#ifndef IMAGE_H
#define IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdnoreturn.h>

#include <skerry/abi/boot.h>
#include <skerry/abi/fpage.h>
#include <skerry/abi/proto.h>

#define IMAGE_SEGMENTS_MAX 16

/** One loadable segment of an ELF input. */
struct segment {
	uint32_t vaddr, memsz, filesz, flags; /* flags: PF_R, PF_W, PF_X */
	const unsigned char *data;            /* filesz bytes inside the file */
};

/** An input ELF, checked. */
struct elf_input {
	const char *path;
	unsigned char *file;
	size_t size;
	uint32_t entry;
	struct segment segment[IMAGE_SEGMENTS_MAX];
	unsigned segments;
	uint32_t header_addr; /* address and size of section .image_header, 0 if there is none */
	uint32_t header_size;
};

/** One piece of the output: contiguous bytes at a physical address. */
struct piece {
	char name[40]; /* section name */
	uint32_t base;
	uint32_t size;
	uint32_t flags;
	unsigned char *data;
};

/** What goes into the output file. */
struct image {
	uint32_t entry;
	struct piece piece[IMAGE_SEGMENTS_MAX + SK_IMAGE_SEGMENTS_MAX + SK_BOOT_MODULES_MAX];
	unsigned pieces;
	uint32_t header_at; /* physical address of the header */
	struct sk_image_header header;
};

/** Ends the program with "skerry-image: PATH: message" and exit code 2 (bad input). */
noreturn void bad_input(const char *path, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Reads a whole file; ends with a message when that fails. */
unsigned char *read_file(const char *path, size_t *size);

/** Reads and checks a static little-endian MIPS32 executable. */
void elf_read(const char *path, struct elf_input *in);

/** Puts the kernel's segments at their physical addresses; they must lie in kseg0. */
void layout_kernel(struct image *image, const struct elf_input *kernel);
/** In place of a kernel: one granule that starts with the header, the first segment of the image. */
void layout_no_kernel(struct image *image);
/** Puts the root task's segments behind what is there, in whole granules. */
void layout_root(struct image *image, const struct elf_input *root);
/** Puts a file behind what is there, in whole granules. */
void layout_module(struct image *image, const char *name, const char *path);
/** Writes the header to its place, in the kernel of the file @p kernel (null: none). */
void layout_finish(struct image *image, const char *kernel, uint32_t pool_bytes);

/** Writes the ELF file; removes it again when that fails. */
void elf_write(const char *path, const struct image *image);

#endif
