// SPDX-License-Identifier: Apache-2.0
// Donation: a caller's scheduling context executes the passive servers its call leads to.
#include <skerry/cpu.h>
#include <skerry/thread.h>

/*
 * The chain of a context: its first lender, whose reply.lent_to is a server, whose own reply.lent_to may be another one,
 * and so on; sc->thread is the last. Each of them has the context in reply.lent. A server that runs on others' help
 * alone passes on no context (lent is null), but the chain is there for the helpers.
 */

/* @p t goes on with its own context, if it has one. */
static void back_to_own(struct thread *t)
{
	t->running_on = t->sc;
	if (t->sc != NULL)
		t->sc->thread = t;
	sched_offer(t);
}

bool sc_may_lend(const struct thread *from)
{
	return from->running_on == NULL || from->running_on->depth < SC_CHAIN_MAX;
}

void sc_lend(struct thread *from, struct thread *to)
{
	struct sc *sc = from->running_on;
	struct reply *r = &from->ipc.reply;

	SK_ASSERT(sc_may_lend(from));
	r->lent_to = to;
	r->lent = sc;
	list_insert(&to->borrowed, &r->lent_link);
	if (sc == NULL)
		return;
	if (to->sc != NULL && to->running_on == to->sc) {
		sched_remove(to->sc);
		to->sc->thread = NULL;
	}
	from->running_on = NULL;
	to->running_on = sc;
	sc->thread = to;
	sc->depth++;
}

void sc_take_back(struct thread *lender)
{
	struct reply *r = &lender->ipc.reply;
	struct sc *sc = r->lent;
	struct thread *t = r->lent_to;

	if (t == NULL)
		return;
	list_remove(&r->lent_link);
	r->lent_to = NULL;
	r->lent = NULL;
	if (sc == NULL) {
		sched_pass_on(t);
		return;
	}
	sc->depth--;
	while (t->ipc.reply.lent == sc) {
		struct thread *next = t->ipc.reply.lent_to;

		t->ipc.reply.lent = NULL;
		sc->depth--;
		back_to_own(t);
		t = next;
	}
	if (t->running_on == sc)
		back_to_own(t);
	sc->thread = lender;
	lender->running_on = sc;
	if (t->on_cpu != NULL)
		sched_kick(t->on_cpu);
}

/* Hands @p sc, which is not lent by anyone else, from the chain that begins at @p t to @p with (null: nothing). */
static void substitute(struct thread *t, struct sc *sc, struct sc *with)
{
	while (t->ipc.reply.lent == sc) {
		t->ipc.reply.lent = with;
		t = t->ipc.reply.lent_to;
	}
	if (t->running_on == sc) {
		t->running_on = with;
		if (with == NULL && t->sc != sc)
			back_to_own(t);
	}
	if (with != NULL) {
		with->thread = t;
		with->depth = sc->depth;
	}
	sc->depth = 0;
	sched_offer(t);
}

int sc_assign(struct sc *sc, struct thread *t)
{
	struct sc *old = t->sc;

	if (sc == old)
		return SK_OK;
	if (sc != NULL && sc->owner != NULL)
		return SK_EBUSY;
	t->sc = sc;
	if (sc != NULL)
		sc->owner = t;
	if (old != NULL) {
		sched_remove(old);
		if (t->running_on == old || t->ipc.reply.lent == old)
			substitute(t, old, sc);
		old->owner = NULL;
		old->thread = NULL;
	} else if (sc != NULL && t->running_on == NULL && t->ipc.reply.lent == NULL) {
		t->running_on = sc;
		sc->thread = t;
	}
	if (t->on_cpu != NULL)
		sched_kick(t->on_cpu);
	sched_offer(t);
	sched_pass_on(t);
	return SK_OK;
}
