// SPDX-License-Identifier: Apache-2.0
// Memory ranges: the origin of every mapping (SK_RANGE_*).
#include <skerry/arch/cpu.h>
#include <skerry/arch/mmu.h>
#include <skerry/cpu.h>
#include <skerry/factory.h>
#include <skerry/msg.h>
#include <skerry/object_types.h>
#include <skerry/range.h>
#include <skerry/task.h>

SK_STATIC_ASSERT(sizeof(struct range) <= SK_COST_UNIT * ARCH_POOL_SCALE, "a range fits the smallest block");

static struct range *range_of(struct kobject *o)
{
	return container_of(o, struct range, obj);
}

struct range *range_create(struct factory *f, paddr_t base, uint32_t bytes, uint32_t kind, struct cap *slot, int *error)
{
	struct kobject *o = object_create(f, SK_TYPE_RANGE, SK_COST_UNIT, slot, error);

	if (o == NULL)
		return NULL;

	struct range *r = range_of(o);

	deriv_origin(&r->origin, SK_MEM_RWX, 0);
	r->base = base;
	r->bytes = bytes;
	r->kind = kind;
	return r;
}

int range_map(struct range *r, uint32_t offset, struct space *s, uint32_t va, unsigned order, unsigned rights,
              unsigned attr)
{
	bool device = r->kind == SK_RANGE_DEVICE;

	if (attr == SK_ATTR_INHERIT)
		attr = device ? SK_ATTR_UNCACHED : SK_ATTR_CACHED;
	if (attr > SK_ATTR_UNCACHED || (device && attr == SK_ATTR_CACHED))
		return SK_EINVAL;
	if (order < SK_PAGE_ORDER || order > 31 || (rights & SK_MEM_RWX) == 0)
		return SK_EINVAL;
	if (offset >= r->bytes || (1u << order) > r->bytes - offset)
		return SK_ERANGE;
	return space_map(s, &r->origin, va, order, r->base + offset, rights & SK_MEM_RWX, attr,
	                 device ? SPACE_MAP_DEVICE : 0);
}

static int op_map(struct thread *caller, struct range *r, uint32_t tag)
{
	uint32_t w[4];
	int error = msg_args(caller, tag, 4, w);
	struct cap *to = error ? NULL : cap_get(caller->task, w[0], SK_TYPE_NONE, SK_CAP_CTRL, &error);

	if (to == NULL)
		return error;
	if (to->obj->type != SK_TYPE_TASK && to->obj->type != SK_TYPE_VM)
		return SK_EPROTO;
	if (SK_FPAGE_GET_TYPE(w[2]) != SK_FPAGE_MEM)
		return SK_EINVAL;
	return range_map(r, w[1], &container_of(to->obj, struct task, obj)->space, SK_FPAGE_GET_ADDR(w[2]),
	                 SK_FPAGE_GET_ORDER(w[2]), SK_FPAGE_GET_RIGHTS(w[2]), w[3]);
}

/* Clears granule by granule and answers early when an interrupt waits. */
static int op_clear(struct thread *caller, const struct range *r, uint32_t tag)
{
	uint32_t w[2];
	uint32_t done = 0;
	int error = msg_args(caller, tag, 2, w);

	if (error)
		return error;
	if (r->kind != SK_RANGE_RAM || (w[0] | w[1]) % SK_PAGE_SIZE)
		return SK_EINVAL;
	if (w[0] > r->bytes || w[1] > r->bytes - w[0])
		return SK_ERANGE;
	while (done < w[1] && done < SK_RANGE_CLEAR_STEP) {
		arch_phys_clear(r->base + w[0] + done, SK_PAGE_SIZE);
		done += SK_PAGE_SIZE;
		if (arch_irq_pending())
			break;
	}
	return msg_answer(caller, &done, 1);
}

static int invoke(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag)
{
	struct range *r = range_of(cap->obj);
	uint32_t opcode = SK_TAG_PROTO(tag);

	(void)cpu;
	if (opcode == SK_RANGE_INFO)
		return msg_answer(caller, (uint32_t[]){r->base, r->bytes, r->kind, cap->d.rights}, 4);
	if (opcode < SK_RANGE_MAP || opcode > SK_RANGE_CLEAR)
		return SK_EPROTO;
	if (!(cap->d.rights & SK_CAP_CTRL))
		return SK_ERIGHTS;
	if (opcode == SK_RANGE_MAP)
		return op_map(caller, r, tag);
	if (opcode == SK_RANGE_REVOKE)
		return deriv_revoke(&r->origin, DERIV_RIGHTS_ALL, mapping_take);
	return op_clear(caller, r, tag);
}

static bool destroy_step(struct kobject *o)
{
	return deriv_revoke(&range_of(o)->origin, DERIV_RIGHTS_ALL, mapping_take) == SK_OK;
}

const struct object_ops range_ops = {
        .name = "range",
        .cost = SK_COST_UNIT,
        .invoke = invoke,
        .destroy_step = destroy_step,
};
