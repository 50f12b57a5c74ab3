// SPDX-License-Identifier: Apache-2.0
// The physical address space: regions of memory and devices, accesses by processors, loaders and DMA.
#include "model.h"

#include <stdlib.h>
#include <string.h>

static bool region_has(const struct region *r, uint32_t pa)
{
	return pa - r->pa < r->size;
}

/** Finds the region of *pa, following aliases (which rewrite *pa). */
const struct region *bus_find(const struct emu_sys *sys, uint32_t *pa)
{
	for (unsigned hops = 0; hops < 4; hops++) {
		const struct region *found = NULL;

		for (unsigned i = sys->nregions; i-- > 0 && !found;)
			if (region_has(&sys->region[i], *pa))
				found = &sys->region[i];
		if (!found || found->kind != REGION_ALIAS)
			return found;
		*pa = found->target + (*pa - found->pa);
	}
	return NULL;
}

/** True when another, later region covers a part of the page that @p r provides. */
static bool page_is_shared(const struct emu_sys *sys, const struct region *r, uint32_t page)
{
	for (const struct region *o = r + 1; o < sys->region + sys->nregions; o++)
		if (o->pa - page < PAGE_SIZE || page - o->pa < o->size)
			return true;
	return false;
}

/**
 * Host memory of the byte at @p pa when its whole page is plain memory.
 * @return NULL when accesses must go through bus_read() and bus_write()
 */
uint8_t *bus_page(struct emu_sys *sys, uint32_t pa, struct region **region, bool *writable)
{
	const struct region *r = bus_find(sys, &pa);

	if (!r || r->kind == REGION_MMIO || page_is_shared(sys, r, pa & PAGE_MASK))
		return NULL;
	*region = (struct region *)(uintptr_t)r;
	*writable = r->kind == REGION_RAM;
	return r->host + (pa - r->pa);
}

static uint32_t host_get(const uint8_t *host, unsigned size)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value |= (uint32_t)host[i] << (8 * i);
	return value;
}

bool bus_read(struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t *value)
{
	const struct region *r = bus_find(cpu->sys, &pa);

	if (!r)
		return false;
	if (r->kind != REGION_MMIO) {
		*value = host_get(r->host + (pa - r->pa), size);
		return true;
	}
	cpu->counts.mmio++;
	if (!r->ops->read || !r->ops->read(r->ctx, cpu, pa, size, value))
		return false;
	if (size < 4)
		*value &= (1u << (8 * size)) - 1;
	return true;
}

bool bus_write(struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t value)
{
	struct region *r = (struct region *)(uintptr_t)bus_find(cpu->sys, &pa);

	if (!r)
		return false;
	if (size < 4)
		value &= (1u << (8 * size)) - 1;
	if (r->kind == REGION_RAM) {
		for (unsigned i = 0; i < size; i++)
			r->host[pa - r->pa + i] = (uint8_t)(value >> (8 * i));
		block_invalidate(cpu->sys, r, pa - r->pa, size);
		return true;
	}
	if (r->kind == REGION_ROM && !r->ops)
		return true;
	cpu->counts.mmio++;
	return r->ops->write && r->ops->write(r->ctx, cpu, pa, size, value);
}

/** Everything that was derived from the map is looked up again. */
static void map_changed(struct emu_sys *sys)
{
	block_flush_all(sys);
	for (unsigned i = 0; i < sys->ncpus; i++) {
		soft_flush(sys->cpu[i]);
		sys->cpu[i]->attention = true;
	}
}

static struct region *region_new(struct emu_sys *sys, uint32_t pa, uint32_t size)
{
	struct region *r;

	if (sys->nregions == REGIONS_MAX || size == 0 || (uint64_t)pa + size > 1ull << 32)
		return NULL;
	map_changed(sys);
	r = &sys->region[sys->nregions];
	*r = (struct region){.pa = pa, .size = size};
	return r;
}

static int add_memory(struct emu_sys *sys, uint32_t pa, uint32_t size, void *host, const struct emu_mmio_ops *ops,
                      void *ctx, bool ram)
{
	struct code_page *code;
	struct region *r;

	if ((pa | size) % PAGE_SIZE || !host || !size)
		return EMU_EINVAL;
	code = calloc(size / PAGE_SIZE, sizeof(*code));
	if (!code)
		return EMU_ENOMEM;
	r = region_new(sys, pa, size);
	if (!r) {
		free(code);
		return EMU_EINVAL;
	}
	r->kind = ram ? REGION_RAM : REGION_ROM;
	r->host = host;
	r->ops = ops;
	r->ctx = ctx;
	r->code = code;
	sys->nregions++;
	return 0;
}

int emu_add_ram(struct emu_sys *sys, uint32_t pa, uint32_t size, void *host)
{
	return add_memory(sys, pa, size, host, NULL, NULL, true);
}

int emu_add_rom(struct emu_sys *sys, uint32_t pa, uint32_t size, const void *host, const struct emu_mmio_ops *ops,
                void *ctx)
{
	return add_memory(sys, pa, size, (void *)(uintptr_t)host, ops, ctx, false);
}

int emu_add_mmio(struct emu_sys *sys, uint32_t pa, uint32_t size, const struct emu_mmio_ops *ops, void *ctx)
{
	struct region *r = ops ? region_new(sys, pa, size) : NULL;

	if (!r)
		return EMU_EINVAL;
	r->kind = REGION_MMIO;
	r->ops = ops;
	r->ctx = ctx;
	sys->nregions++;
	return 0;
}

int emu_add_alias(struct emu_sys *sys, uint32_t pa, uint32_t size, uint32_t target)
{
	struct region *r;

	if ((pa | size | target) % PAGE_SIZE || (uint64_t)target + size > 1ull << 32)
		return EMU_EINVAL;
	r = region_new(sys, pa, size);
	if (!r)
		return EMU_EINVAL;
	r->kind = REGION_ALIAS;
	r->target = target;
	sys->nregions++;
	return 0;
}

int emu_remove(struct emu_sys *sys, uint32_t pa, uint32_t size)
{
	for (unsigned i = sys->nregions; i-- > 0;) {
		struct region *r = &sys->region[i];

		if (r->pa != pa || r->size != size)
			continue;
		map_changed(sys);
		free(r->code);
		memmove(r, r + 1, (sys->nregions - i - 1) * sizeof(*r));
		sys->nregions--;
		return 0;
	}
	return EMU_EINVAL;
}

/** Calls @p piece for each stretch of memory in [pa, pa+len). @return false at the first byte that is not memory. */
static bool each_piece(struct emu_sys *sys, uint32_t pa, uint32_t len,
                       void (*piece)(struct emu_sys *, struct region *, uint32_t, uint8_t *, uint32_t), uint8_t *buf)
{
	while (len) {
		uint32_t at = pa, chunk = PAGE_SIZE - pa % PAGE_SIZE;
		struct region *r = (struct region *)(uintptr_t)bus_find(sys, &at);

		if (!r || r->kind == REGION_MMIO)
			return false;
		if (page_is_shared(sys, r, at & PAGE_MASK))
			chunk = 1;
		if (chunk > len)
			chunk = len;
		piece(sys, r, at - r->pa, buf, chunk);
		buf = buf ? buf + chunk : NULL;
		pa += chunk;
		len -= chunk;
	}
	return true;
}

static void piece_none(struct emu_sys *sys, struct region *r, uint32_t offset, uint8_t *buf, uint32_t len)
{
	(void)sys, (void)r, (void)offset, (void)buf, (void)len;
}

static void piece_read(struct emu_sys *sys, struct region *r, uint32_t offset, uint8_t *buf, uint32_t len)
{
	(void)sys;
	memcpy(buf, r->host + offset, len);
}

static void piece_forget(struct emu_sys *sys, struct region *r, uint32_t offset, uint8_t *buf, uint32_t len)
{
	(void)buf;
	block_invalidate(sys, r, offset, len);
}

static void piece_write(struct emu_sys *sys, struct region *r, uint32_t offset, uint8_t *buf, uint32_t len)
{
	memcpy(r->host + offset, buf, len);
	block_invalidate(sys, r, offset, len);
}

void emu_code_changed(struct emu_sys *sys, uint32_t pa, uint32_t size)
{
	each_piece(sys, pa, size, piece_forget, NULL);
}

int emu_phys_read(struct emu_sys *sys, uint32_t pa, void *buf, uint32_t len)
{
	return each_piece(sys, pa, len, piece_read, buf) ? 0 : EMU_EFAULT;
}

int emu_phys_write(struct emu_sys *sys, uint32_t pa, const void *buf, uint32_t len)
{
	if (!each_piece(sys, pa, len, piece_none, NULL))
		return EMU_EFAULT;
	each_piece(sys, pa, len, piece_write, (uint8_t *)(uintptr_t)buf);
	return 0;
}

void *emu_phys_ptr(struct emu_sys *sys, uint32_t pa, uint32_t len)
{
	const struct region *r = bus_find(sys, &pa);

	if (!r || r->kind != REGION_RAM || len > r->size - (pa - r->pa))
		return NULL;
	return r->host + (pa - r->pa);
}
