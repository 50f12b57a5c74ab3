// SPDX-License-Identifier: Apache-2.0
// Creates and drives the kernel objects of a guest.
#include "vcpu.h"

#include <skerry/rt/object.h>
#include <skerry/rt/string.h>

#define STATS_AT_ONCE 16

// Log2 of the largest piece that is aligned at both addresses and no longer than what is left.
static unsigned piece_order(sk_word_t va, sk_word_t gpa, sk_word_t bytes)
{
	unsigned order = SK_PAGE_ORDER;

	while (order < 30 && ((va | gpa) & ((2u << order) - 1)) == 0 && (2u << order) <= bytes)
		order++;
	return order;
}

static int map_ram(struct vcpu *vcpu, const struct rt_region *ram)
{
	sk_word_t gpa = 0;

	while (gpa < ram->size) {
		unsigned order = piece_order(ram->addr + gpa, gpa, ram->size - gpa);
		sk_word_t source[] = {ram->addr + gpa};
		int error = rt_invoke(SK_SLOT_TASK, SK_TASK_LOOKUP, source, 1, 1);

		/* A piece cannot be larger than the mapping it comes from. */
		if (!error && SK_FPAGE_GET_ORDER(source[0]) < order)
			order = SK_FPAGE_GET_ORDER(source[0]);
		if (!error)
			error = rt_mem_map(vcpu->vm, SK_FPAGE_MEMORY(ram->addr + gpa, order, SK_MEM_RWX),
			                   SK_FPAGE_MEMORY(gpa, order, SK_MEM_RWX));

		if (error)
			return error;
		gpa += 1u << order;
	}
	return SK_OK;
}

int vcpu_open(struct vcpu *vcpu, const struct rt_startup *startup, const struct rt_region *ram)
{
	*vcpu = (struct vcpu){
	        .vm = startup->free_slot,
	        .slot = startup->free_slot + 1,
	        .area = (struct sk_vcpu_area *)(RT_KUMEM_ADDR + SK_UTCB_SIZE),
	};

	int error = rt_create(SK_SLOT_FACTORY, SK_TYPE_VM, vcpu->vm, 0, 0, 0);

	return error ? error : map_ram(vcpu, ram);
}

void vcpu_listen(struct vcpu *vcpu, sk_word_t slot)
{
	if (slot && vcpu->events < VCPU_EVENTS)
		vcpu->event[vcpu->events++] = slot;
}

int vcpu_renew(struct vcpu *vcpu)
{
	int error = SK_OK;

	if (vcpu->exists)
		error = rt_unmap(SK_SLOT_TASK, SK_FPAGE_SLOT(vcpu->slot, SK_CAP_ALL), SK_UNMAP_SELF);
	vcpu->exists = false;
	if (!error)
		error = rt_create(SK_SLOT_FACTORY, SK_TYPE_VCPU, vcpu->slot, vcpu->vm, SK_SLOT_THREAD,
		                  (sk_word_t)vcpu->area);
	if (error)
		return error;
	vcpu->exists = true;
	memset(vcpu->area, 0, sizeof(*vcpu->area));
	for (unsigned i = 0; i < vcpu->events && !error; i++) {
		sk_word_t words[] = {vcpu->slot, 0};

		error = rt_invoke(vcpu->event[i], SK_IRQ_BIND_VCPU, words, 2, 0);
	}
	return error;
}

int vcpu_run(struct vcpu *vcpu, uint32_t mask, uint32_t level)
{
	struct rt_msg m = {.tag = SK_TAG(SK_VCPU_RUN, 2, 0), .w = {mask, level}};

	return rt_call(vcpu->slot, &m);
}

int vcpu_state(struct vcpu *vcpu, uint32_t get_or_put, uint32_t groups)
{
	sk_word_t words[] = {get_or_put, groups};

	return rt_invoke(vcpu->slot, SK_VCPU_STATE, words, 2, 0);
}

int vcpu_stats(struct vcpu *vcpu, sk_word_t counters[SK_VCPU_STATS_MAX])
{
	for (unsigned first = 0; first < SK_VCPU_STATS_MAX; first += STATS_AT_ONCE) {
		counters[first] = first;

		int error = rt_invoke(vcpu->slot, SK_VCPU_STATS, &counters[first], 1, STATS_AT_ONCE);

		if (error)
			return error;
	}
	return SK_OK;
}
