// SPDX-License-Identifier: Apache-2.0
// Random operations and their text.
#include "generate.h"

#include <skerry/abi/fpage.h>
#include <skerry/abi/proto.h>
#include <skerry/abi/syscall.h>
#include <skerry/abi/types.h>

#include <stdio.h>

#include "ipc.h"
#include "pick.h"

uint64_t spec_random(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static void fill_map(struct spec_op *op, uint64_t *seed, int t)
{
	int task;

	op->a[0] = pick_task(seed, t);
	task = op->a[0] < MODEL_SLOTS ? spec_model.cap[t][op->a[0]].object : MODEL_NONE;
	pick_item(seed, t, pick_chance(seed, 60), &op->a[1]);
	op->a[3] = pick_window(seed, task, op->a[2]);
	if (pick_chance(seed, 2))
		op->a[2 + pick_below(seed, 2)] = pick_below(seed, 1u << 12);
}

/* Slots to unmap in the task of slot @p of: mostly one that is not empty. */
static uint32_t slots_of(uint64_t *seed, int t, uint32_t of)
{
	int task = of < MODEL_SLOTS ? spec_model.cap[t][of].object : MODEL_NONE;

	if (pick_chance(seed, 40) || task == MODEL_NONE || spec_model.object[task].type != SK_TYPE_TASK)
		return pick_slots(seed);
	return SK_FPAGE_SLOT(pick_full_slot(seed, task), pick_chance(seed, 60) ? 15u : pick_below(seed, 16));
}

static void fill_create(struct spec_op *op, uint64_t *seed, int t)
{
	static const uint8_t types[] = {SK_TYPE_TASK, SK_TYPE_TASK, SK_TYPE_FACTORY, SK_TYPE_IRQ,
	                                SK_TYPE_SC,   SK_TYPE_VM,   SK_TYPE_GATE,    SK_TYPE_GATE};

	op->a[0] = pick_slot(seed, t, SK_TYPE_FACTORY);
	op->a[1] = types[pick_below(seed, sizeof(types))];
	op->a[2] = pick_slot(seed, t, SK_TYPE_NONE);
	op->a[3] = 0;
	if (op->a[1] == SK_TYPE_TASK)
		op->a[3] = pick_chance(seed, 95) ? 8u << pick_below(seed, 3) : 7 + 4090 * pick_below(seed, 2);
	if (op->a[1] == SK_TYPE_FACTORY)
		op->a[3] = 11 + pick_below(seed, 8);
	if (op->a[1] == SK_TYPE_GATE) {
		op->a[3] = pick_slot(seed, t, SK_TYPE_THREAD);
		op->a[4] = pick_below(seed, 1000);
	}
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
	uint32_t best = pick_slot(seed, t, SK_TYPE_RANGE);

	for (unsigned i = pick_below(seed, 6); i > 0; i--) {
		uint32_t other = pick_slot(seed, t, SK_TYPE_RANGE);

		if (range_bytes(t, other) > range_bytes(t, best))
			best = other;
	}
	return best;
}

static void fill_range_map(struct spec_op *op, uint64_t *seed, int t)
{
	uint32_t fpage = pick_memory(seed, pick_address(seed));
	int range;

	op->a[0] = any_range(seed, t);
	op->a[1] = pick_task(seed, t);
	op->a[2] = pick_below(seed, 64) << 14;
	op->a[3] = fpage;
	op->a[4] = pick_chance(seed, 80) ? 0 : pick_below(seed, 4);
	range = op->a[0] < MODEL_SLOTS ? spec_model.cap[t][op->a[0]].object : MODEL_NONE;
	/* Mostly an offset at which the memory is as aligned as the place. */
	if (range != MODEL_NONE && pick_chance(seed, 90) && SK_FPAGE_GET_ORDER(fpage) < 26) {
		uint32_t size = 1u << SK_FPAGE_GET_ORDER(fpage);

		op->a[2] = ((spec_model.object[range].base + op->a[2] + size - 1) & ~(size - 1)) -
		           spec_model.object[range].base;
	}
}

/* --- IPC. --- */

static uint32_t any_timeout(uint64_t *seed)
{
	switch (pick_below(seed, 8)) {
	case 0:
		return SK_TIMEOUT_ZERO;
	case 1:
		return SK_TIMEOUT_ABSOLUTE;
	case 2:
		return SK_TIMEOUT_REL(1 + pick_below(seed, 1000), pick_below(seed, 3));
	default:
		return SK_TIMEOUT_NEVER;
	}
}

/* What @p p does next, mostly: whom it owes an answer it gives one. */
static uint32_t any_ipc(uint64_t *seed, const struct model_thread *p)
{
	static const uint8_t weight[16] = {
	        [SK_OP_CALL] = 30,      [SK_OP_SEND] = 15,      [SK_OP_WAIT] = 30,     [SK_OP_RECV] = 10,
	        [SK_OP_SEND_WAIT] = 12, [SK_OP_REPLY_ONLY] = 1, [SK_OP_REPLY_WAIT] = 2};
	uint32_t at = pick_below(seed, 100), op = 0;

	if (p->owes != MODEL_NONE && pick_chance(seed, 60))
		return pick_chance(seed, 70) ? SK_OP_REPLY_WAIT : SK_OP_REPLY_ONLY;
	for (; at >= weight[op]; op++)
		at -= weight[op];
	return op;
}

static void fill_ipc(struct spec_op *op, uint64_t *seed, int t)
{
	uint32_t items = pick_chance(seed, 60) ? 0 : 1 + pick_below(seed, MODEL_ITEMS);
	uint32_t words = pick_chance(seed, 80) ? pick_below(seed, 8) : pick_below(seed, MODEL_WORDS + 1 - 2 * items);
	uint32_t *a = op->a;

	a[IPC_OP] = any_ipc(seed, &spec_model.thread[op->actor]);
	a[IPC_SLOT] = a[IPC_OP] & SK_OP_SEND ? pick_gate(seed, t, op->actor)
	                                     : pick_slot(seed, t, pick_chance(seed, 60) ? SK_TYPE_THREAD : SK_TYPE_IRQ);
	if ((a[IPC_OP] & SK_OP_SEND) && pick_chance(seed, 25))
		a[IPC_SLOT] = pick_slot(seed, t, SK_TYPE_REPLY);
	/* No object has an operation of that number. */
	a[IPC_TAG] = SK_TAG(pick_below(seed, 200), words, items);
	/* The first actor never waits: there is always somebody who can go on. */
	a[IPC_TIMEOUTS] = op->actor == 0 ? SK_TIMEOUTS(SK_TIMEOUT_ZERO, SK_TIMEOUT_ZERO)
	                                 : SK_TIMEOUTS(any_timeout(seed), any_timeout(seed));
	a[IPC_WORD] = pick_below(seed, 1u << 30);
	/* Everybody agrees, mostly, what is a capability and what is memory. */
	for (unsigned i = 0; i < MODEL_ITEMS; i++) {
		uint32_t likely[2];

		pick_item(seed, t, pick_chance(seed, 90) ? i != 0 : i == 0, &a[IPC_ITEM + 2 * i]);
		pick_item(seed, t, pick_chance(seed, 90) ? i != 0 : i == 0, likely);
		a[IPC_WINDOW + i] = pick_window(seed, t, likely[1]);
	}
	a[IPC_DEADLINE] = (uint32_t)(spec_model.now / spec_model.ticks_per_us) + pick_below(seed, 500) - 10;
	a[IPC_REPLY_SLOT] = pick_chance(seed, 60) ? 0 : pick_slot(seed, t, SK_TYPE_NONE);
	a[IPC_PRIORITY] = 252 + pick_below(seed, 4);
}

static enum spec_kind any_kind(uint64_t *seed)
{
	static const uint8_t weight[SPEC_KINDS] = {
	        [SPEC_CREATE] = 8,       [SPEC_TASK_MAP] = 14,    [SPEC_UNMAP] = 6,    [SPEC_KUMEM] = 1,
	        [SPEC_RANGE_MAP] = 6,    [SPEC_RANGE_REVOKE] = 1, [SPEC_LOOKUP] = 2,   [SPEC_CAP_INFO] = 2,
	        [SPEC_FACTORY_INFO] = 1, [SPEC_TOUCH] = 6,        [SPEC_IPC] = 38,     [SPEC_REBIND] = 2,
	        [SPEC_IRQ_BIND] = 3,     [SPEC_IRQ_TRIGGER] = 4,  [SPEC_IRQ_INFO] = 1, [SPEC_CANCEL] = 2,
	        [SPEC_TIME] = 3,
	};
	uint32_t at = pick_below(seed, 100);
	unsigned kind = 0;

	for (; at >= weight[kind]; kind++)
		at -= weight[kind];
	return crowded() && kind != SPEC_TOUCH && kind != SPEC_TIME ? SPEC_UNMAP : (enum spec_kind)kind;
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
		op->a[0] = pick_task(seed, t);
		op->a[1] = pick_chance(seed, 50) ? pick_mapped(seed, t) : slots_of(seed, t, op->a[0]);
		op->a[2] = pick_chance(seed, 60);
		break;
	case SPEC_RANGE_MAP:
		fill_range_map(op, seed, t);
		break;
	case SPEC_RANGE_REVOKE:
		op->a[0] = pick_slot(seed, t, SK_TYPE_RANGE);
		break;
	case SPEC_FACTORY_INFO:
		op->a[0] = pick_slot(seed, t, SK_TYPE_FACTORY);
		break;
	case SPEC_TOUCH:
		op->a[0] = SK_FPAGE_GET_ADDR(pick_mapped(seed, t)) + pick_below(seed, 4096) * 4;
		op->a[1] = 1u << pick_below(seed, 3);
		break;
	case SPEC_IPC:
		fill_ipc(op, seed, t);
		break;
	case SPEC_REBIND:
		op->a[0] = pick_gate(seed, t, MODEL_NONE);
		op->a[1] = pick_slot(seed, t, SK_TYPE_THREAD);
		op->a[2] = pick_below(seed, 1000);
		break;
	case SPEC_IRQ_BIND:
	case SPEC_IRQ_TRIGGER:
	case SPEC_IRQ_INFO:
		op->a[0] = pick_slot(seed, t, SK_TYPE_IRQ);
		op->a[1] = op->kind == SPEC_IRQ_BIND ? pick_slot(seed, t, SK_TYPE_THREAD) : 1u << pick_below(seed, 32);
		op->a[2] = pick_below(seed, 1000);
		if (pick_chance(seed, 10))
			op->a[1] = 0;
		break;
	case SPEC_CANCEL:
		op->a[0] = pick_slot(seed, t, SK_TYPE_THREAD);
		break;
	case SPEC_TIME:
		op->a[0] = pick_below(seed, 300);
		break;
	case SPEC_CAP_INFO:
		op->a[0] = pick_task(seed, t);
		op->a[1] = pick_below(seed, PICK_SLOTS + 8);
		break;
	default:
		op->a[0] = pick_task(seed, t);
		op->a[1] = pick_address(seed) + (pick_chance(seed, 5) ? 0x80 : 0);
		break;
	}
}

struct spec_op spec_generate(uint64_t *seed)
{
	struct spec_op op = {.kind = (uint8_t)any_kind(seed)};
	int t;

	do {
		bool first = op.kind == SPEC_RANGE_MAP ? pick_chance(seed, 85) : pick_chance(seed, 40);

		if (op.kind == SPEC_IPC)
			op.actor = (uint8_t)pick_below(seed, SPEC_ACTORS);
		else
			op.actor = (uint8_t)(first ? pick_below(seed, 2) * SPEC_TASKS : pick_below(seed, SPEC_ACTORS));
		t = spec_actor_task(op.actor);
	} while (t == MODEL_NONE || !spec_actor_ready(op.actor));
	op.preempt = (uint8_t)(pick_chance(seed, 50) ? 0 : pick_below(seed, 5));
	do {
		fill(&op, seed, t);
	} while (!spec_specified(&op, t));
	return op;
}

const char *spec_text(const struct spec_op *op)
{
	static const char *const names[SPEC_KINDS] = {
	        "create", "task_map", "unmap",        "kumem",    "range_map", "range_revoke",
	        "lookup", "cap_info", "factory_info", "touch",    "ipc",       "cancel",
	        "rebind", "irq_bind", "irq_trigger",  "irq_info", "time"};
	static char text[256];
	int at = snprintf(text, sizeof(text), "actor %u: %s", op->actor, names[op->kind]);

	for (unsigned i = 0; i < (op->kind == SPEC_IPC ? SPEC_ARGS : 5u); i++)
		at += snprintf(text + at, sizeof(text) - (size_t)at, " 0x%x", op->a[i]);
	snprintf(text + at, sizeof(text) - (size_t)at, " (preempt %u)", op->preempt);
	return text;
}
