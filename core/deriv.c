// SPDX-License-Identifier: Apache-2.0
// Derivation trees: links, dying marks, and revocation in bounded runs.
#include <skerry/abi/syscall.h>
#include <skerry/deriv.h>
#include <skerry/kernel.h>

static void make(struct deriv *d, unsigned rights, unsigned order)
{
	*d = (struct deriv){.next = d, .prev = d, .rights = rights & DERIV_RIGHTS_ALL, .order = (uint8_t)order};
}

void deriv_origin(struct deriv *d, unsigned rights, unsigned order)
{
	make(d, rights, order);
}

struct deriv *deriv_dying(struct deriv *d)
{
	struct deriv *top = NULL;

	for (; d; d = d->parent) {
		if (d->flags & DERIV_DYING)
			top = d;
	}
	return top;
}

int deriv_allowed(struct deriv *parent)
{
	if (deriv_dying(parent))
		return SK_EDYING;
	return parent->depth >= SK_DERIVATION_DEPTH ? SK_EDEPTH : SK_OK;
}

int deriv_add(struct deriv *parent, struct deriv *d, unsigned rights, unsigned order)
{
	int error = deriv_allowed(parent);

	if (error)
		return error;
	make(d, rights, order);
	d->parent = parent;
	d->depth = (uint8_t)(parent->depth + 1);
	if (parent->child) {
		d->next = parent->child;
		d->prev = parent->child->prev;
		d->prev->next = d;
		d->next->prev = d;
	} else {
		parent->child = d;
	}
	return SK_OK;
}

void deriv_move(struct deriv *from, struct deriv *to, unsigned rights)
{
	SK_ASSERT(from->child == NULL);
	*to = *from;
	to->rights = rights & DERIV_RIGHTS_ALL;
	if (from->next == from) {
		to->next = to->prev = to;
	} else {
		to->next->prev = to;
		to->prev->next = to;
	}
	if (to->parent && to->parent->child == from)
		to->parent->child = to;
	make(from, 0, from->order);
}

void deriv_remove(struct deriv *d)
{
	SK_ASSERT(d->child == NULL);
	if (d->parent && d->parent->child == d)
		d->parent->child = d->next == d ? NULL : d->next;
	d->next->prev = d->prev;
	d->prev->next = d->next;
	make(d, d->rights, d->order);
}

static unsigned dying_rights(const struct deriv *top)
{
	return top->flags >> DERIV_RIGHTS_SHIFT;
}

static void mark_dying(struct deriv *top, unsigned rights)
{
	top->flags = (uint8_t)((top->flags & DERIV_DONE) | DERIV_DYING | rights << DERIV_RIGHTS_SHIFT);
}

/* A revocation of @p top is under way; now @p rights are to go as well. Leaf after leaf can be removed from any state, but
 * other rights wait for a further walk, since a node treated already would keep what its parent loses. That walk takes
 * both, so that an invoker of either finds its rights among those being taken and does not start again. */
static void widen(struct deriv *top, unsigned rights)
{
	if (rights == DERIV_RIGHTS_ALL)
		mark_dying(top, rights);
	else if (rights & ~dying_rights(top))
		top->pending = (top->pending | dying_rights(top) | rights) & DERIV_RIGHTS_ALL;
}

/*
 * A revocation that takes all rights removes leaf after leaf and needs no restart point. One that leaves rights marks
 * each treated node DONE and turns the ring of siblings by one, so that children still to be treated come first; a second
 * walk (TIDY) removes the marks in the same way.
 */
static bool treated(const struct deriv *top, const struct deriv *d)
{
	if (dying_rights(top) == DERIV_RIGHTS_ALL)
		return false;
	return ((d->flags & DERIV_DONE) != 0) != ((top->flags & DERIV_TIDY) != 0);
}

static void treat(const struct deriv *top, struct deriv *d, void (*take)(struct deriv *d, unsigned rights))
{
	unsigned rights = dying_rights(top);

	if (rights != DERIV_RIGHTS_ALL) {
		d->flags ^= DERIV_DONE;
		d->parent->child = d->next;
	}
	if ((d->rights & rights) && !(top->flags & DERIV_TIDY))
		take(d, rights);
}

/* One step: the next node of the walk over the subtree of @p top, children before parents. False at its end. */
static bool step(struct deriv **top, struct deriv **at, void (*take)(struct deriv *d, unsigned rights))
{
	struct deriv *d = *at;

	while (d->child && !treated(*top, d->child)) {
		d = d->child;
		/* A revocation of some rights that began inside has its own marks below: it is finished first. */
		if ((d->flags & DERIV_DYING) && dying_rights(*top) != DERIV_RIGHTS_ALL)
			*top = d;
	}
	*at = d;
	if (d == *top)
		return false;
	*at = d->parent;
	treat(*top, d, take);
	return true;
}

/* The walk of @p top came to its end. True when the revocation is complete. */
static bool finish(struct deriv *top)
{
	if (top->child && dying_rights(top) != DERIV_RIGHTS_ALL) {
		if (!(top->flags & DERIV_TIDY)) {
			top->flags |= DERIV_TIDY;
			return false;
		}
		if (top->pending) {
			mark_dying(top, top->pending);
			top->pending = 0;
			return false;
		}
	}
	top->flags &= DERIV_DONE;
	top->pending = 0;
	return true;
}

/* Advances the revocation that @p target is marked with. */
static int run(struct deriv *target, void (*take)(struct deriv *d, unsigned rights))
{
	struct deriv *top = target, *at = target;

	for (;;) {
		if (!step(&top, &at, take)) {
			bool complete = finish(top);

			if (complete && top == target)
				return SK_OK;
			top = at = target;
		}
		if (preempted())
			return SK_RESTART;
	}
}

int deriv_revoke(struct deriv *top, unsigned rights, void (*take)(struct deriv *d, unsigned rights))
{
	struct deriv *dying = deriv_dying(top);

	if (top->child == NULL && !(top->flags & DERIV_DYING))
		return SK_OK;
	if (dying && dying != top) {
		run(dying, take);
		return SK_RESTART;
	}
	if (dying)
		widen(top, rights);
	else
		mark_dying(top, rights);
	return run(top, take);
}
