// SPDX-License-Identifier: Apache-2.0
// Destruction of objects, with all that goes before them, in bounded steps and without recursion.
#include <skerry/cap.h>
#include <skerry/factory.h>
#include <skerry/kernel.h>

/*
 * kernel.dying lists every object whose destruction has begun; the first one is worked on. An object that finds another
 * one in its way puts that in front and is resumed later, so the depth of a structure costs list entries, not stack.
 * No order among the entries is ever needed for correctness. What really has to wait for another object (a factory for what
 * it made, a task for its threads) forms no circle.
 */

void destroy_first(struct kobject *o)
{
	if (!o->dying) {
		o->dying = 1;
		if (o->root == NULL)
			kernel.orphans++;
	}
	list_remove(&o->destroy_link);
	list_insert(kernel.dying.next, &o->destroy_link);
}

bool destroy_slot(struct cap *c)
{
	struct kobject *o = c->obj;

	if (o->root == c && !o->dying) {
		destroy_first(o);
		return false;
	}
	if (deriv_revoke(&c->d, SK_CAP_ALL, cap_take) != SK_OK)
		return false;
	cap_remove(c);
	return true;
}

static void finish(struct kobject *o)
{
	list_remove(&o->destroy_link);
	if (o->root == NULL)
		kernel.orphans--;
	o->dying = 0;
	object_discard(o);
}

/* One bounded step. True when @p o is gone. */
static bool step(struct kobject *o)
{
	if (o->root && deriv_revoke(&o->root->d, SK_CAP_ALL, cap_take) != SK_OK)
		return false;
	if (!object_ops(o->type)->destroy_step(o))
		return false;
	finish(o);
	return true;
}

/* Works until @p wanted, if any, and every object without a root slot are gone. */
static int work(const struct kobject *wanted)
{
	while (wanted || kernel.orphans) {
		struct kobject *o = list_first(&kernel.dying, struct kobject, destroy_link);

		const struct kobject *gone = step(o) ? o : NULL;

		if (gone == wanted)
			wanted = NULL;
		if (preempted())
			return SK_RESTART;
	}
	return SK_OK;
}

int object_destroy(struct kobject *o)
{
	/* Under way already: the order stays, or a restarted call would begin with a new descent each time. */
	if (!o->dying)
		destroy_first(o);
	return work(o);
}

int destroy_orphans(void)
{
	return work(NULL);
}
