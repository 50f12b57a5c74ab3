// SPDX-License-Identifier: Apache-2.0
// Kernel objects: table of types, creation.
#include <skerry/cap.h>
#include <skerry/factory.h>
#include <skerry/object.h>
#include <skerry/object_types.h>

static const struct object_ops *const types[SK_TYPE_LAST + 1] = {
        [SK_TYPE_FACTORY] = &factory_ops, [SK_TYPE_TASK] = &task_ops, [SK_TYPE_THREAD] = &thread_ops,
        [SK_TYPE_GATE] = &gate_ops,       [SK_TYPE_LOG] = &log_ops,   [SK_TYPE_RANGE] = &range_ops,
        [SK_TYPE_IRQ] = &irq_ops,         [SK_TYPE_SC] = &sc_ops,     [SK_TYPE_CPU] = &cpu_ops,
        [SK_TYPE_VM] = &vm_ops,           [SK_TYPE_VCPU] = &vcpu_ops, [SK_TYPE_BOARD] = &board_ops,
        [SK_TYPE_REPLY] = &reply_ops,
};

const struct object_ops *object_ops(unsigned type)
{
	SK_ASSERT(type > SK_TYPE_NONE && type <= SK_TYPE_LAST);
	return types[type];
}

void object_init(struct kobject *o, unsigned type, struct factory *payer)
{
	*o = (struct kobject){.type = (uint8_t)type, .payer = payer};
	list_init(&o->payer_link);
	list_init(&o->destroy_link);
	if (payer)
		list_insert(&payer->objects, &o->payer_link);
}

struct kobject *object_create(struct factory *f, unsigned type, uint32_t bytes, struct cap *slot, int *error)
{
	SK_ASSERT(bytes == object_ops(type)->cost);
	if (slot->obj) {
		*error = SK_EEXIST;
		return NULL;
	}

	struct kobject *o = factory_alloc(f, bytes);

	if (o == NULL) {
		*error = SK_ENOMEM;
		return NULL;
	}
	object_init(o, type, f);
	cap_install_root(slot, o, SK_CAP_ALL);
	return o;
}

void object_discard(struct kobject *o)
{
	struct factory *payer = o->payer;

	if (o->root)
		cap_remove(o->root);
	list_remove(&o->payer_link);
	if (payer)
		factory_free(payer, o, object_ops(o->type)->cost);
}

bool object_nothing_to_destroy(struct kobject *o)
{
	(void)o;
	return true;
}
