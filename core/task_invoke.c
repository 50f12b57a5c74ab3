// SPDX-License-Identifier: Apache-2.0
// The protocol of tasks and VMs (SK_TASK_*).
#include <skerry/arch/cpu.h>
#include <skerry/arch/mmu.h>
#include <skerry/cpu.h>
#include <skerry/delegate.h>
#include <skerry/kernel.h>
#include <skerry/msg.h>
#include <skerry/object_types.h>
#include <skerry/task_ops.h>
#include <skerry/vcpu.h>

struct kobject *task_first_member(struct task *t)
{
	if (t->obj.type == SK_TYPE_VM)
		return &list_first(&t->threads, struct vcpu, vm_link)->obj;
	return &list_first(&t->threads, struct thread, task_link)->obj;
}

static int op_map(struct thread *caller, struct task *to, uint32_t tag)
{
	uint32_t w[3];
	int error = msg_args(caller, tag, 3, w);

	if (error)
		return error;

	struct delegate d = {.item = w[0], .fpage = w[1], .window = w[2]};

	error = delegate_item(caller->task, to, &d);
	return error ? error : msg_answer(caller, &d.result, 1);
}

/* Revocation may end the caller, its task, or the task whose slots these are: after each slot all that is known is that
 * a current caller is alive, and that cap still names the task if that is. Without cap's right it cannot go on either. */
static int unmap_slots(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t fpage, bool self)
{
	struct task *t = container_of(cap->obj, struct task, obj);
	unsigned rights = SK_FPAGE_GET_RIGHTS(fpage);
	uint32_t first = SK_FPAGE_GET_PAGE(fpage);
	uint32_t slots = 1u << SK_FPAGE_GET_ORDER(fpage);

	if (rights == 0 || slots > SK_SLOTS_MAX || (first & (slots - 1)))
		return SK_EINVAL;
	if (first + slots > t->cap_bytes >> SK_SEL_SHIFT)
		return SK_ERANGE;
	while (caller->progress < slots) {
		int result = cap_revoke(&t->caps[first + caller->progress], rights, self);

		if (cpu->current != caller)
			return OBJECT_BLOCKED;
		if (result != SK_OK)
			return result;
		if (cap->obj == NULL || !(cap->d.rights & SK_CAP_CTRL))
			return SK_OK;
		caller->progress++;
		if (preempted())
			return SK_RESTART;
	}
	return SK_OK;
}

static int op_unmap(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag)
{
	uint32_t w[2];
	int error = msg_args(caller, tag, 2, w);
	struct task *t = container_of(cap->obj, struct task, obj);

	if (error)
		return error;
	if (w[1] & ~(uint32_t)SK_UNMAP_SELF)
		return SK_EINVAL;
	switch (SK_FPAGE_GET_TYPE(w[0])) {
	case SK_FPAGE_MEM:
		return space_unmap(&t->space, w[0], w[1] & SK_UNMAP_SELF, &caller->progress);
	case SK_FPAGE_CAP:
		return unmap_slots(cpu, caller, cap, w[0], w[1] & SK_UNMAP_SELF);
	default:
		return SK_EINVAL;
	}
}

static int op_cap_info(struct thread *caller, struct task *t, uint32_t tag)
{
	uint32_t slot;
	int error = msg_args(caller, tag, 1, &slot);
	const struct cap *c = error ? NULL : cap_get(t, slot, SK_TYPE_NONE, 0, &error);

	return c ? msg_answer(caller, (uint32_t[]){c->obj->type, c->d.rights}, 2) : error;
}

static int op_kumem(struct thread *caller, struct task *t, uint32_t tag)
{
	uint32_t va;
	int error = msg_args(caller, tag, 1, &va);

	return error ? error : task_add_kumem(t, va);
}

static int op_cache(struct thread *caller, struct task *t, uint32_t tag)
{
	uint32_t w[3];
	int error = msg_args(caller, tag, 3, w);

	if (error)
		return error;
	if (t != caller->task || w[0] < SK_CACHE_CLEAN || w[0] > SK_CACHE_SYNC_INSN)
		return SK_EINVAL;
	if (w[1] + w[2] < w[1])
		return SK_ERANGE;
	while (caller->progress < w[2]) {
		uint32_t va = w[1] + caller->progress;
		uint32_t left = w[2] - caller->progress;
		uint32_t n = SK_PAGE_SIZE - va % SK_PAGE_SIZE;
		const struct mapping *m = space_lookup(&t->space, va);

		if (m == NULL || (m->flags & SPACE_MAP_DEVICE))
			return SK_EFAULT;
		n = n < left ? n : left;
		arch_cache_op(w[0], m->pa + (va - m->va), va, n);
		caller->progress += n;
		if (caller->progress < w[2] && arch_irq_pending())
			return SK_RESTART;
	}
	return SK_OK;
}

static int op_lookup(struct thread *caller, struct task *t, uint32_t tag)
{
	uint32_t va;
	int error = msg_args(caller, tag, 1, &va);
	const struct mapping *m = error ? NULL : space_lookup(&t->space, va);

	if (error)
		return error;
	if (m == NULL)
		return SK_ENOENT;

	uint32_t fpage = SK_FPAGE_MEMORY(m->va, (uint32_t)m->d.order, (uint32_t)m->d.rights);

	return msg_answer(caller, (uint32_t[]){fpage, m->attr}, 2);
}

/* The right an operation needs, 0 for what the object does not know: a VM has no capabilities and no memory of its own. */
static unsigned right_needed(uint32_t opcode, bool vm)
{
	switch (opcode) {
	case SK_TASK_MAP:
	case SK_TASK_UNMAP:
		return SK_CAP_CTRL;
	case SK_TASK_LOOKUP:
		return SK_CAP_USE;
	case SK_TASK_KUMEM:
		return vm ? 0 : SK_CAP_CTRL;
	case SK_TASK_CAP_INFO:
	case SK_TASK_CACHE:
		return vm ? 0 : SK_CAP_USE;
	default:
		return 0;
	}
}

static int invoke(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag)
{
	struct task *t = container_of(cap->obj, struct task, obj);
	unsigned needed = right_needed(SK_TAG_PROTO(tag), t->obj.type == SK_TYPE_VM);

	if (needed == 0)
		return SK_EPROTO;
	if (!(cap->d.rights & needed))
		return SK_ERIGHTS;
	switch (SK_TAG_PROTO(tag)) {
	case SK_TASK_MAP:
		return op_map(caller, t, tag);
	case SK_TASK_UNMAP:
		return op_unmap(cpu, caller, cap, tag);
	case SK_TASK_LOOKUP:
		return op_lookup(caller, t, tag);
	case SK_TASK_CAP_INFO:
		return op_cap_info(caller, t, tag);
	case SK_TASK_KUMEM:
		return op_kumem(caller, t, tag);
	default:
		return op_cache(caller, t, tag);
	}
}

const struct object_ops task_ops = {
        .name = "task",
        .cost = SK_COST_TASK,
        .invoke = invoke,
        .destroy_step = task_destroy_step,
};

const struct object_ops vm_ops = {
        .name = "vm",
        .cost = SK_COST_TASK,
        .invoke = invoke,
        .destroy_step = task_destroy_step,
};
