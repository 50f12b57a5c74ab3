// SPDX-License-Identifier: Apache-2.0
// Delegation of memory and capabilities by typed items.
#include <skerry/delegate.h>

static int receiver_error(struct delegate *d, int error)
{
	d->receiver = error != SK_OK;
	return error;
}

/* Errors of an attempt to enter something at the receiver; these two are about the source. */
static int entry_error(struct delegate *d, int error)
{
	return error == SK_EDYING || error == SK_EDEPTH ? error : receiver_error(d, error);
}

static bool flexpage_ok(uint32_t fpage, unsigned type)
{
	unsigned order = SK_FPAGE_GET_ORDER(fpage);

	if (SK_FPAGE_GET_TYPE(fpage) != type)
		return false;
	if (type == SK_FPAGE_CAP)
		return order <= 12 && (SK_FPAGE_GET_PAGE(fpage) & ((1u << order) - 1)) == 0;
	return order >= SK_PAGE_ORDER && order <= 31 && (SK_FPAGE_GET_ADDR(fpage) & ((1u << order) - 1)) == 0;
}

static int delegate_cap(struct task *from, struct task *to, struct delegate *d, bool grant)
{
	struct cap *source = cap_slot(from, SK_FPAGE_GET_PAGE(d->fpage));
	unsigned rights = SK_FPAGE_GET_RIGHTS(d->fpage);
	unsigned window = (1u << SK_FPAGE_GET_ORDER(d->window)) - 1;
	uint32_t slot = SK_FPAGE_GET_PAGE(d->window) + ((d->item >> SK_FPAGE_PAGE_SHIFT) & window);

	if (SK_FPAGE_GET_ORDER(d->fpage) != 0)
		return SK_EINVAL;
	if (source == NULL || source->obj == NULL)
		return SK_ENOCAP;

	int error = SK_OK;
	struct cap *place = cap_empty(to, slot, &error);

	if (place == NULL)
		return receiver_error(d, error);
	error = grant ? cap_grant(source, place, rights) : cap_map(source, place, rights);
	if (error == SK_OK)
		d->result = SK_FPAGE_SLOT(slot, (uint32_t)place->d.rights);
	return error;
}

/* Where the flexpage goes: source address, destination address and order by the rule of the hot spot. */
struct placement {
	uint32_t source, place;
	unsigned order;
};

static struct placement place_memory(const struct delegate *d)
{
	struct placement p = {SK_FPAGE_GET_ADDR(d->fpage), SK_FPAGE_GET_ADDR(d->window), SK_FPAGE_GET_ORDER(d->fpage)};
	unsigned window = SK_FPAGE_GET_ORDER(d->window);
	uint32_t hot = d->item & ~0xfffu;

	if (window < p.order) {
		p.source += hot & ((1u << p.order) - 1) & ~((1u << window) - 1);
		p.order = window;
	} else {
		p.place += hot & ((1u << window) - 1) & ~((1u << p.order) - 1);
	}
	return p;
}

static int attribute(const struct mapping *m, uint32_t item, unsigned *attr)
{
	*attr = (item >> SK_ITEM_ATTR_SHIFT) & SK_ITEM_ATTR_MASK;
	if (*attr == SK_ATTR_INHERIT)
		*attr = m->attr;
	if (*attr > SK_ATTR_UNCACHED || (*attr == SK_ATTR_CACHED && (m->flags & SPACE_MAP_DEVICE)))
		return SK_EINVAL;
	return SK_OK;
}

static int grant_allowed(struct mapping *m, const struct placement *p)
{
	if (m->d.order != p->order)
		return SK_EINVAL;
	if (deriv_dying(&m->d))
		return SK_EDYING;
	return m->d.child ? SK_EBUSY : SK_OK;
}

/* The mapping whole at its new place, in the old one's position in the tree. */
static int grant_memory(struct mapping *m, struct task *to, struct delegate *d, const struct placement *p,
                        unsigned rights, unsigned attr)
{
	int error = grant_allowed(m, p);

	if (error)
		return error;
	error = space_map(&to->space, NULL, p->place, p->order, m->pa, rights, attr, m->flags);
	if (error)
		return receiver_error(d, error);
	deriv_move(&m->d, &space_lookup(&to->space, p->place)->d, rights);
	mapping_take(&m->d, SK_MEM_RWX);
	return SK_OK;
}

static int delegate_memory(struct task *from, struct task *to, struct delegate *d, bool grant)
{
	struct placement p = place_memory(d);
	struct mapping *m = space_lookup(&from->space, p.source);
	unsigned attr;

	if (m == NULL)
		return SK_ENOENT;
	if (p.order > m->d.order)
		return SK_ERANGE;

	unsigned rights = SK_FPAGE_GET_RIGHTS(d->fpage) & m->d.rights;

	if (rights == 0 || (m->flags & SPACE_MAP_FIXED))
		return SK_ERIGHTS;

	int error = attribute(m, d->item, &attr);

	if (error)
		return error;
	if (grant)
		error = grant_memory(m, to, d, &p, rights, attr);
	else
		error = entry_error(d, space_map(&to->space, &m->d, p.place, p.order, m->pa + (p.source - m->va),
		                                 rights, attr, m->flags));
	if (error == SK_OK)
		d->result = SK_FPAGE_MEMORY(p.place, (uint32_t)p.order, rights);
	return error;
}

int delegate_item(struct task *from, struct task *to, struct delegate *d)
{
	unsigned kind = d->item & SK_ITEM_KIND_MASK;
	unsigned type = SK_FPAGE_GET_TYPE(d->fpage);

	d->result = 0;
	d->receiver = false;
	if ((kind != SK_ITEM_MAP && kind != SK_ITEM_GRANT) || (type != SK_FPAGE_MEM && type != SK_FPAGE_CAP))
		return SK_EINVAL;
	if (!flexpage_ok(d->fpage, type))
		return SK_EINVAL;
	if (!flexpage_ok(d->window, type))
		return receiver_error(d, SK_EINVAL);
	if (type == SK_FPAGE_CAP)
		return delegate_cap(from, to, d, kind == SK_ITEM_GRANT);
	return delegate_memory(from, to, d, kind == SK_ITEM_GRANT);
}
