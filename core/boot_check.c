// SPDX-License-Identifier: Apache-2.0
// Boot: the image header is believed only after every field was checked.
#include <skerry/abi/fpage.h>
#include <skerry/arch/types.h>
#include <skerry/boot_memory.h>

#define POOL_MIN     0x10000u
#define ROOT_ADDRESS (SK_ROOT_STACK_TOP - SK_ROOT_STACK_SIZE)

static bool in_ram(const struct boot_layout *l, uint32_t base, uint32_t bytes)
{
	return base >= l->ram_base && base - l->ram_base < l->ram_bytes && bytes <= l->ram_bytes - (base - l->ram_base);
}

static void check_pool(const struct boot_layout *l)
{
	uint32_t bytes = l->image->pool_bytes;

	if (bytes % SK_PAGE_SIZE || bytes < POOL_MIN)
		panic("image: pool of 0x%x bytes; at least 0x%x in granules of 0x%x are needed", bytes, POOL_MIN,
		      SK_PAGE_SIZE);
	if (bytes > UINT32_MAX / ARCH_POOL_SCALE || !in_ram(l, l->pool_base, bytes * ARCH_POOL_SCALE))
		panic("image: pool of 0x%x bytes at 0x%x does not fit the RAM at 0x%x to 0x%x", bytes, l->pool_base,
		      l->ram_base, l->ram_base + l->ram_bytes);
}

static void check_segment(const struct boot_layout *l, unsigned i)
{
	const struct sk_image_segment *s = &l->image->segment[i];

	if (s->vaddr % SK_PAGE_SIZE || s->base % SK_PAGE_SIZE || s->size % SK_PAGE_SIZE || s->size == 0)
		panic("image: root segment %u (0x%x, 0x%x bytes at 0x%x) is not in granules", i, s->vaddr, s->size,
		      s->base);
	if (s->rights == 0 || (s->rights & ~(uint32_t)SK_MEM_RWX))
		panic("image: root segment %u has rights 0x%x", i, s->rights);
	if (s->vaddr < SK_USER_START || s->vaddr >= ROOT_ADDRESS || s->size > ROOT_ADDRESS - s->vaddr)
		panic("image: root segment %u at 0x%x, 0x%x bytes, is outside 0x%x to 0x%x", i, s->vaddr, s->size,
		      SK_USER_START, ROOT_ADDRESS);
	if (!in_ram(l, s->base, s->size))
		panic("image: root segment %u at physical 0x%x, 0x%x bytes, is not in RAM", i, s->base, s->size);
	for (unsigned j = 0; j < i; j++) {
		const struct sk_image_segment *o = &l->image->segment[j];

		if (s->vaddr < o->vaddr + o->size && o->vaddr < s->vaddr + s->size)
			panic("image: root segments %u and %u overlap at 0x%x", j, i, s->vaddr);
	}
}

static void check_entry(const struct sk_image_header *h)
{
	for (unsigned i = 0; i < h->segment_count; i++) {
		const struct sk_image_segment *s = &h->segment[i];

		if ((s->rights & SK_MEM_X) && h->root_entry - s->vaddr < s->size && h->root_entry % 4 == 0)
			return;
	}
	panic("image: root entry 0x%x is in no executable segment", h->root_entry);
}

static void check_module(const struct boot_layout *l, unsigned i)
{
	const struct sk_image_module *m = &l->image->module[i];
	unsigned length = 0;

	while (length < sizeof(m->name) && m->name[length])
		length++;
	if (length == 0 || length == sizeof(m->name))
		panic("image: module %u has no proper name", i);
	if (m->base % SK_PAGE_SIZE || m->size == 0 || m->size > UINT32_MAX - SK_PAGE_SIZE ||
	    !in_ram(l, m->base, m->size))
		panic("image: module %s at 0x%x, 0x%x bytes, is not in RAM", m->name, m->base, m->size);
}

void boot_check_image(const struct boot_layout *l)
{
	const struct sk_image_header *h = l->image;

	if (h->magic != SK_IMAGE_MAGIC)
		panic("image: magic is 0x%08x, not 0x%08x: made without the image builder?", h->magic, SK_IMAGE_MAGIC);
	if (h->abi_version != SK_ABI_VERSION)
		panic("image: made for interface 0x%08x, this kernel has 0x%08x", h->abi_version, SK_ABI_VERSION);
	check_pool(l);
	if (h->segment_count == 0 || h->segment_count > SK_IMAGE_SEGMENTS_MAX)
		panic("image: %u root segments, 1 to %u are possible", h->segment_count, SK_IMAGE_SEGMENTS_MAX);
	if (h->module_count > SK_BOOT_MODULES_MAX)
		panic("image: %u modules, up to %u are possible", h->module_count, SK_BOOT_MODULES_MAX);
	for (unsigned i = 0; i < h->segment_count; i++)
		check_segment(l, i);
	check_entry(h);
	for (unsigned i = 0; i < h->module_count; i++)
		check_module(l, i);
}
