// SPDX-License-Identifier: Apache-2.0
// Budgets: sporadic replenishment as a queue of refills, and round-robin slices.
#include <skerry/sched.h>

/*
 * The refills are ordered by time, do not overlap (each begins at or after the end of the one before, were it consumed
 * at full speed), and their amounts always add up to the budget. Time that is used moves from the head to a refill one
 * period after the moment it became usable, so a context gets back what it used exactly one period later.
 */

static bool round_robin(const struct sc *sc)
{
	return sc->budget == sc->period;
}

static struct sc_refill *at(struct sc *sc, unsigned n)
{
	unsigned i = sc->refill_head + n;

	return &sc->refill[i < SC_REPLENISHMENTS ? i : i - SC_REPLENISHMENTS];
}

static void drop_head(struct sc *sc)
{
	sc->refill_head = (uint8_t)(sc->refill_head + 1 < SC_REPLENISHMENTS ? sc->refill_head + 1 : 0);
	sc->refill_count--;
}

/* Lets @p r be used together with the one that follows it, @p next. */
static void put_off(const struct sc_refill *r, struct sc_refill *next)
{
	next->when -= r->amount;
	next->amount += r->amount;
}

/* Makes one refill of two that follow each other: of those with the smaller gap, so that least is put off for least. The
 * head is being used, and stays. */
static void make_room(struct sc *sc)
{
	struct sc_refill *a = at(sc, 1), *b = at(sc, 2), *c = at(sc, 3);

	SK_STATIC_ASSERT(SC_REPLENISHMENTS == 4, "a queue has two gaps behind the head");
	if (c->when - b->when - b->amount < b->when - a->when - a->amount) {
		put_off(b, c);
		*b = *a;
	} else {
		put_off(a, b);
	}
	*a = *at(sc, 0);
	drop_head(sc);
}

/* Adds a refill behind the others; when it touches the last one, both become one. Merging only ever delays time. */
static void add_refill(struct sc *sc, ticks_t when, ticks_t amount)
{
	struct sc_refill *r;

	if (sc->refill_count > 0) {
		r = at(sc, sc->refill_count - 1u);
		if (r->when + r->amount >= when) {
			r->amount += amount;
			return;
		}
	}
	r = at(sc, sc->refill_count++);
	r->when = when;
	r->amount = amount;
	if (sc->refill_count == SC_REPLENISHMENTS)
		make_room(sc);
}

void sc_refill_all(struct sc *sc, ticks_t now)
{
	sc->refill_head = 0;
	sc->refill_count = 1;
	sc->refill[0].when = now;
	sc->refill[0].amount = sc->budget;
}

/* Moves the head refill to @p when, later than it was, and takes those in that overlap it then. */
static void postpone(struct sc *sc, ticks_t when)
{
	struct sc_refill *head = at(sc, 0);

	head->when = when;
	while (sc->refill_count > 1 && at(sc, 1)->when <= head->when + head->amount) {
		ticks_t amount = head->amount;

		drop_head(sc);
		head = at(sc, 0);
		head->when = when;
		head->amount += amount;
	}
}

bool sc_activate(struct sc *sc, ticks_t now)
{
	const struct sc_refill *head = at(sc, 0);

	if (round_robin(sc))
		return true;
	if (head->when > now)
		return false;
	postpone(sc, now);
	return true;
}

void sc_begin(struct sc *sc, ticks_t now)
{
	if (round_robin(sc))
		return;
	if (at(sc, 0)->when + sc->period < now)
		postpone(sc, now - sc->period);
	/* Made ready a moment after the charge that its own time is counted from: without this its first charge would find
	 * the refill in the future, and the budget out, by that moment. */
	if (at(sc, 0)->when > now)
		at(sc, 0)->when = now;
}

enum sc_charge sc_charge(struct sc *sc, ticks_t now, ticks_t time)
{
	struct sc_refill *head = at(sc, 0);
	bool next = false;

	sc->used += time;
	if (round_robin(sc)) {
		if (time < head->amount) {
			head->amount -= time;
			return SC_GOES_ON;
		}
		head->amount = sc->budget;
		return SC_SLICE_OVER;
	}
	if (time > 2 * sc->budget) { /* the kernel was kept from looking: no debt beyond one period */
		sc_refill_all(sc, now + sc->period);
		return SC_OUT;
	}
	while (time >= head->amount) {
		struct sc_refill used = *head;

		drop_head(sc);
		add_refill(sc, used.when + sc->period, used.amount);
		time -= used.amount;
		head = at(sc, 0);
		next = true;
	}
	if (time > 0) {
		add_refill(sc, head->when + sc->period, time);
		head = at(sc, 0);
		head->when += time;
		head->amount -= time;
	}
	/* A crumb is not worth a switch: it is used together with the next refill. The rest of what it runs on already is
	 * none: put off each time, it would never be used. */
	if (next && head->amount <= sc->budget >> 6 && sc->refill_count > 1) {
		put_off(head, at(sc, 1));
		drop_head(sc);
		head = at(sc, 0);
	}
	return head->when > now ? SC_OUT : SC_GOES_ON;
}

ticks_t sc_remaining(const struct sc *sc, ticks_t now)
{
	const struct sc_refill *head = &sc->refill[sc->refill_head];

	if (sc->refill_count == 0 || (!round_robin(sc) && head->when > now))
		return 0;
	return head->amount;
}
