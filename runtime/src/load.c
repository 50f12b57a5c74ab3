// SPDX-License-Identifier: Apache-2.0
// Loading ELF programs into a new task.
#include <skerry/abi/boot.h>
#include <skerry/rt/load.h>
#include <skerry/rt/object.h>
#include <skerry/rt/string.h>

/* The fields of ELF32 that a static program needs (System V ABI, MIPS supplement). */
struct elf_header {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version, entry, phoff, shoff, flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf_segment {
	uint32_t type, offset, vaddr, paddr, filesz, memsz, flags, align;
};

#define ELF_TYPE_EXEC    2
#define ELF_MACHINE_MIPS 8
#define ELF_PT_LOAD      1

#define GRANULE_MASK ((sk_word_t)SK_PAGE_SIZE - 1)

sk_word_t rt_ram_take(struct rt_ram *ram, sk_word_t bytes, sk_word_t align)
{
	sk_word_t at = ((ram->base + ram->next + align - 1) & ~(align - 1)) - ram->base;

	bytes = (bytes + GRANULE_MASK) & ~GRANULE_MASK;
	if (at < ram->next || at > ram->size || bytes > ram->size - at)
		return ~0u;
	ram->next = at + bytes;
	return at;
}

static const char *check_header(const struct elf_header *h, sk_word_t size)
{
	static const uint8_t magic[7] = {0x7f, 'E', 'L', 'F', 1, 1, 1};

	if (size < sizeof(*h) || memcmp(h->ident, magic, sizeof(magic)) != 0)
		return "not a little-endian ELF32 file";
	if (h->type != ELF_TYPE_EXEC || h->machine != ELF_MACHINE_MIPS)
		return "not a static MIPS program";
	if (h->phentsize != sizeof(struct elf_segment) || h->phoff > size ||
	    h->phnum > (size - h->phoff) / sizeof(struct elf_segment))
		return "program headers outside the file";
	return NULL;
}

static const char *check_segment(const struct elf_segment *s, sk_word_t size)
{
	if (s->offset > size || s->filesz > size - s->offset || s->filesz > s->memsz)
		return "segment outside the file";
	if (s->vaddr & GRANULE_MASK)
		return "segment not granule aligned";
	if (s->vaddr < SK_USER_START || s->vaddr >= SK_ROOT_STACK_TOP || s->memsz > SK_ROOT_STACK_TOP - s->vaddr)
		return "segment outside user space";
	return NULL;
}

static int load_segment(const uint8_t *image, const struct elf_segment *s, sk_word_t task, struct rt_ram *ram,
                        sk_word_t window)
{
	sk_word_t bytes = (s->memsz + GRANULE_MASK) & ~GRANULE_MASK;
	sk_word_t at = rt_ram_take(ram, bytes, SK_PAGE_SIZE);
	sk_word_t rights = ((s->flags & 1) ? SK_MEM_X : 0) | ((s->flags & 2) ? SK_MEM_W : 0) | SK_MEM_R;

	if (at == ~0u)
		return SK_ENOMEM;
	int error = rt_range_clear(ram->range, at, bytes);

	if (!error)
		error = rt_range_map(ram->range, SK_SLOT_TASK, at, window, bytes, SK_MEM_RW, SK_ATTR_CACHED);
	if (error)
		return error;
	memcpy((void *)window, image + s->offset, s->filesz);
	sk_word_t sync[] = {SK_CACHE_SYNC_INSN, window, bytes};

	error = rt_invoke(SK_SLOT_TASK, SK_TASK_CACHE, sync, 3, 0);
	for (sk_word_t done = 0; done < bytes; done += SK_PAGE_SIZE) {
		int e = rt_unmap(SK_SLOT_TASK, SK_FPAGE_MEMORY(window + done, SK_PAGE_ORDER, SK_MEM_RWX),
		                 SK_UNMAP_SELF);

		if (!error)
			error = e;
	}
	if (!error)
		error = rt_range_map(ram->range, task, at, s->vaddr, bytes, rights, SK_ATTR_CACHED);
	return error;
}

int rt_load_elf(const void *image, sk_word_t size, sk_word_t task, struct rt_ram *ram, sk_word_t window,
                sk_word_t *entry, const char **error)
{
	const struct elf_header *h = image;

	*error = check_header(h, size);
	if (*error)
		return SK_EINVAL;
	for (unsigned i = 0; i < h->phnum; i++) {
		struct elf_segment s;

		memcpy(&s, (const uint8_t *)image + h->phoff + i * sizeof(s), sizeof(s));
		if (s.type != ELF_PT_LOAD || s.memsz == 0)
			continue;
		*error = check_segment(&s, size);
		if (*error)
			return SK_EINVAL;
		int e = load_segment(image, &s, task, ram, window);

		if (e)
			return e;
	}
	*entry = h->entry;
	return SK_OK;
}
