// SPDX-License-Identifier: Apache-2.0
// Pages that change under the threads that use them, and the check that no access goes where it went before.
#include "shadow.h"

#define NOTHING 0xff

/*
 * One place. The count is odd while it changes; while it is even, frame and rights say what an access must meet. Whoever
 * accesses compares the count before and after: equal and even means that the whole access fell into that time.
 */
struct place {
	volatile sk_word_t lock, count;
	volatile sk_word_t frame, rights;
};

static struct place places[TASKS][PLACES];

static sk_word_t stamp(unsigned frame)
{
	return 0x57a3b000u + frame;
}

static volatile sk_word_t *home(unsigned frame)
{
	return (volatile sk_word_t *)(HOME + frame * SK_PAGE_SIZE);
}

static sk_word_t address(unsigned place)
{
	return PLACE_BASE + place * SK_PAGE_SIZE;
}

void shadow_init(void)
{
	for (unsigned i = 0; i < FRAMES; i++)
		home(i)[0] = stamp(i);
	for (unsigned i = 0; i < TASKS * PLACES; i++)
		places[i / PLACES][i % PLACES].frame = NOTHING;
}

static void begin(struct place *p)
{
	p->count++;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static void end(struct place *p, sk_word_t frame, sk_word_t rights)
{
	p->frame = frame;
	p->rights = rights;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	p->count++;
}

void shadow_change(struct worker *w)
{
	unsigned task = smp_random(w, TASKS), at = smp_random(w, PLACES), frame = smp_random(w, FRAMES);
	sk_word_t rights = smp_random(w, 3) ? SK_MEM_RW : SK_MEM_R;
	struct place *p = &places[task][at];
	bool map = smp_random(w, 4) != 0;

	smp_lock(&p->lock);
	if (p->frame != NOTHING) {
		begin(p);
		int error =
		        rt_unmap(S_TASK + task, SK_FPAGE_MEMORY(address(at), SK_PAGE_ORDER, SK_MEM_RWX), SK_UNMAP_SELF);

		if (error)
			smp_error("unmapping", w, (sk_word_t)error, at);
		end(p, NOTHING, 0);
	}
	if (map) {
		begin(p);
		int error =
		        rt_mem_map(S_TASK + task, SK_FPAGE_MEMORY(HOME + frame * SK_PAGE_SIZE, SK_PAGE_ORDER, rights),
		                   SK_FPAGE_MEMORY(address(at), SK_PAGE_ORDER, SK_MEM_RWX));

		if (error)
			smp_error("mapping", w, (sk_word_t)error, at);
		end(p, error ? NOTHING : frame, rights);
	}
	smp.changed[task] = at;
	smp_unlock(&p->lock);
	w->maps++;
}

/* All places are locked in one order, so that two of these never wait for each other. */
void shadow_revoke(struct worker *w)
{
	unsigned frame = smp_random(w, FRAMES);

	for (unsigned i = 0; i < TASKS * PLACES; i++) {
		struct place *p = &places[i / PLACES][i % PLACES];

		smp_lock(&p->lock);
		if (p->frame == frame)
			begin(p);
	}
	int error = rt_unmap(SK_SLOT_TASK, SK_FPAGE_MEMORY(HOME + frame * SK_PAGE_SIZE, SK_PAGE_ORDER, SK_MEM_RWX), 0);

	if (error)
		smp_error("revoking", w, (sk_word_t)error, frame);
	for (unsigned i = 0; i < TASKS * PLACES; i++) {
		struct place *p = &places[i / PLACES][i % PLACES];

		if (p->frame == frame)
			end(p, NOTHING, 0);
		smp_unlock(&p->lock);
	}
	w->revokes++;
}

static void check_load(struct worker *w, const struct place *p, unsigned at)
{
	sk_word_t count = p->count, frame = p->frame;

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	int faulted = probe_load(&w->probe, address(at));

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (count % 2 || count != p->count)
		return;
	w->loads++;
	w->faults += faulted != 0;
	if (faulted != (frame == NOTHING))
		smp_error(faulted ? "a load of a mapped page faulted" : "STALE: a load of an unmapped page", w, at,
		          frame);
	else if (!faulted && w->probe.value != stamp(frame))
		smp_error("STALE: a load met another page", w, w->probe.value, stamp(frame));
}

/* Each worker stores into a word of its own, so that what it finds there is what it stored last. */
static void check_store(struct worker *w, const struct place *p, unsigned at)
{
	sk_word_t count = p->count, frame = p->frame, rights = p->rights, value = smp_random(w, 1u << 31);

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	int faulted = probe_store(&w->probe, address(at) + 64 * (w->id + 1), value);

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (count % 2 || count != p->count)
		return;
	w->stores++;
	w->faults += faulted != 0;
	bool may = frame != NOTHING && (rights & SK_MEM_W);

	if (faulted == may)
		smp_error(faulted ? "a store to a mapped page faulted" : "STALE: a store that is not allowed", w, at,
		          frame);
	else if (may && home(frame)[16 * (w->id + 1)] != value)
		smp_error("STALE: a store went to another page", w, home(frame)[16 * (w->id + 1)], value);
}

void shadow_check(struct worker *w)
{
	/* Mostly where something has just changed: there a translation that was not dropped everywhere is still used. */
	unsigned at = smp_random(w, 4) ? (unsigned)smp.changed[w->task] : smp_random(w, PLACES);
	const struct place *p = &places[w->task][at];

	if (smp_random(w, 3))
		check_load(w, p, at);
	else
		check_store(w, p, at);
}
