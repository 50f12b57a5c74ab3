// SPDX-License-Identifier: Apache-2.0
// Random operations on capabilities and memory, and their text.
#include "generate.h"

#include <skerry/abi/fpage.h>
#include <skerry/abi/proto.h>
#include <skerry/abi/syscall.h>
#include <skerry/abi/types.h>

#include <stdio.h>

#define SLOTS 32u /* operations name slots below this */

uint64_t spec_random(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static uint32_t below(uint64_t *seed, uint32_t n)
{
	return (uint32_t)(spec_random(seed) % n);
}

static bool chance(uint64_t *seed, unsigned percent)
{
	return below(seed, 100) < percent;
}

/* A slot of task @p t, mostly one that names an object of @p type (SK_TYPE_NONE: nothing), sometimes any. */
static uint32_t slot_with(uint64_t *seed, int t, unsigned type)
{
	const struct model *m = &spec_model;
	uint32_t start = below(seed, SLOTS);

	if (chance(seed, 4))
		return below(seed, SLOTS + 8);
	for (uint32_t i = 0; i < SLOTS; i++) {
		uint32_t s = 1 + (start + i) % (SLOTS - 1);
		int object = m->cap[t][s].object;

		if (s >= m->object[t].slots)
			continue;
		if (object == MODEL_NONE ? type == SK_TYPE_NONE : m->object[object].type == type)
			return s;
	}
	return start;
}

/* A slot of task @p t that is not empty, mostly. */
static uint32_t full_slot(uint64_t *seed, int t)
{
	uint32_t start = below(seed, SLOTS);

	for (uint32_t i = 0; i < SLOTS && !chance(seed, 1); i++) {
		uint32_t s = 1 + (start + i) % (SLOTS - 1);

		if (s < spec_model.object[t].slots && spec_model.cap[t][s].object != MODEL_NONE)
			return s;
	}
	return start;
}

/* What the operation is invoked on: one that does not have the operation answers SK_EPROTO, but threads and gates and the
 * like have their own specification. */
static bool invocable(int t, uint32_t slot)
{
	if (slot == 0 || slot >= spec_model.object[t].slots || slot >= MODEL_SLOTS)
		return true;

	int object = spec_model.cap[t][slot].object;

	if (object == MODEL_NONE)
		return true;
	switch (spec_model.object[object].type) {
	case SK_TYPE_TASK:
	case SK_TYPE_VM:
	case SK_TYPE_FACTORY:
	case SK_TYPE_RANGE:
		return true;
	default:
		return false;
	}
}

static uint32_t task_slot(uint64_t *seed, int t)
{
	return slot_with(seed, t, chance(seed, 15) ? SK_TYPE_VM : SK_TYPE_TASK);
}

/* Few places, so that mappings meet: one 8 MiB piece of small ones, a few large ones, the edges of user space. */
static uint32_t any_address(uint64_t *seed)
{
	switch (below(seed, 8)) {
	case 0:
		return below(seed, 4) << 14;
	case 1:
		return 0x20000000u + (below(seed, 4) << 23);
	case 2:
		return 0x80000000u - (below(seed, 8) << 14);
	case 3:
		return 0x107fc000u + (below(seed, 2) << 14);
	default:
		return 0x10000000u + (below(seed, 32) << 14);
	}
}

static unsigned any_order(uint64_t *seed)
{
	static const uint8_t orders[] = {14, 14, 14, 14, 14, 15, 15, 16, 17, 18, 23, 23, 24, 25};
	static const uint8_t odd[] = {13, 0, 31, 32, 33, 63};

	return chance(seed, 97) ? orders[below(seed, sizeof(orders))] : odd[below(seed, sizeof(odd))];
}

static uint32_t align(uint64_t *seed, uint32_t address, unsigned order)
{
	return chance(seed, 97) && order <= 31 ? address & ~((1u << order) - 1) : address;
}

static uint32_t memory(uint64_t *seed, uint32_t address)
{
	unsigned order = any_order(seed);

	return SK_FPAGE_MEMORY(align(seed, address, order), (uint32_t)order, chance(seed, 60) ? 7u : below(seed, 16));
}

/* A mapping of task @p t, or a part of it; else any memory. */
static uint32_t mapped_memory(uint64_t *seed, int t)
{
	int start = (int)below(seed, MODEL_MAPPINGS);

	for (int i = 0; i < MODEL_MAPPINGS && !chance(seed, 1); i++) {
		const struct model_mapping *p = &spec_model.mapping[(start + i) % MODEL_MAPPINGS];

		if (!p->used || p->task != t || (p->fixed && chance(seed, 90)))
			continue;

		unsigned order = chance(seed, 60) ? p->order : any_order(seed);
		uint32_t inside = below(seed, 64) << 14 & ((1u << p->order) - 1);

		return SK_FPAGE_MEMORY(align(seed, p->va + inside, order), (uint32_t)order,
		                       chance(seed, 60) ? 7u : below(seed, 16));
	}
	return memory(seed, any_address(seed));
}

static uint32_t slots_fpage(uint64_t *seed)
{
	unsigned order = chance(seed, 90) ? 0 : chance(seed, 90) ? below(seed, 6) : 13;
	uint32_t slot = chance(seed, 70) ? 10 + below(seed, SLOTS - 10) : below(seed, SLOTS);

	return SK_FPAGE(SK_FPAGE_CAP, order < 6 ? slot & ~((1u << order) - 1) : slot, (uint32_t)order,
	                chance(seed, 60) ? 15u : below(seed, 16));
}

/* The window for an item to the task in slot @p to of task @p t: an empty slot there, mostly. */
static uint32_t slot_window(uint64_t *seed, int t, uint32_t to)
{
	int task = to < MODEL_SLOTS ? spec_model.cap[t][to].object : MODEL_NONE;

	if (chance(seed, 10))
		return slots_fpage(seed);
	if (task == MODEL_NONE || spec_model.object[task].type != SK_TYPE_TASK)
		return SK_FPAGE_SLOT(below(seed, SLOTS), 0u);
	return SK_FPAGE_SLOT(slot_with(seed, task, SK_TYPE_NONE), 0u);
}

static uint32_t memory_window(uint64_t *seed, uint32_t fpage)
{
	unsigned order = chance(seed, 60) ? SK_FPAGE_GET_ORDER(fpage) : any_order(seed);

	if (chance(seed, 10))
		return SK_FPAGE_ALL(0u);
	return SK_FPAGE_MEMORY(align(seed, any_address(seed), order), (uint32_t)order, 0u);
}

static void fill_map(struct spec_op *op, uint64_t *seed, int t)
{
	uint32_t attr = chance(seed, 85) ? 0 : below(seed, 4);
	uint32_t kind = chance(seed, 96) ? (chance(seed, 75) ? SK_ITEM_MAP : SK_ITEM_GRANT) : below(seed, 16);

	op->a[0] = task_slot(seed, t);
	op->a[1] = SK_ITEM(kind, attr, any_address(seed));
	if (chance(seed, 60)) {
		op->a[2] = mapped_memory(seed, t);
		op->a[3] = memory_window(seed, op->a[2]);
	} else {
		op->a[2] = SK_FPAGE_SLOT(full_slot(seed, t), chance(seed, 60) ? 15u : below(seed, 16));
		op->a[3] = slot_window(seed, t, op->a[0]);
	}
	if (chance(seed, 2))
		op->a[2 + below(seed, 2)] = below(seed, 1u << 12);
}

/* Slots to unmap in the task of slot @p of: mostly one that is not empty. */
static uint32_t slots_of(uint64_t *seed, int t, uint32_t of)
{
	int task = of < MODEL_SLOTS ? spec_model.cap[t][of].object : MODEL_NONE;

	if (chance(seed, 40) || task == MODEL_NONE || spec_model.object[task].type != SK_TYPE_TASK)
		return slots_fpage(seed);
	return SK_FPAGE_SLOT(full_slot(seed, task), chance(seed, 60) ? 15u : below(seed, 16));
}

static void fill_create(struct spec_op *op, uint64_t *seed, int t)
{
	static const uint8_t types[] = {SK_TYPE_TASK, SK_TYPE_TASK, SK_TYPE_FACTORY,
	                                SK_TYPE_IRQ,  SK_TYPE_SC,   SK_TYPE_VM};

	op->a[0] = slot_with(seed, t, SK_TYPE_FACTORY);
	op->a[1] = types[below(seed, sizeof(types))];
	op->a[2] = slot_with(seed, t, SK_TYPE_NONE);
	op->a[3] = 0;
	if (op->a[1] == SK_TYPE_TASK)
		op->a[3] = chance(seed, 95) ? 8u << below(seed, 3) : 7 + 4090 * below(seed, 2);
	if (op->a[1] == SK_TYPE_FACTORY)
		op->a[3] = 11 + below(seed, 8);
}

/* The model has room for a limited number of things. */
static bool crowded(void)
{
	int objects = 0, mappings = 0;

	for (int o = 0; o < MODEL_OBJECTS; o++)
		objects += spec_model.object[o].alive;
	for (int i = 0; i < MODEL_MAPPINGS; i++)
		mappings += spec_model.mapping[i].used;
	return objects > MODEL_OBJECTS - 4 || mappings > MODEL_MAPPINGS - 4;
}

static uint32_t range_bytes(int t, uint32_t slot)
{
	int object = slot < MODEL_SLOTS ? spec_model.cap[t][slot].object : MODEL_NONE;

	return object == MODEL_NONE ? 0 : spec_model.object[object].bytes;
}

/* The largest of some ranges that the task has. */
static uint32_t any_range(uint64_t *seed, int t)
{
	uint32_t best = slot_with(seed, t, SK_TYPE_RANGE);

	for (unsigned i = below(seed, 6); i > 0; i--) {
		uint32_t other = slot_with(seed, t, SK_TYPE_RANGE);

		if (range_bytes(t, other) > range_bytes(t, best))
			best = other;
	}
	return best;
}

static void fill_range_map(struct spec_op *op, uint64_t *seed, int t)
{
	uint32_t fpage = memory(seed, any_address(seed));
	int range;

	op->a[0] = any_range(seed, t);
	op->a[1] = task_slot(seed, t);
	op->a[2] = below(seed, 64) << 14;
	op->a[3] = fpage;
	op->a[4] = chance(seed, 80) ? 0 : below(seed, 4);
	range = op->a[0] < MODEL_SLOTS ? spec_model.cap[t][op->a[0]].object : MODEL_NONE;
	/* Mostly an offset at which the memory is as aligned as the place. */
	if (range != MODEL_NONE && chance(seed, 90) && SK_FPAGE_GET_ORDER(fpage) < 26) {
		uint32_t size = 1u << SK_FPAGE_GET_ORDER(fpage);

		op->a[2] = ((spec_model.object[range].base + op->a[2] + size - 1) & ~(size - 1)) -
		           spec_model.object[range].base;
	}
}

static enum spec_kind any_kind(uint64_t *seed)
{
	static const uint8_t weight[SPEC_KINDS] = {
	        [SPEC_CREATE] = 14,      [SPEC_TASK_MAP] = 30,    [SPEC_UNMAP] = 12, [SPEC_KUMEM] = 2,
	        [SPEC_RANGE_MAP] = 10,   [SPEC_RANGE_REVOKE] = 1, [SPEC_LOOKUP] = 4, [SPEC_CAP_INFO] = 4,
	        [SPEC_FACTORY_INFO] = 2, [SPEC_TOUCH] = 21,
	};
	uint32_t at = below(seed, 100);
	unsigned kind = 0;

	for (; at >= weight[kind]; kind++)
		at -= weight[kind];
	return crowded() && kind != SPEC_TOUCH ? SPEC_UNMAP : (enum spec_kind)kind;
}

static void fill(struct spec_op *op, uint64_t *seed, int t)
{
	switch (op->kind) {
	case SPEC_CREATE:
		fill_create(op, seed, t);
		break;
	case SPEC_TASK_MAP:
		fill_map(op, seed, t);
		break;
	case SPEC_UNMAP:
		op->a[0] = task_slot(seed, t);
		op->a[1] = chance(seed, 50) ? mapped_memory(seed, t) : slots_of(seed, t, op->a[0]);
		op->a[2] = chance(seed, 60);
		break;
	case SPEC_RANGE_MAP:
		fill_range_map(op, seed, t);
		break;
	case SPEC_RANGE_REVOKE:
		op->a[0] = slot_with(seed, t, SK_TYPE_RANGE);
		break;
	case SPEC_FACTORY_INFO:
		op->a[0] = slot_with(seed, t, SK_TYPE_FACTORY);
		break;
	case SPEC_TOUCH:
		op->a[0] = SK_FPAGE_GET_ADDR(mapped_memory(seed, t)) + below(seed, 4096) * 4;
		op->a[1] = 1u << below(seed, 3);
		break;
	case SPEC_CAP_INFO:
		op->a[0] = task_slot(seed, t);
		op->a[1] = below(seed, SLOTS + 8);
		break;
	default:
		op->a[0] = task_slot(seed, t);
		op->a[1] = any_address(seed) + (chance(seed, 5) ? 0x80 : 0);
		break;
	}
}

struct spec_op spec_generate(uint64_t *seed)
{
	struct spec_op op = {.kind = (uint8_t)any_kind(seed)};
	int t;

	do {
		bool first = op.kind == SPEC_RANGE_MAP ? chance(seed, 85) : chance(seed, 40);

		op.actor = first ? 0 : (uint8_t)below(seed, SPEC_ACTORS);
		t = spec_actor_task(op.actor);
	} while (t == MODEL_NONE);
	op.preempt = (uint8_t)(chance(seed, 50) ? 0 : below(seed, 5));
	do {
		fill(&op, seed, t);
	} while (op.kind != SPEC_TOUCH && !invocable(t, op.a[0]));
	return op;
}

const char *spec_text(const struct spec_op *op)
{
	static const char *const names[SPEC_KINDS] = {"create",       "task_map",     "unmap",  "kumem",
	                                              "range_map",    "range_revoke", "lookup", "cap_info",
	                                              "factory_info", "touch"};
	static char text[128];

	snprintf(text, sizeof(text), "task %u: %s 0x%x 0x%x 0x%x 0x%x 0x%x (preempt %u)", op->actor, names[op->kind],
	         op->a[0], op->a[1], op->a[2], op->a[3], op->a[4], op->preempt);
	return text;
}
