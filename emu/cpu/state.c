// SPDX-License-Identifier: Apache-2.0
// Saving and restoring the state of a system as a sequence of little-endian 64-bit words.
#include "model.h"

#include <stdlib.h>

#define MAGIC    0x31305553594d4bull
#define VERSION  1
#define TICK_MAX (1ull << 62)

/** Writes, reads or just checks, by direction: one walk over the state serves them all. */
struct walk {
	uint8_t *out;
	const uint8_t *in;
	size_t at, size;
	bool store; /**< reading: really change the system */
	bool bad;
};

static uint64_t word(struct walk *w, uint64_t value)
{
	if (w->in) {
		value = 0;
		if (w->at + 8 > w->size)
			w->bad = true;
		else
			for (unsigned i = 0; i < 8; i++)
				value |= (uint64_t)w->in[w->at + i] << (8 * i);
	} else if (w->out) {
		for (unsigned i = 0; i < 8; i++)
			w->out[w->at + i] = (uint8_t)(value >> (8 * i));
	}
	w->at += 8;
	return value;
}

/** A word that must be what it is now. */
static void same(struct walk *w, uint64_t value)
{
	if (word(w, value) != value)
		w->bad = true;
}

#define FIELD(f)                                          \
	do {                                              \
		uint64_t value_ = word(w, (uint64_t)(f)); \
		if (w->in && w->store)                    \
			(f) = (__typeof__(f))value_;      \
	} while (0)
#define LIST(list)                                                       \
	for (size_t i_ = 0; i_ < sizeof(list) / sizeof((list)[0]); i_++) \
	FIELD((list)[i_])

static void walk_tlb(struct walk *w, struct emu_cpu *cpu)
{
	same(w, cpu->ctx->tlb_size);
	for (unsigned i = 0; i < cpu->ctx->tlb_size; i++) {
		struct tlb_entry *e = &cpu->ctx->tlb[i];

		FIELD(e->vpn);
		FIELD(e->mask);
		LIST(e->lo);
		FIELD(e->asid);
		FIELD(e->global);
		FIELD(e->valid);
		if (w->store && w->in) {
			e->mask |= 0x1fff;
			if (e->mask > 0x1fffffff || (e->mask & (e->mask + 1)))
				e->mask = 0x1fff;
			e->vpn &= ~e->mask;
		}
	}
}

static void walk_counts(struct walk *w, struct emu_cpu *cpu)
{
	FIELD(cpu->counts.kernel);
	FIELD(cpu->counts.supervisor);
	FIELD(cpu->counts.user);
	FIELD(cpu->counts.debug);
	LIST(cpu->counts.exceptions);
	FIELD(cpu->counts.refills);
	FIELD(cpu->counts.mmio);
	FIELD(cpu->mode_start);
}

static void walk_cpu(struct walk *w, struct emu_cpu *cpu)
{
	LIST(cpu->r);
	FIELD(cpu->hi);
	FIELD(cpu->lo);
	LIST(cpu->fpr);
	FIELD(cpu->fcsr);
	FIELD(cpu->msacsr);
	FIELD(cpu->pc);
	if (!w->in && !cpu->in_slot)
		cpu->slot_target = 0; /* what an earlier branch left there is no state */
	FIELD(cpu->in_slot);
	FIELD(cpu->slot_target);
	FIELD(cpu->waiting);
	FIELD(cpu->halted);
	FIELD(cpu->mode);
	FIELD(cpu->debug);
	FIELD(cpu->nmi);
	FIELD(cpu->now);
	FIELD(cpu->idle);
	LIST(cpu->ctx->cp0);
	FIELD(cpu->count_base);
	FIELD(cpu->count_tick);
	FIELD(cpu->lines);
	FIELD(cpu->ll_bit);
	FIELD(cpu->ll_pa);
	FIELD(cpu->ll_value);
	FIELD(cpu->random_state);
	walk_tlb(w, cpu);
	walk_counts(w, cpu);
}

static void walk_system(struct walk *w, struct emu_sys *sys)
{
	same(w, MAGIC);
	same(w, VERSION);
	same(w, sys->config.profile);
	same(w, sys->features);
	same(w, sys->config.ticks_per_count);
	same(w, sys->config.quantum);
	same(w, sys->ncpus);
	FIELD(sys->now);
	FIELD(sys->round_end);
	FIELD(sys->next_cpu);
	for (unsigned i = 0; i < sys->ncpus; i++)
		walk_cpu(w, sys->cpu[i]);
	same(w, MAGIC);
}

size_t emu_save(const struct emu_sys *sys, void *buf, size_t size)
{
	struct walk measure = {0}, w = {.out = buf};

	walk_system(&measure, (struct emu_sys *)(uintptr_t)sys);
	if (buf && size >= measure.at)
		walk_system(&w, (struct emu_sys *)(uintptr_t)sys);
	return measure.at;
}

/** Clocks that no run could have left would make the next one run for ever, or back in time. */
static bool clocks_hold(const struct emu_sys *sys)
{
	if (sys->now > TICK_MAX || sys->next_cpu > sys->ncpus)
		return false;
	for (unsigned i = 0; i < sys->ncpus; i++) {
		const struct emu_cpu *cpu = sys->cpu[i];

		if (cpu->now > TICK_MAX || cpu->now < sys->now || cpu->idle > cpu->now || cpu->count_tick > cpu->now ||
		    cpu->mode_start > cpu->now - cpu->idle)
			return false;
	}
	return true;
}

/** Derives again what is not saved. */
static void settle(struct emu_sys *sys)
{
	block_flush_all(sys);
	for (unsigned i = 0; i < sys->ncpus; i++) {
		struct emu_cpu *cpu = sys->cpu[i];

		emu_cp0_set(cpu, 5, 0, C0(PAGEMASK)); /* only masks that exist */
		timer_update(cpu);
		mmu_update_segments(cpu);
		soft_flush(cpu);
		cpu_update_mode(cpu);
	}
}

int emu_restore(struct emu_sys *sys, const void *buf, size_t size)
{
	struct walk check = {.in = buf, .size = size}, load = {.in = buf, .size = size, .store = true};
	struct walk undo = {.size = size, .store = true};
	uint8_t *before;
	bool good;

	walk_system(&check, sys);
	if (check.bad || check.at != size)
		return EMU_ESTATE;
	before = malloc(size);
	if (!before)
		return EMU_ENOMEM;
	emu_save(sys, before, size);
	walk_system(&load, sys);
	good = clocks_hold(sys);
	if (!good) {
		undo.in = before;
		walk_system(&undo, sys);
	}
	free(before);
	settle(sys);
	return good ? 0 : EMU_ESTATE;
}
