// SPDX-License-Identifier: Apache-2.0
// Compares the kernel's whole state with the model's: slots, trees, mappings, accounts.
#include "compare.h"

#include <skerry/kernel.h>
#include <skerry/range.h>
#include <skerry/task.h>

#include <stdarg.h>
#include <stdio.h>

static char message[512];

const char *spec_differs(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	return message;
}

static const struct kobject *kernel_object(const struct model *m, int o)
{
	return m->object[o].kernel;
}

static const struct task *kernel_task(const struct model *m, int o)
{
	return container_of(kernel_object(m, o), struct task, obj);
}

static const char *compare_cap(const struct model *m, int t, int s)
{
	const struct model_cap *expected = &m->cap[t][s];
	const struct cap *c = &kernel_task(m, t)->caps[s];
	const struct deriv *parent = NULL;

	if ((c->obj == NULL) != (expected->object == MODEL_NONE))
		return spec_differs("slot %d of object %d is %s", s, t, c->obj ? "not empty" : "empty");
	if (c->obj == NULL)
		return NULL;
	if (c->obj != kernel_object(m, expected->object))
		return spec_differs("slot %d of object %d names another object than %d", s, t, expected->object);
	if (c->d.rights != expected->rights)
		return spec_differs("slot %d of object %d has rights %u, specified %u", s, t, c->d.rights,
		                    expected->rights);
	if (expected->parent.task != MODEL_NONE)
		parent = &kernel_task(m, expected->parent.task)->caps[expected->parent.slot].d;
	if (c->d.parent != parent)
		return spec_differs("slot %d of object %d hangs elsewhere in the tree", s, t);
	return NULL;
}

static const struct deriv *kernel_parent(const struct model *m, const struct model_mapping *p)
{
	if (p->fixed)
		return NULL;
	if (p->parent == MODEL_NONE)
		return &container_of(kernel_object(m, p->range), struct range, obj)->origin;

	const struct model_mapping *parent = &m->mapping[p->parent];
	const struct mapping *k = space_lookup(&kernel_task(m, parent->task)->space, parent->va);

	return k ? &k->d : NULL;
}

static const char *compare_mapping(const struct model *m, const struct model_mapping *p)
{
	const struct mapping *k = space_lookup(&kernel_task(m, p->task)->space, p->va);
	unsigned flags = (p->fixed ? SPACE_MAP_FIXED : 0u) | (p->kumem ? SPACE_MAP_KUMEM : 0u) |
	                 (p->device ? SPACE_MAP_DEVICE : 0u);

	if (k == NULL)
		return spec_differs("object %d has nothing at 0x%x", p->task, p->va);
	if (k->va != p->va || k->d.order != p->order)
		return spec_differs("object %d has another mapping at 0x%x", p->task, p->va);
	if (!p->fixed && k->pa != p->pa)
		return spec_differs("object %d at 0x%x is memory 0x%x, specified 0x%x", p->task, p->va, k->pa, p->pa);
	if (k->d.rights != p->rights || k->attr != p->attr || k->flags != flags)
		return spec_differs("object %d at 0x%x: rights %u, attribute %u, flags %u; specified %u, %u, %u",
		                    p->task, p->va, k->d.rights, k->attr, k->flags, p->rights, p->attr, flags);
	if (k->d.parent != kernel_parent(m, p))
		return spec_differs("object %d at 0x%x hangs elsewhere in the tree", p->task, p->va);
	return NULL;
}

/* Granules in use in a space; nothing the model does not know of may hide there. */
static uint64_t kernel_granules(const struct space *s)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < SPACE_L1_ENTRIES; i++)
		n += s->l1[i].pte ? SPACE_L2_ENTRIES : s->live[i];
	return n;
}

static const char *compare_space(const struct model *m, int o)
{
	uint64_t granules = 0;

	for (int i = 0; i < MODEL_MAPPINGS; i++) {
		if (m->mapping[i].used && m->mapping[i].task == o) {
			const char *wrong = compare_mapping(m, &m->mapping[i]);

			if (wrong)
				return wrong;
			granules += 1ull << (m->mapping[i].order - SK_PAGE_ORDER);
		}
	}
	if (granules != kernel_granules(&kernel_task(m, o)->space))
		return spec_differs("object %d has mappings that are not specified", o);
	return NULL;
}

static const char *compare_object(const struct model *m, int o)
{
	const struct model_object *object = &m->object[o];

	if (kernel_object(m, o)->type != object->type)
		return spec_differs("object %d has type %u, specified %u", o, kernel_object(m, o)->type, object->type);
	if (object->type == SK_TYPE_FACTORY) {
		const struct factory *f = container_of(kernel_object(m, o), struct factory, obj);

		if (f->used != model_used(m, o))
			return spec_differs("factory %d has %u bytes in use, specified %u", o, f->used,
			                    model_used(m, o));
	}
	if (object->type != SK_TYPE_TASK && object->type != SK_TYPE_VM)
		return NULL;
	for (int s = 1; s < (int)object->slots && s < MODEL_SLOTS; s++) {
		const char *wrong = compare_cap(m, o, s);

		if (wrong)
			return wrong;
	}
	return compare_space(m, o);
}

const char *spec_compare(const struct model *m)
{
	for (int o = 0; o < MODEL_OBJECTS; o++) {
		const char *wrong = m->object[o].alive ? compare_object(m, o) : NULL;

		if (wrong)
			return wrong;
	}
	return NULL;
}
