// SPDX-License-Identifier: Apache-2.0
// Capability slots: lookup, delegation, revocation.
#include <skerry/cap.h>
#include <skerry/kernel.h>
#include <skerry/task.h>

SK_STATIC_ASSERT(sizeof(struct cap) == SK_COST_SLOT * ARCH_POOL_SCALE, "a slot takes exactly what it costs");

struct cap *cap_slot(struct task *t, uint32_t slot)
{
	if (slot == SK_SLOT_INVALID || slot >= t->cap_bytes >> SK_SEL_SHIFT)
		return NULL;
	return &t->caps[slot];
}

struct cap *cap_get(struct task *t, uint32_t slot, unsigned type, unsigned rights, int *error)
{
	struct cap *c = cap_slot(t, slot);

	if (c == NULL || c->obj == NULL)
		*error = SK_ENOCAP;
	else if (c->obj->dying)
		*error = SK_EDELETED;
	else if (type != SK_TYPE_NONE && c->obj->type != type)
		*error = SK_EPROTO;
	else if ((c->d.rights & rights) != rights)
		*error = SK_ERIGHTS;
	else
		return c;
	return NULL;
}

struct cap *cap_empty(struct task *t, uint32_t slot, int *error)
{
	struct cap *c = cap_slot(t, slot);

	if (c == NULL)
		*error = SK_ERANGE;
	else if (c->obj)
		*error = SK_EEXIST;
	else
		return c;
	return NULL;
}

void cap_install_root(struct cap *c, struct kobject *o, unsigned rights)
{
	SK_ASSERT(c->obj == NULL && o->root == NULL);
	deriv_origin(&c->d, rights, 0);
	c->obj = o;
	o->root = c;
}

int cap_map(struct cap *from, struct cap *to, unsigned rights)
{
	rights &= from->d.rights;
	if (to->obj)
		return SK_EEXIST;
	if (!(from->d.rights & SK_CAP_COPY) || rights == 0)
		return SK_ERIGHTS;
	if (from->obj->dying)
		return SK_EDYING;

	int error = deriv_add(&from->d, &to->d, rights, 0);

	if (error == SK_OK)
		to->obj = from->obj;
	return error;
}

int cap_grant(struct cap *from, struct cap *to, unsigned rights)
{
	rights &= from->d.rights;
	if (to->obj)
		return SK_EEXIST;
	if (rights == 0)
		return SK_ERIGHTS;
	if (from->obj->dying || deriv_dying(&from->d))
		return SK_EDYING;
	if (from->d.child)
		return SK_EBUSY;
	deriv_move(&from->d, &to->d, rights);
	to->obj = from->obj;
	if (from->obj->root == from)
		from->obj->root = to;
	from->obj = NULL;
	return SK_OK;
}

void cap_remove(struct cap *c)
{
	struct kobject *o = c->obj;

	deriv_remove(&c->d);
	if (o->root == c) {
		o->root = NULL;
		if (o->dying)
			kernel.orphans++;
	}
	c->obj = NULL;
}

void cap_take(struct deriv *d, unsigned rights)
{
	struct cap *c = container_of(d, struct cap, d);

	d->rights &= ~rights & DERIV_RIGHTS_ALL;
	if (d->rights == 0)
		cap_remove(c);
}

int cap_revoke(struct cap *c, unsigned rights, bool self)
{
	if (c->obj == NULL)
		return destroy_orphans();
	if (self && c->obj->root == c && !(c->d.rights & ~rights))
		return object_destroy(c->obj);

	int result = deriv_revoke(&c->d, rights, cap_take);

	if (result == SK_OK && self)
		cap_take(&c->d, rights);
	return result;
}
