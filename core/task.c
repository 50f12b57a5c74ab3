// SPDX-License-Identifier: Apache-2.0
// Tasks and VMs: creation, kernel-user memory, end.
#include <skerry/abi/utcb.h>
#include <skerry/arch/guest.h>
#include <skerry/arch/mmu.h>
#include <skerry/kernel.h>
#include <skerry/task.h>
#include <skerry/task_ops.h>

SK_STATIC_ASSERT(sizeof(struct task) <= SK_COST_TASK * ARCH_POOL_SCALE, "a task fits its cost");

static struct task *task_of(struct kobject *o)
{
	return container_of(o, struct task, obj);
}

static uint32_t table_bytes(const struct task *t)
{
	return (t->cap_total >> SK_SEL_SHIFT) * SK_COST_SLOT;
}

static int check_kind(unsigned type, uint32_t slots)
{
	if (type == SK_TYPE_VM)
		return arch_guest_supported() ? SK_OK : SK_ENOTSUP;
	return slots < 8 || slots > SK_SLOTS_MAX ? SK_EINVAL : SK_OK;
}

static int furnish(struct task *t, struct factory *f, uint32_t slots)
{
	t->caps = factory_alloc_raw(f, slots * SK_COST_SLOT);
	if (t->caps == NULL)
		return SK_ENOMEM;
	t->cap_total = slots << SK_SEL_SHIFT;

	uint32_t first = slots < TASK_SLOTS_AT_ONCE ? slots : TASK_SLOTS_AT_ONCE;

	memset(t->caps, 0, first * sizeof(struct cap));
	t->cap_bytes = first << SK_SEL_SHIFT;

	int error = space_map(&t->space, NULL, SK_KIP_ADDR, SK_PAGE_ORDER, kernel.kip_pa, SK_MEM_R, SK_ATTR_CACHED,
	                      SPACE_MAP_FIXED);

	if (error)
		factory_free(f, t->caps, table_bytes(t));
	return error;
}

struct task *task_create(struct factory *f, unsigned type, uint32_t slots, struct cap *slot, int *error)
{
	*error = check_kind(type, slots);
	if (*error)
		return NULL;

	struct kobject *o = object_create(f, type, SK_COST_TASK, slot, error);

	if (o == NULL)
		return NULL;

	struct task *t = task_of(o);

	list_init(&t->threads);
	space_init(&t->space, f, type == SK_TYPE_VM, t->l1, t->live);
	if (type == SK_TYPE_TASK)
		*error = furnish(t, f, slots);
	if (*error == SK_OK)
		return t;
	arch_space_destroy(&t->space);
	object_discard(o);
	return NULL;
}

int task_grow(struct task *t)
{
	const uint32_t some = 32;

	while (t->cap_bytes < t->cap_total) {
		uint32_t done = t->cap_bytes >> SK_SEL_SHIFT;
		uint32_t left = (t->cap_total >> SK_SEL_SHIFT) - done;
		uint32_t n = left < some ? left : some;

		memset(&t->caps[done], 0, n * sizeof(struct cap));
		t->cap_bytes += n << SK_SEL_SHIFT;
		if (t->cap_bytes < t->cap_total && preempted())
			return SK_RESTART;
	}
	return SK_OK;
}

int task_add_kumem(struct task *t, uint32_t va)
{
	void *page = factory_alloc(t->space.payer, SK_COST_KUMEM);

	if (page == NULL)
		return SK_ENOMEM;

	int error = space_map(&t->space, NULL, va, SK_PAGE_ORDER, pool_phys(page), SK_MEM_RW, SK_ATTR_CACHED,
	                      SPACE_MAP_FIXED | SPACE_MAP_KUMEM);

	if (error)
		factory_free(t->space.payer, page, SK_COST_KUMEM);
	return error;
}

void *task_kumem_ptr(struct task *t, uint32_t va, uint32_t bytes)
{
	struct mapping *m = space_lookup(&t->space, va);

	if (m == NULL || !(m->flags & SPACE_MAP_KUMEM) || va % SK_UTCB_SIZE || bytes > m->va + SK_PAGE_SIZE - va)
		return NULL;
	return (uint8_t *)pool_ptr(m->pa) + (va - m->va);
}

/* True when the capability table is empty and given back. */
static bool destroy_caps(struct task *t)
{
	uint32_t end = t->cap_bytes >> SK_SEL_SHIFT;

	if (t->caps == NULL)
		return true;
	for (unsigned n = 0; t->cap_scan < end; t->cap_scan++) {
		struct cap *c = &t->caps[t->cap_scan];

		if ((c->obj && !destroy_slot(c)) || ++n > SK_STEPS)
			return false;
	}
	factory_free(t->space.payer, t->caps, table_bytes(t));
	t->caps = NULL;
	t->cap_bytes = 0;
	return true;
}

bool task_destroy_step(struct kobject *o)
{
	struct task *t = task_of(o);

	if (!list_empty(&t->threads)) {
		destroy_first(task_first_member(t));
		return false;
	}
	if (!destroy_caps(t) || !space_destroy_step(&t->space))
		return false;
	arch_space_destroy(&t->space);
	return true;
}
