// SPDX-License-Identifier: Apache-2.0
// Boot: divides the board's memory into the ranges the root task receives.
#include <skerry/abi/proto.h>
#include <skerry/arch/mmu.h>
#include <skerry/boot_memory.h>

#define PIECES_MAX (2 + SK_IMAGE_SEGMENTS_MAX + SK_BOOT_MODULES_MAX + 1)
#define USE_KERNEL 0xff /* not given out */

/* Occupied memory in granules, sorted by address; the last address counts as inside, so that RAM may end at 4 GiB. */
struct piece {
	uint32_t base, last;
	unsigned use;
};

struct pieces {
	struct piece piece[PIECES_MAX];
	unsigned count;
};

static uint32_t granule_down(uint32_t a)
{
	return a & ~(uint32_t)(SK_PAGE_SIZE - 1);
}

static void occupy(struct pieces *p, uint32_t base, uint32_t bytes, unsigned use)
{
	struct piece n = {granule_down(base), (base + bytes - 1) | (SK_PAGE_SIZE - 1), use};
	unsigned i = p->count++;

	for (; i > 0 && p->piece[i - 1].base > n.base; i--)
		p->piece[i] = p->piece[i - 1];
	p->piece[i] = n;
}

static void check_overlap(const struct pieces *p)
{
	for (unsigned i = 1; i < p->count; i++) {
		const struct piece *a = &p->piece[i - 1], *b = &p->piece[i];

		if (b->base <= a->last)
			panic("image: pieces at 0x%x to 0x%x and 0x%x to 0x%x overlap", a->base, a->last, b->base,
			      b->last);
	}
}

/* Free memory in front of piece @p i (or behind the last). False when there is none. */
static bool gap(const struct boot_layout *l, const struct pieces *p, unsigned i, uint32_t *base, uint32_t *bytes)
{
	uint32_t first = granule_down(l->ram_base + SK_PAGE_SIZE - 1);
	uint32_t end = granule_down(l->ram_base + l->ram_bytes);

	*base = i ? p->piece[i - 1].last + 1 : first;
	*bytes = (i < p->count ? p->piece[i].base : end) - *base;
	return *bytes && *bytes <= l->ram_bytes;
}

/* Two granules for the boot information and the root task's stack, in the lowest gap that the kernel can address. */
static paddr_t take_granules(const struct boot_layout *l, struct pieces *p)
{
	uint32_t base, bytes;

	for (unsigned i = 0; i <= p->count; i++) {
		if (!gap(l, p, i, &base, &bytes) || bytes < 2 * SK_PAGE_SIZE || !arch_phys_ptr(base))
			continue;
		arch_phys_clear(base, SK_PAGE_SIZE);
		arch_phys_clear(base + SK_PAGE_SIZE, SK_PAGE_SIZE);
		occupy(p, base, 2 * SK_PAGE_SIZE, SK_BOOT_USE_ROOT);
		return base;
	}
	panic("image: no RAM is left for the root task");
}

static void add_range(struct sk_bootinfo *info, uint32_t base, uint32_t bytes, unsigned kind, unsigned use)
{
	struct sk_boot_range *last = info->range_count ? &info->range[info->range_count - 1] : NULL;

	if (last && last->kind == kind && last->use == use && last->base + last->size == base) {
		last->size += bytes;
		return;
	}
	if (info->range_count == SK_BOOT_RANGES_MAX)
		panic("image: memory falls into more than %u ranges", SK_BOOT_RANGES_MAX);
	info->range[info->range_count++] = (struct sk_boot_range){base, bytes, kind, use};
}

static void add_module(struct sk_bootinfo *info, const struct sk_image_module *m)
{
	struct sk_boot_module *out = &info->module[info->module_count++];
	unsigned range = 0;

	while (m->base - info->range[range].base >= info->range[range].size)
		range++;
	memcpy(out->name, m->name, sizeof(out->name));
	out->range = range;
	out->offset = m->base - info->range[range].base;
	out->size = m->size;
	out->flags = 0;
}

struct sk_bootinfo *boot_list_ranges(const struct boot_layout *l, paddr_t *granules)
{
	const struct sk_image_header *h = l->image;
	struct pieces p = {.count = 0};
	uint32_t base, bytes;

	occupy(&p, l->kernel_start, l->kernel_end - l->kernel_start, USE_KERNEL);
	occupy(&p, l->pool_base, h->pool_bytes * ARCH_POOL_SCALE, USE_KERNEL);
	for (unsigned i = 0; i < h->segment_count; i++)
		occupy(&p, h->segment[i].base, h->segment[i].size, SK_BOOT_USE_ROOT);
	for (unsigned i = 0; i < h->module_count; i++)
		occupy(&p, h->module[i].base, h->module[i].size, SK_BOOT_USE_MODULE);
	check_overlap(&p);

	*granules = take_granules(l, &p);

	struct sk_bootinfo *info = arch_phys_ptr(*granules);

	for (unsigned i = 0; i <= p.count; i++) {
		if (gap(l, &p, i, &base, &bytes))
			add_range(info, base, bytes, SK_RANGE_RAM, SK_BOOT_USE_FREE);
		if (i < p.count && p.piece[i].use != USE_KERNEL)
			add_range(info, p.piece[i].base, p.piece[i].last - p.piece[i].base + 1, SK_RANGE_RAM,
			          p.piece[i].use);
	}
	for (unsigned i = 0; i < l->devices; i++)
		add_range(info, l->device[i].base, l->device[i].bytes, SK_RANGE_DEVICE, SK_BOOT_USE_FREE);
	for (unsigned i = 0; i < h->module_count; i++)
		add_module(info, &h->module[i]);
	return info;
}
