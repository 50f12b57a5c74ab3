// SPDX-License-Identifier: Apache-2.0
// The code cache: decoding runs of instructions into blocks, finding them again, and forgetting them.
#include "model.h"

#include <stdlib.h>
#include <string.h>

#define ARENA_SIZE  (48u << 20)
#define BLOCK_MAX   64 /* instructions; bounds how far ahead a block is counted */
#define GRANULE     64
#define UNMAPPED    4 /* in block.key */
#define BLOCK_BYTES (sizeof(struct block) + (BLOCK_MAX + 3) * sizeof(struct uop))

int block_cache_init(struct emu_sys *sys)
{
	sys->hash = calloc(HASH_SIZE, sizeof(*sys->hash));
	sys->arena = malloc(ARENA_SIZE);
	return sys->hash && sys->arena ? 0 : EMU_ENOMEM;
}

void block_cache_free(struct emu_sys *sys)
{
	free(sys->hash);
	free(sys->arena);
}

void block_flush_all(struct emu_sys *sys)
{
	memset(sys->hash, 0, HASH_SIZE * sizeof(*sys->hash));
	sys->arena_used = 0;
	sys->flushes++;
	for (unsigned i = 0; i < sys->nregions; i++)
		if (sys->region[i].code)
			memset(sys->region[i].code, 0, sys->region[i].size / PAGE_SIZE * sizeof(struct code_page));
	for (unsigned i = 0; i < sys->ncpus; i++)
		jump_flush(sys->cpu[i]);
}

static struct block **hash_slot(struct emu_sys *sys, uint32_t pa, uint32_t va, uint8_t key)
{
	return &sys->hash[((pa >> 2) ^ (va >> 12) ^ ((uint32_t)key << 10)) % HASH_SIZE].first;
}

static uint64_t granule_bits(uint32_t offset, uint32_t size)
{
	unsigned first = offset % PAGE_SIZE / GRANULE;
	unsigned last = (offset % PAGE_SIZE + size - 1) / GRANULE;

	if (last > 63)
		last = 63;
	return (~0ull >> (63 - last)) & (~0ull << first);
}

/* ---- Links between blocks ---------------------------------------------------------------------------------------- */

static struct block *in_block(struct block *tagged)
{
	return (struct block *)((uintptr_t)tagged & ~(uintptr_t)1);
}

static unsigned in_which(const struct block *tagged)
{
	return (uintptr_t)tagged & 1;
}

void block_link(struct block *from, unsigned which, struct block *to)
{
	bool same_page = !((from->va ^ to->va) & PAGE_MASK) && !((from->pa ^ to->pa) & PAGE_MASK);

	/* Elsewhere the mapping may change without this block being left; segments without mapping stay. */
	if (from->link[which] || from->key != to->key || !(same_page || (from->key & UNMAPPED)))
		return;
	from->link[which] = to;
	from->in_next[which] = to->in;
	to->in = (struct block *)((uintptr_t)from | which);
}

static void unlink_out(struct block *b, unsigned which)
{
	struct block **p;

	if (!b->link[which])
		return;
	for (p = &b->link[which]->in; in_block(*p) != b || in_which(*p) != which;)
		p = &in_block(*p)->in_next[in_which(*p)];
	*p = b->in_next[which];
	b->link[which] = NULL;
}

static void block_forget(struct emu_sys *sys, struct block *b)
{
	struct block **p = hash_slot(sys, b->pa, b->va, b->key);

	while (*p != b)
		p = &(*p)->hash_next;
	*p = b->hash_next;
	unlink_out(b, 0);
	unlink_out(b, 1);
	while (b->in)
		unlink_out(in_block(b->in), in_which(b->in));
	for (unsigned i = 0; i < sys->ncpus; i++) {
		struct jump_entry *j = &sys->cpu[i]->jump[(b->va >> 2) % JUMP_ENTRIES];

		if (j->block == b)
			j->va = 1;
		sys->cpu[i]->attention = true;
	}
}

bool block_invalidate(struct emu_sys *sys, struct region *region, uint32_t offset, uint32_t size)
{
	struct code_page *page = &region->code[offset / PAGE_SIZE];
	struct block **p = &page->blocks;
	uint32_t pa = region->pa + offset;
	bool any = false;

	if (!(page->granules & granule_bits(offset, size)))
		return false;
	page->granules = 0;
	while (*p) {
		struct block *b = *p;

		if (b->pa < pa + size && pa < b->pa + b->n * 4u) {
			*p = b->page_next;
			block_forget(sys, b);
			any = true;
		} else {
			page->granules |= granule_bits(b->pa - region->pa, b->n * 4u);
			p = &b->page_next;
		}
	}
	return any;
}

/* ---- Decoding ---------------------------------------------------------------------------------------------------- */

struct decoder {
	struct emu_cpu *cpu;
	const void *const *labels;
	const uint8_t *code; /**< host memory of the block's first instruction */
	struct block *b;
	unsigned n; /**< steps written */
};

static uint32_t get_word(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static struct uop *put(struct decoder *d, enum op op)
{
	struct uop *u = &d->b->uops[d->n++];

	memset(u, 0, sizeof(*u));
	u->go = d->labels[op];
	return u;
}

/** Writes the step of one instruction word. @return what it really is (operands can make it reserved). */
static enum op put_insn(struct decoder *d, uint32_t word, uint32_t va, bool in_slot)
{
	struct uop *u = &d->b->uops[d->n++];
	enum op op = insn_decode(&d->cpu->sys->index, word);

	/* A branch in a delay slot is UNPREDICTABLE; here it is reserved. */
	if ((in_slot && (insn_table[op].flags & I_ANY_BRANCH)) || !insn_operands(op, word, va, u)) {
		op = OP_RESERVED;
		insn_operands(op, word, va, u);
	}
	u->go = d->labels[op];
	return op;
}

/** True when later instructions must not run in the same block. */
static bool ends_block(enum op op, uint32_t word)
{
	uint8_t flags = insn_table[op].flags;

	if (flags & I_MTC0)
		return cp0_write_ends_block((word >> 11) & 31, word & 7);
	return flags & (I_END | I_ERET);
}

static void set_targets(struct block *b, enum op op, uint32_t va, const struct uop *u)
{
	b->target[0] = va + 8;
	b->target[1] = insn_table[op].flags & I_INDIRECT ? 0 : (uint32_t)u->imm;
}

static void put_pending(struct decoder *d, enum op op)
{
	struct uop *u = put(d, OP_END_PENDING);

	u->x = (insn_table[op].flags & I_INDIRECT) != 0;
	u->s = (insn_table[op].flags & I_JUMP) != 0;
	d->b->pending = true;
}

/** Finishes a block with the branch just written: its delay slot joins it when it may. */
static void decode_slot(struct decoder *d, enum op branch, uint32_t va)
{
	uint8_t flags = insn_table[branch].flags;
	uint32_t slot_va = va + 4, word;
	enum op slot;

	set_targets(d->b, branch, va, &d->b->uops[d->n - 1]);
	if (slot_va % PAGE_SIZE == 0 || block_break_at(d->cpu->sys, slot_va)) {
		put_pending(d, branch);
		return;
	}
	word = get_word(d->code + (slot_va - d->b->va));
	slot = put_insn(d, word, slot_va, true);
	if (ends_block(slot, word)) {
		d->n--;
		put_pending(d, branch);
		return;
	}
	d->b->n++;
	d->b->slot = true;
	put(d, flags & I_INDIRECT ? OP_END_INDIRECT : flags & I_JUMP ? OP_END_JUMP : OP_END_BRANCH);
}

static void decode_block(struct decoder *d)
{
	struct block *b = d->b;

	for (uint32_t va = b->va;; va += 4) {
		uint32_t word;
		enum op op;

		if (va != b->va && (va % PAGE_SIZE == 0 || b->n >= BLOCK_MAX || block_break_at(d->cpu->sys, va))) {
			b->target[0] = va;
			put(d, OP_END_NEXT);
			return;
		}
		word = get_word(d->code + (va - b->va));
		op = put_insn(d, word, va, false);
		b->n++;
		if (insn_table[op].flags & I_ANY_BRANCH) {
			decode_slot(d, op, va);
			return;
		}
		if (ends_block(op, word)) {
			b->target[0] = va + 4;
			put(d, OP_END_LEAVE);
			return;
		}
	}
}

static struct block *block_new(struct emu_cpu *cpu, const void *const *labels, uint32_t pa, uint8_t key,
                               const uint8_t *code, struct region *region)
{
	struct emu_sys *sys = cpu->sys;
	struct code_page *page = &region->code[(pa - region->pa) / PAGE_SIZE];
	struct decoder d = {.cpu = cpu, .labels = labels, .code = code};
	struct block **slot;

	if (sys->arena_used + BLOCK_BYTES > ARENA_SIZE)
		block_flush_all(sys);
	d.b = (struct block *)(void *)(sys->arena + sys->arena_used);
	memset(d.b, 0, sizeof(*d.b));
	d.b->va = cpu->pc;
	d.b->pa = pa;
	d.b->key = key;
	decode_block(&d);
	sys->arena_used += (sizeof(struct block) + d.n * sizeof(struct uop) + 63) & ~(size_t)63;

	slot = hash_slot(sys, pa, cpu->pc, key);
	d.b->hash_next = *slot;
	*slot = d.b;
	if (!page->blocks && region->kind == REGION_RAM)
		soft_protect(sys, code - pa % PAGE_SIZE);
	d.b->page_next = page->blocks;
	page->blocks = d.b;
	page->granules |= granule_bits(pa - region->pa, d.b->n * 4u);
	cpu->counts.blocks++;
	return d.b;
}

/* ---- Finding ----------------------------------------------------------------------------------------------------- */

bool block_break_at(const struct emu_sys *sys, uint32_t va)
{
	for (unsigned i = 0; i < sys->nbreakpoints; i++)
		if (sys->breakpoint[i] == va)
			return true;
	return false;
}

struct block *block_find(struct emu_cpu *cpu, const void *const *labels)
{
	struct emu_sys *sys = cpu->sys;
	struct region *region;
	struct block *b;
	const uint8_t *code;
	uint32_t pa;
	bool unmapped, writable;
	uint8_t key;

	cpu->must_step = false;
	if (!mmu_fetch(cpu, cpu->pc, &pa, &unmapped))
		return NULL;
	key = (uint8_t)(cpu->mode | (unmapped ? UNMAPPED : 0));
	for (b = *hash_slot(sys, pa, cpu->pc, key); b; b = b->hash_next)
		if (b->pa == pa && b->va == cpu->pc && b->key == key)
			break;
	if (!b) {
		code = bus_page(sys, pa, &region, &writable);
		if (!code) {
			cpu->must_step = true;
			return NULL;
		}
		b = block_new(cpu, labels, region->pa + (uint32_t)(code - region->host), key, code, region);
	}
	if (!sys->nbreakpoints)
		cpu->jump[(cpu->pc >> 2) % JUMP_ENTRIES] =
		        (struct jump_entry){.va = cpu->pc, .key = cpu->fetch_key, .block = b};
	return b;
}

struct block *block_step(struct emu_cpu *cpu, const void *const *labels)
{
	struct decoder d = {.cpu = cpu, .labels = labels, .b = cpu->step};
	uint32_t pa;
	bool unmapped;
	enum op op;

	if (!mmu_fetch(cpu, cpu->pc, &pa, &unmapped))
		return NULL;
	if (!bus_read(cpu, pa, 4, &cpu->step_word)) {
		cpu->fault = (struct fault){.code = EXC_IBE, .fetch = true};
		return NULL;
	}
	memset(d.b, 0, sizeof(*d.b));
	d.b->va = cpu->pc;
	d.b->pa = pa;
	d.b->n = 1;
	op = put_insn(&d, cpu->step_word, cpu->pc, cpu->in_slot);
	if (insn_table[op].flags & I_ANY_BRANCH) {
		set_targets(d.b, op, cpu->pc, &d.b->uops[0]);
		put_pending(&d, op);
	} else {
		put(&d, OP_END_STEP);
	}
	return d.b;
}

uint32_t block_word(struct emu_cpu *cpu, const struct block *block, unsigned i)
{
	uint32_t word = 0;

	if (block == cpu->step)
		return cpu->step_word;
	emu_phys_read(cpu->sys, block->pa + i * 4, &word, 4);
	return word;
}
