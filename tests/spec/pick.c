// SPDX-License-Identifier: Apache-2.0
// Random slots, addresses, flexpages and windows, chosen with an eye on the state.
#include "pick.h"

#include <skerry/abi/fpage.h>
#include <skerry/abi/proto.h>
#include <skerry/abi/types.h>

#include "generate.h"

uint32_t pick_below(uint64_t *seed, uint32_t n)
{
	return (uint32_t)(spec_random(seed) % n);
}

bool pick_chance(uint64_t *seed, unsigned percent)
{
	return pick_below(seed, 100) < percent;
}

uint32_t pick_slot(uint64_t *seed, int t, unsigned type)
{
	const struct model *m = &spec_model;
	uint32_t start = pick_below(seed, PICK_SLOTS);

	if (pick_chance(seed, 4))
		return pick_below(seed, PICK_SLOTS + 8);
	for (uint32_t i = 0; i < PICK_SLOTS; i++) {
		uint32_t s = 1 + (start + i) % (PICK_SLOTS - 1);
		int object = m->cap[t][s].object;

		if (s >= m->object[t].slots)
			continue;
		if (object == MODEL_NONE ? type == SK_TYPE_NONE : m->object[object].type == type)
			return s;
	}
	return start;
}

uint32_t pick_full_slot(uint64_t *seed, int t)
{
	uint32_t start = pick_below(seed, PICK_SLOTS);

	for (uint32_t i = 0; i < PICK_SLOTS && !pick_chance(seed, 1); i++) {
		uint32_t s = 1 + (start + i) % (PICK_SLOTS - 1);

		if (s < spec_model.object[t].slots && spec_model.cap[t][s].object != MODEL_NONE)
			return s;
	}
	return start;
}

uint32_t pick_task(uint64_t *seed, int t)
{
	return pick_slot(seed, t, pick_chance(seed, 15) ? SK_TYPE_VM : SK_TYPE_TASK);
}

uint32_t pick_address(uint64_t *seed)
{
	switch (pick_below(seed, 8)) {
	case 0:
		return pick_below(seed, 4) << 14;
	case 1:
		return 0x20000000u + (pick_below(seed, 4) << 23);
	case 2:
		return 0x80000000u - (pick_below(seed, 8) << 14);
	case 3:
		return 0x107fc000u + (pick_below(seed, 2) << 14);
	default:
		return 0x10000000u + (pick_below(seed, 32) << 14);
	}
}

static unsigned pick_order(uint64_t *seed)
{
	static const uint8_t orders[] = {14, 14, 14, 14, 14, 15, 15, 16, 17, 18, 23, 23, 24, 25};
	static const uint8_t odd[] = {13, 0, 31, 32, 33, 63};

	return pick_chance(seed, 97) ? orders[pick_below(seed, sizeof(orders))] : odd[pick_below(seed, sizeof(odd))];
}

static uint32_t pick_align(uint64_t *seed, uint32_t address, unsigned order)
{
	return pick_chance(seed, 97) && order <= 31 ? address & ~((1u << order) - 1) : address;
}

uint32_t pick_memory(uint64_t *seed, uint32_t address)
{
	unsigned order = pick_order(seed);

	return SK_FPAGE_MEMORY(pick_align(seed, address, order), (uint32_t)order,
	                       pick_chance(seed, 60) ? 7u : pick_below(seed, 16));
}

uint32_t pick_mapped(uint64_t *seed, int t)
{
	int start = (int)pick_below(seed, MODEL_MAPPINGS);

	for (int i = 0; i < MODEL_MAPPINGS && !pick_chance(seed, 1); i++) {
		const struct model_mapping *p = &spec_model.mapping[(start + i) % MODEL_MAPPINGS];

		if (!p->used || p->task != t || (p->fixed && pick_chance(seed, 90)))
			continue;

		unsigned order = pick_chance(seed, 60) ? p->order : pick_order(seed);
		uint32_t inside = pick_below(seed, 64) << 14 & ((1u << p->order) - 1);

		return SK_FPAGE_MEMORY(pick_align(seed, p->va + inside, order), (uint32_t)order,
		                       pick_chance(seed, 60) ? 7u : pick_below(seed, 16));
	}
	return pick_memory(seed, pick_address(seed));
}

uint32_t pick_slots(uint64_t *seed)
{
	unsigned order = pick_chance(seed, 90) ? 0 : pick_chance(seed, 90) ? pick_below(seed, 6) : 13;
	uint32_t slot = pick_chance(seed, 70) ? 10 + pick_below(seed, PICK_SLOTS - 10) : pick_below(seed, PICK_SLOTS);

	return SK_FPAGE(SK_FPAGE_CAP, order < 6 ? slot & ~((1u << order) - 1) : slot, (uint32_t)order,
	                pick_chance(seed, 60) ? 15u : pick_below(seed, 16));
}

static uint32_t pick_slot_window(uint64_t *seed, int task)
{
	if (pick_chance(seed, 10))
		return pick_slots(seed);
	if (task == MODEL_NONE || spec_model.object[task].type != SK_TYPE_TASK)
		return SK_FPAGE_SLOT(pick_below(seed, PICK_SLOTS), 0u);
	return SK_FPAGE_SLOT(pick_slot(seed, task, SK_TYPE_NONE), 0u);
}

static uint32_t pick_memory_window(uint64_t *seed, uint32_t fpage)
{
	unsigned order = pick_chance(seed, 60) ? SK_FPAGE_GET_ORDER(fpage) : pick_order(seed);

	if (pick_chance(seed, 10))
		return SK_FPAGE_ALL(0u);
	return SK_FPAGE_MEMORY(pick_align(seed, pick_address(seed), order), (uint32_t)order, 0u);
}

void pick_item(uint64_t *seed, int t, bool memory, uint32_t item[2])
{
	uint32_t attr = pick_chance(seed, 85) ? 0 : pick_below(seed, 4);
	uint32_t kind = pick_chance(seed, 75) ? SK_ITEM_MAP : SK_ITEM_GRANT;
	uint32_t rights = pick_chance(seed, 60) ? 15u : pick_below(seed, 16);

	item[0] = SK_ITEM(pick_chance(seed, 96) ? kind : pick_below(seed, 16), attr, pick_address(seed));
	item[1] = memory ? pick_mapped(seed, t) : SK_FPAGE_SLOT(pick_full_slot(seed, t), rights);
}

uint32_t pick_window(uint64_t *seed, int task, uint32_t fpage)
{
	if (SK_FPAGE_GET_TYPE(fpage) == SK_FPAGE_CAP)
		return pick_slot_window(seed, task);
	return pick_memory_window(seed, fpage);
}

uint32_t pick_gate(uint64_t *seed, int t, int but)
{
	uint32_t slot = pick_slot(seed, t, SK_TYPE_GATE);

	for (unsigned i = 0; i < 4 && slot < MODEL_SLOTS && spec_model.cap[t][slot].object != MODEL_NONE; i++) {
		if (spec_model.object[spec_model.cap[t][slot].object].server != but)
			break;
		slot = pick_slot(seed, t, SK_TYPE_GATE);
	}
	return slot;
}
