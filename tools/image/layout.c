// SPDX-License-Identifier: Apache-2.0
// Decides where everything lies in physical memory.
#include "image.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GRANULE        ((uint32_t)SK_PAGE_SIZE)
#define KSEG0          0x80000000u
#define KSEG0_SIZE     0x20000000u
/* Where kernels start on the boards: programs lie about where they do there. */
#define NO_KERNEL_BASE 0x00100000u

static uint32_t granules(uint32_t bytes)
{
	return (bytes + GRANULE - 1) & ~(GRANULE - 1);
}

static struct piece *add_piece(struct image *image, const char *name, uint32_t base, uint32_t size, uint32_t flags)
{
	struct piece *p = &image->piece[image->pieces++];

	snprintf(p->name, sizeof(p->name), "%s", name);
	p->base = base;
	p->size = size;
	p->flags = flags;
	p->data = calloc(1, size);
	if (!p->data) {
		fprintf(stderr, "skerry-image: out of memory\n");
		exit(1);
	}
	return p;
}

void layout_kernel(struct image *image, const struct elf_input *kernel)
{
	uint32_t end = 0;

	for (unsigned i = 0; i < kernel->segments; i++) {
		const struct segment *s = &kernel->segment[i];
		char name[40];

		if (s->vaddr < KSEG0 || s->vaddr - KSEG0 >= KSEG0_SIZE || s->memsz > KSEG0 + KSEG0_SIZE - s->vaddr)
			bad_input(kernel->path, "segment %u at 0x%08x is not in kseg0", i, s->vaddr);
		snprintf(name, sizeof(name), "kernel.%u", i);
		struct piece *p = add_piece(image, name, s->vaddr - KSEG0, s->memsz, s->flags);

		memcpy(p->data, s->data, s->filesz);
		if (p->base + p->size > end)
			end = p->base + p->size;
	}
	if (kernel->header_size < sizeof(struct sk_image_header))
		bad_input(kernel->path, "has no section .image_header of %zu bytes: not a Skerry kernel",
		          sizeof(struct sk_image_header));
	image->entry = kernel->entry;
	image->header_at = kernel->header_addr - KSEG0;
	image->header.kernel_end = end;
	image->header.image_end = granules(end);
}

void layout_no_kernel(struct image *image)
{
	struct piece *p = add_piece(image, "header", NO_KERNEL_BASE, GRANULE, PF_R);

	image->entry = KSEG0 + p->base;
	image->header_at = p->base;
	image->header.kernel_end = p->base + p->size;
	image->header.image_end = image->header.kernel_end;
}

void layout_root(struct image *image, const struct elf_input *root)
{
	if (root->segments > SK_IMAGE_SEGMENTS_MAX)
		bad_input(root->path, "has %u segments; a root task may have %d", root->segments,
		          SK_IMAGE_SEGMENTS_MAX);
	for (unsigned i = 0; i < root->segments; i++) {
		const struct segment *s = &root->segment[i];
		struct sk_image_segment *out = &image->header.segment[i];
		char name[40];

		if (s->vaddr % GRANULE)
			bad_input(root->path, "segment %u at 0x%08x is not aligned to %u bytes", i, s->vaddr, GRANULE);
		if (s->vaddr < SK_USER_START || s->vaddr >= SK_ROOT_STACK_TOP ||
		    s->memsz > SK_ROOT_STACK_TOP - s->vaddr)
			bad_input(root->path, "segment %u at 0x%08x is outside user space (0x%x to 0x%x)", i, s->vaddr,
			          SK_USER_START, SK_ROOT_STACK_TOP);
		snprintf(name, sizeof(name), "root.%u", i);
		struct piece *p = add_piece(image, name, image->header.image_end, granules(s->memsz), s->flags);

		memcpy(p->data, s->data, s->filesz);
		out->vaddr = s->vaddr;
		out->base = p->base;
		out->size = p->size;
		out->rights = ((s->flags & PF_R) ? SK_MEM_R : 0u) | ((s->flags & PF_W) ? SK_MEM_W : 0u) |
		              ((s->flags & PF_X) ? SK_MEM_X : 0u);
		image->header.image_end += p->size;
	}
	image->header.segment_count = root->segments;
	image->header.root_entry = root->entry;
}

void layout_module(struct image *image, const char *name, const char *path)
{
	struct sk_image_module *out = &image->header.module[image->header.module_count];
	size_t size;

	if (image->header.module_count == SK_BOOT_MODULES_MAX)
		bad_input(path, "is module number %d; there may be %d", SK_BOOT_MODULES_MAX + 1, SK_BOOT_MODULES_MAX);
	if (strlen(name) == 0 || strlen(name) >= sizeof(out->name))
		bad_input(path, "module name '%s' must have 1 to %zu characters", name, sizeof(out->name) - 1);
	for (unsigned i = 0; i < image->header.module_count; i++)
		if (strcmp(image->header.module[i].name, name) == 0)
			bad_input(path, "module name '%s' is used twice", name);
	unsigned char *data = read_file(path, &size);

	if (size == 0)
		bad_input(path, "is empty");
	struct piece *p = add_piece(image, name, image->header.image_end, granules((uint32_t)size), PF_R);

	memcpy(p->data, data, size);
	free(data);
	memcpy(out->name, name, strlen(name) + 1);
	out->base = p->base;
	out->size = (uint32_t)size;
	image->header.image_end += p->size;
	image->header.module_count++;
}

void layout_finish(struct image *image, const char *kernel, uint32_t pool_bytes)
{
	uint32_t at = image->header_at;

	image->header.magic = SK_IMAGE_MAGIC;
	image->header.abi_version = SK_ABI_VERSION;
	image->header.pool_bytes = pool_bytes;
	for (unsigned i = 0; i < image->pieces; i++) {
		struct piece *p = &image->piece[i];

		if (at >= p->base && at - p->base <= p->size && sizeof(image->header) <= p->size - (at - p->base)) {
			memcpy(p->data + (at - p->base), &image->header, sizeof(image->header));
			return;
		}
	}
	bad_input(kernel, "section .image_header is not loaded");
}
