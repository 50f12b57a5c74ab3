// SPDX-License-Identifier: Apache-2.0
// Buddy allocator over the kernel pool: each factory divides its own block.
#include <skerry/arch/types.h>
#include <skerry/kernel.h>
#include <skerry/pool.h>

#define UNIT_ORDER 6
SK_STATIC_ASSERT(1 << UNIT_ORDER == SK_COST_UNIT, "the unit is the smallest block");

/*
 * A free block holds its own list links. Which units begin a free block is known from kernel.starts, never from the
 * memory itself: a block in use may hold anything, kernel-user memory included. The owner tells a factory's last free
 * block, which covers its whole block, from a free block of the factory around it.
 */
struct free_block {
	struct factory *owner;
	uint32_t next, prev; /* offset + 1, or 0 */
	uint32_t order;
};

SK_STATIC_ASSERT(sizeof(struct free_block) <= SK_COST_UNIT * ARCH_POOL_SCALE, "a free unit holds its links");

void *pool_at(uint32_t offset)
{
	return kernel.pool + (size_t)offset * ARCH_POOL_SCALE;
}

static struct free_block *at(uint32_t offset)
{
	return pool_at(offset);
}

uint32_t pool_offset(const void *block)
{
	return (uint32_t)((size_t)((const uint8_t *)block - kernel.pool) / ARCH_POOL_SCALE);
}

static void set_start(uint32_t offset, bool start)
{
	uint32_t unit = offset >> UNIT_ORDER;
	uint32_t bit = 1u << (unit % 32);

	if (start)
		kernel.starts[unit / 32] |= bit;
	else
		kernel.starts[unit / 32] &= ~bit;
}

static bool is_start(uint32_t offset)
{
	uint32_t unit = offset >> UNIT_ORDER;

	return (kernel.starts[unit / 32] >> (unit % 32)) & 1;
}

unsigned pool_order(uint32_t bytes)
{
	unsigned order = UNIT_ORDER;

	while (order < 31 && (1u << order) < bytes)
		order++;
	return order;
}

void pool_add(struct factory *f, uint32_t offset, unsigned order)
{
	uint32_t *head = &f->free[order - UNIT_ORDER];

	*at(offset) = (struct free_block){.owner = f, .next = *head, .order = order};
	if (*head)
		at(*head - 1)->prev = offset + 1;
	*head = offset + 1;
	set_start(offset, true);
}

static void take(struct factory *f, uint32_t offset, unsigned order)
{
	const struct free_block *b = at(offset);

	if (b->prev)
		at(b->prev - 1)->next = b->next;
	else
		f->free[order - UNIT_ORDER] = b->next;
	if (b->next)
		at(b->next - 1)->prev = b->prev;
	set_start(offset, false);
}

void *factory_alloc_raw(struct factory *f, uint32_t bytes)
{
	unsigned order = pool_order(bytes);
	unsigned found = order;

	while (found <= SK_FACTORY_ORDER_MAX && f->free[found - UNIT_ORDER] == 0)
		found++;
	if (found > SK_FACTORY_ORDER_MAX)
		return NULL;

	uint32_t offset = f->free[found - UNIT_ORDER] - 1;

	take(f, offset, found);
	while (found > order) {
		found--;
		pool_add(f, offset + (1u << found), found);
	}
	f->used += 1u << order;
	return at(offset);
}

void *factory_alloc(struct factory *f, uint32_t bytes)
{
	void *p = factory_alloc_raw(f, bytes);

	if (p)
		memset(p, 0, ((size_t)1 << pool_order(bytes)) * ARCH_POOL_SCALE);
	return p;
}

static bool joins(const struct factory *f, uint32_t buddy, unsigned order)
{
	if (order >= SK_FACTORY_ORDER_MAX || buddy >= kernel.pool_bytes || !is_start(buddy))
		return false;
	return at(buddy)->owner == f && at(buddy)->order == order;
}

void factory_free(struct factory *f, void *p, uint32_t bytes)
{
	unsigned order = pool_order(bytes);
	uint32_t offset = pool_offset(p);

	SK_ASSERT(f->used >= 1u << order);
	f->used -= 1u << order;
	while (joins(f, offset ^ (1u << order), order)) {
		take(f, offset ^ (1u << order), order);
		offset &= ~(1u << order);
		order++;
	}
	pool_add(f, offset, order);
}

void pool_clear(struct factory *f)
{
	SK_ASSERT(f->used == 0);
	take(f, f->block, pool_order(f->size));
}

uint32_t factory_largest(const struct factory *f)
{
	for (unsigned order = SK_FACTORY_ORDER_MAX; order >= UNIT_ORDER; order--) {
		if (f->free[order - UNIT_ORDER])
			return 1u << order;
	}
	return 0;
}

paddr_t pool_phys(const void *p)
{
	return kernel.pool_base + (paddr_t)((const uint8_t *)p - kernel.pool);
}

void *pool_ptr(paddr_t pa)
{
	return kernel.pool + (pa - kernel.pool_base);
}

/* Cuts [@p from, @p end) into the largest aligned blocks. */
static void add_blocks(struct factory *f, uint32_t from, uint32_t end)
{
	while (end - from >= SK_COST_UNIT) {
		unsigned order = UNIT_ORDER;

		while (order < SK_FACTORY_ORDER_MAX && !(from & (1u << order)) && (2u << order) <= end - from)
			order++;
		pool_add(f, from, order);
		from += 1u << order;
	}
}

static uint32_t round_up(uint32_t bytes)
{
	return (bytes + SK_COST_UNIT - 1) & ~(uint32_t)(SK_COST_UNIT - 1);
}

struct factory *pool_init(void *memory, paddr_t base, uint32_t bytes)
{
	uint32_t map = round_up((bytes >> UNIT_ORDER) / 8 + sizeof(uint32_t));
	uint32_t reserved = map + SK_COST_FACTORY;
	struct factory *root = (struct factory *)(void *)((uint8_t *)memory + (size_t)map * ARCH_POOL_SCALE);

	kernel =
	        (struct kernel){.pool = memory, .pool_base = base, .pool_bytes = bytes, .starts = memory, .root = root};
	list_init(&kernel.dying);
	memset(memory, 0, (size_t)reserved * ARCH_POOL_SCALE);
	object_init(&root->obj, SK_TYPE_FACTORY, NULL);
	list_init(&root->objects);
	root->size = bytes;
	root->used = reserved;
	add_blocks(root, reserved, bytes);
	return root;
}
